"""The questions of a drill, review or replay in plain mode, each explained after its answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quizapp.exam.attempt import Confidence, Kind
from quizapp.exam.wording import Block, count, letters, sentence, sureness
from quizapp.plain import annotating, paragraphs, question_base
from quizapp.plain.commands import Command, Entry
from quizapp.plain.console import Console
from quizapp.practice.annotations import in_sitting
from quizapp.practice.outcome import IN_A_REVIEW, comes_back, headline
from quizapp.study.schedule import DOUBTFUL_AFTER

if TYPE_CHECKING:
    from quizapp.store.learner.annotations import Mark
    from quizapp.store.sittings.sitting import Sitting

CONFIDENCE = {
    "sure": Confidence.SURE,
    "unsure": Confidence.UNSURE,
    "guess": Confidence.GUESS,
}
ASKED = (
    Command("sure", "confirm; you are sure (over 80 percent)", ("s",)),
    Command("unsure", "confirm; you are not sure (67 to 80 percent)", ("u",)),
    Command("guess", "confirm; mostly a guess (below 67 percent sure)", ("g",)),
    question_base.STRIKE,
    question_base.CLEAR,
    question_base.REPEAT,
    question_base.OPTIONS,
    replace(annotating.BOOKMARK, also=()),
    question_base.LEAVE,
    question_base.GIVE_UP,
)
MARKED = (
    Command("next", "the next question; so does enter alone", ("n",)),
    question_base.REPEAT,
    Command("why", "hear the explanation again, or of one option: why 3", (), "N"),
    *annotating.COMMANDS,
    question_base.LEAVE,
    question_base.GIVE_UP,
)


def ask(console: Console, sitting: Sitting) -> None:
    """Ask until the last question is answered, or the sitting is left or given up."""
    attempt = sitting.attempt
    done = sum(item.marked for item in attempt.items)
    answered = f" {done} answered before." if done else ""
    console.say(
        "", f"{sitting.stored.plan.title}. {count(len(attempt.items), 'question')}.{answered}"
    )
    console.say(
        f"{question_base.CHOOSE} Then enter confirms; or type sure, unsure, or guess. "
        "Type ? at any prompt for the commands."
    )
    first = True
    with question_base.saving_time_while_idle(console, sitting):
        while console.sitting is sitting:
            if not sitting.attempt.item.marked:
                _tell(console, sitting)
                _ask(console, sitting)
            else:
                _tell(console, sitting)
                console.say("You have answered this question.")
            if console.sitting is sitting and sitting.attempt.item.marked:
                _after(console, sitting, spelled_out=first)
                first = first and bool(sitting.attempt.item.correct)


def _tell(console: Console, sitting: Sitting) -> None:
    attempt = sitting.attempt
    marked = [item for item in attempt.items if item.marked]
    right = sum(bool(item.correct) for item in marked)
    score = f" {right} of {len(marked)} right so far." if marked else ""
    head = f"Question {attempt.position + 1} of {len(attempt.items)}.{score}"
    console.say("", head, *paragraphs.question(sitting.question, attempt.item))


# -- before the answer ----------------------------------------------------------------------------


def _ask(console: Console, sitting: Sitting) -> None:
    """Respond to commands until the question is marked or the sitting ends."""
    while console.sitting is sitting and not sitting.attempt.item.marked:
        answered = sitting.attempt.item.answered
        ready = "Enter confirms; or sure, unsure, guess:"
        prompt = ready if answered else question_base.prompt(sitting)
        entry = console.command(prompt, ASKED, letters=letters(sitting.attempt.item))
        if entry.before and (
            not question_base.choose(console, sitting, entry.before) or not entry.name
        ):
            continue
        match entry.name:
            case "" | "sure" | "unsure" | "guess":
                with console.refusals():
                    sitting.confirm(CONFIDENCE.get(entry.name))
            case "strike":
                question_base.strike(console, sitting, entry)
            case "clear":
                question_base.clear(console, sitting, entry)
            case "repeat":
                _tell(console, sitting)
            case "options":
                question_base.tell_options(console, sitting, entry)
            case "bookmark":
                annotating.bookmark(console, in_sitting(sitting))
            case "leave":
                question_base.leave(console, sitting)
            case "give up":
                question_base.give_up(console, sitting)


# -- after it -------------------------------------------------------------------------------------


def _after(console: Console, sitting: Sitting, *, spelled_out: bool) -> None:
    """Say the verdict and the explanation, then respond to commands until the learner moves on."""
    missed = not sitting.attempt.item.correct
    asks_why = missed and sitting.attempt.kind is not Kind.REPLAY
    mark = _mark(console, sitting)
    console.say(*_verdict(sitting, mark), *_reasons(sitting, mark))
    with console.refusals():
        back = comes_back(sitting, console.practice.workspace) if asks_why or not missed else ""
        verb = "" if back == IN_A_REVIEW else "is "
        console.say(*([sentence(f"it {verb}{back}")] if back else []))
    if asks_why and spelled_out:
        console.say(
            "Why did you miss it? Type k for didn't know, m for misread, y for mixed up two ideas, "
            "w for wrong trade-off, l for careless; or press enter to skip."
        )
    commands = (*annotating.MISSED, *MARKED) if missed else MARKED
    position = sitting.attempt.position
    while console.sitting is sitting and sitting.attempt.position == position:
        last = position + 1 >= len(sitting.attempt.items)
        why = "k, m, y, w, or l says why; enter" if asks_why else "Enter"
        entry = console.command(f"{why} {'ends' if last else 'continues'}:", commands)
        if entry.before:
            console.say("You have answered this question. Enter continues with the next.")
            continue
        match entry.name:
            case "" | "next":
                _next(console, sitting)
            case "repeat":
                _tell(console, sitting)
            case "why":
                _why(console, sitting, entry)
            case "leave":
                question_base.leave(console, sitting)
            case "give up":
                question_base.give_up(console, sitting)
            case _:
                noted = annotating.respond(console, sitting, position, entry)
                asks_why = asks_why and noted != annotating.CAUSE


def _verdict(sitting: Sitting, mark: Mark | None) -> list[str]:
    item = sitting.attempt.item
    sentences = [paragraphs.answered(item)]
    if sure := sureness(item):
        sentences.append(f"{sure[0].upper()}{sure[1:]}.")
    if not item.correct and sitting.attempt.kind is Kind.REPLAY:
        sentences.append("It is asked again at the end.")
    if mark is not None and mark.times > 1:
        sentences.append(f"Seen {mark.times} times.")
    if mark is not None and mark.bookmarked:
        sentences.append("Bookmarked.")
    lines = [" ".join(sentences)]
    if mark is not None and mark.sure_and_wrong >= DOUBTFUL_AFTER:
        lines.append(
            "You were sure but wrong here twice. If the key is wrong, type report to report it."
        )
    return lines


def _reasons(sitting: Sitting, mark: Mark | None) -> list[str | Block]:
    note = "" if mark is None else mark.note
    return paragraphs.explanation(sitting.question, sitting.attempt.item, note)


def _why(console: Console, sitting: Sitting, entry: Entry) -> None:
    if not entry.numbers:
        console.say(*_reasons(sitting, _mark(console, sitting)))
        return
    for option in question_base.options(console, sitting, entry.numbers) or ():
        console.say(*paragraphs.reason(sitting.question, sitting.attempt.item, option))


def _next(console: Console, sitting: Sitting) -> None:
    attempt = sitting.attempt
    if attempt.position + 1 < len(attempt.items):
        with console.refusals():
            sitting.go(attempt.position + 1)
        return
    with console.refusals() as submitted:
        sitting.submit()
    if not submitted.done:
        return
    console.sitting = None
    title = sitting.stored.plan.title
    how = headline(sitting.attempt)
    console.say("", how if attempt.kind is Kind.REPLAY else f"{title} done: {how}")
    with console.refusals():
        console.say(*paragraphs.outcome(console.practice.outcome(sitting)))
        for mix_up in console.practice.mix_ups(sitting):
            console.say(f"{mix_up.sentence}; weak areas show the two side by side.")


def _mark(console: Console, sitting: Sitting) -> Mark | None:
    return annotating.read_mark(console, in_sitting(sitting))
