"""Selection of questions for a command: by topic, file, id, or day of the last check."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from quizapp.bank.pack import Pack
from quizapp.exam.question import Question


class NoSuch(ValueError):
    """The pack does not have a topic, file, or id. The message names it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The questions to select. An empty collection or None selects all of them.

    A topic includes its subtopics: `lambda` selects `lambda.esm`. A file matches by the end of its
    path, so it can be given with or without leading folders. `since` is the earliest day in
    `checked`.
    """

    topics: Collection[str] = ()
    files: Collection[str] = ()
    ids: Collection[str] = ()
    since: date | None = None

    @property
    def everything(self) -> bool:
        return not (self.topics or self.files or self.ids or self.since)


def select(pack: Pack, wanted: Wanted) -> list[Question]:
    """Return the questions that match all of `wanted`, in the pack's order. Raises NoSuch."""
    questions = list(pack.questions.values())
    for topic in wanted.topics:
        if not any(_in_topic(known.id, topic) for known in pack.topics):
            raise NoSuch(f"{pack.name} has no topic {topic!r}; pack.yaml lists the topics")
    for name in wanted.files:
        if not any(_in_file(source.file, name) for source in pack.sources.values()):
            raise NoSuch(f"{pack.name} has no question file {name!r}")
    strange = sorted(set(wanted.ids) - pack.questions.keys() - pack.templates.keys())
    if strange:
        raise NoSuch(f"{pack.name} has no question {strange[0]!r}")
    since = wanted.since.isoformat() if wanted.since else ""
    return [
        question
        for question in questions
        if (not wanted.topics or any(_in_topic(question.topic, t) for t in wanted.topics))
        and (not wanted.files or _in_files(pack, question, wanted.files))
        and (not wanted.ids or question.id in wanted.ids)
        and pack.sources[question.id].checked >= since
    ]


def ids_in(text: str) -> list[str]:
    """Return the ids in a text with one id per line. Empty lines and comments (#) are skipped."""
    lines = (line.partition("#")[0].strip().removeprefix("- ") for line in text.splitlines())
    return [line for line in lines if line]


def _in_topic(topic: str, wanted: str) -> bool:
    return topic == wanted or topic.startswith(f"{wanted}.")


def _in_files(pack: Pack, question: Question, names: Iterable[str]) -> bool:
    file = pack.sources[question.id].file
    return any(_in_file(file, name) for name in names)


def _in_file(file: str, name: str) -> bool:
    return f"/{file}".endswith(f"/{name}") or f"/{name}".endswith(f"/{file}")
