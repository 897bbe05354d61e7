"""Mix-ups: two ideas of which the learner chose one where the other was right, and where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quizapp.exam.concept import Idea
from quizapp.exam.prose import one_line
from quizapp.exam.wording import count, times
from quizapp.practice.report import included
from quizapp.store.learner.annotations import causes as causes_of
from quizapp.store.progress import mix_ups as stored
from quizapp.store.progress import queries as progress
from quizapp.store.selection import drill_query
from quizapp.study.confusions import choice, confused_pairs
from quizapp.study.drill import DrillFilter
from quizapp.study.progress import CONFUSED_FROM
from quizapp.words import cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from quizapp.exam.attempt import Item
    from quizapp.exam.question import Option
    from quizapp.store.progress.mix_ups import MixedUp, Pair
    from quizapp.store.scope import Scope
    from quizapp.store.sittings.sitting import Sitting
    from quizapp.store.workspace import Workspace

LONGEST = 60
"""The most cells of an idea's name in a sentence or a row."""
LONGEST_REST = 14
"""The most characters of a word that is left out rather than cut."""
MIXED_UP = "mixed_up"
"""The cause of a miss that a learner gives for a mix-up."""
CHOSE, ANSWER = "You chose", "The answer"
"""What is said before the two sides of a mix-up."""
NO_COMPARISON = "Only a wrong choice can be compared with the answer."
"""What is said if the learner asks to compare an answer without a wrong choice."""


@dataclass(frozen=True, slots=True)
class MixUp:
    """The learner chose `chosen` where `key` was right, `times` times."""

    chosen: Idea
    key: Idea
    times: int

    @property
    def pair(self) -> Pair:
        """The ids of the two concepts."""
        return self.chosen.id, self.key.id

    @property
    def explained(self) -> bool:
        """Whether both sides are named concepts with a definition, which can be compared."""
        return self.chosen.concept is not None and self.key.concept is not None

    @property
    def sentence(self) -> str:
        """What happened, such as "You chose a queue; the answer was a topic (6 times)"."""
        often = f" ({times(self.times)})" if self.times > 1 else ""
        return f"{CHOSE} {named(self.chosen)}; the answer was {named(self.key)}{often}"

    @property
    def title(self) -> str:
        """The title of a drill on the two."""
        return f"Drill: {named(self.chosen, 40)} vs. {named(self.key, 40)}"


@dataclass(frozen=True, slots=True)
class SideBySide:
    """A mix-up, the questions in which it happened, and the drill on it.

    `questions` are (question, whether its reasons can be read now), the most recent first.
    `drillable` is the number of questions of the drill, and `others` how many of them were not
    mixed up. `of_miss` tells the comparison of one missed question, which is not among the
    `questions`, from that of a pair of concepts.
    """

    mix_up: MixUp
    questions: tuple[tuple[MixedUp, bool], ...]
    wish: DrillFilter
    drillable: int
    others: int
    of_miss: bool = False

    @property
    def standing(self) -> str:
        """How often the two were mixed up; empty if one miss is all there is."""
        often = self.mix_up.times
        return f"mixed up {times(often)}" if often and (self.questions or not self.of_miss) else ""

    @property
    def list_title(self) -> str:
        """The title of the list of questions."""
        return "Also mixed up here" if self.of_miss else "Where you mixed them up"

    @property
    def drill_text(self) -> str:
        """What the drill asks, in one sentence without a period; there must be such a drill."""
        text = f"Drill the {count(self.drillable, 'question')} with both of them"
        if self.drillable == 1:
            text = "Drill the question with both of them"
        return f"{text}, {self.others} of them not listed below" if self.others else text


def named(idea: Idea, most: int = LONGEST) -> str:
    """Return an idea's name on one line of at most `most` cells.

    An option's own words are in quotation marks, because they are no name.
    """
    words = "".join(part.text for part in one_line(idea.name)).rstrip(".")
    return f"“{_shortened(words, most - 2)}”" if idea.in_own_words else _shortened(words, most)


def _shortened(words: str, most: int) -> str:
    """Return at most `most` cells of a text, cut between two words if one ends near."""
    short = cut(words, most)
    if short == words:
        return words
    whole, space, rest = short.rpartition(" ")
    return f"{whole.rstrip(',;:.')}…" if space and len(rest) <= LONGEST_REST else short


def with_ideas(
    opened: Workspace | Sitting, scope: Scope, counted: Mapping[Pair, int]
) -> tuple[MixUp, ...]:
    """Return pairs of concepts, with how often each was mixed up, as mix-ups in that order.

    They are read from the database of what is `opened`. Raises StoreError.
    """
    with opened.database.read() as connection:
        ideas = stored.ideas(connection, scope, counted)
    return tuple(
        MixUp(ideas[chosen], ideas[key], number) for (chosen, key), number in counted.items()
    )


def side_by_side(workspace: Workspace, pair: Pair) -> SideBySide:
    """Return all there is on a pair: (concept chosen, concept of the key). Raises StoreError."""
    scope, wish = workspace.scope, DrillFilter(pair=pair)
    with workspace.database.read() as connection:
        number = stored.times(connection, scope, [pair]).get(pair, 0)
        questions = stored.questions(connection, scope, pair)
        asked = drill_query.being_asked(connection, scope)
        today = progress.day_of(connection, scope.learner)
        matching = drill_query.matching(scope, wish, today).limit(drill_query.COUNTED)
        drillable = {row.id for row in connection.execute(matching)}
    (mix_up,) = with_ideas(workspace, scope, {pair: number})
    return SideBySide(
        mix_up=mix_up,
        questions=tuple((one, one.row_id not in asked) for one in questions),
        wish=wish,
        drillable=len(drillable),
        others=len(drillable - {one.row_id for one in questions}),
    )


def of_sitting(sitting: Sitting) -> tuple[MixUp, ...]:
    """Return the mix-ups in the missed questions of a sitting, the most frequent first.

    A wrong choice is one if the same two concepts were mixed up before, or if the learner gave that
    as the cause. Both concepts have a definition. Raises StoreError.
    """
    attempt, stored_attempt = sitting.attempt, sitting.stored
    scope = stored_attempt.plan.scope
    missed = included(attempt, "missed")
    pairs = {position: _pairs(sitting, position) for position in missed}
    with sitting.database.read() as connection:
        causes = causes_of(connection, stored_attempt.id)
        counted = stored.times(connection, scope, _all(pairs.values()))
    found = {
        pair: counted[pair]
        for position, confused in pairs.items()
        for pair in confused
        if counted.get(pair, 0) >= (1 if causes.get(position) == MIXED_UP else CONFUSED_FROM)
    }
    ordered = dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))
    return comparable(with_ideas(sitting, scope, ordered))


def displaced(item: Item) -> tuple[int, int] | None:
    """Return the first wrong option chosen and the first key that was not, in the order shown.

    Options are indexes in file order. None if no wrong option was chosen, or nothing is marked yet.
    """
    wrong = [option for option in item.order if option in item.chosen - item.keys]
    missing = [option for option in item.order if option in item.keys - item.chosen]
    return (wrong[0], missing[0]) if item.marked and wrong and missing else None


def compared(workspace: Workspace, sitting: Sitting, position: int) -> SideBySide | None:
    """Return a wrong choice, by its position from 0, side by side with the key that it displaced.

    Both are shown as this question's options state them. What the pack explains about their
    concepts, which other questions may share, is added. None without a wrong choice. Raises
    StoreError.
    """
    item = sitting.attempt.items[position]
    options = displaced(item)
    if options is None:
        return None
    question = sitting.stored.questions[item.question_id]
    chosen, key = (question.options[option] for option in options)
    side = side_by_side(workspace, (chosen.concept, key.concept))
    others = tuple(each for each in side.questions if each[0].question.id != item.question_id)
    mix_up = side.mix_up
    return replace(
        side,
        mix_up=MixUp(_of_option(mix_up.chosen, chosen), _of_option(mix_up.key, key), mix_up.times),
        questions=others,
        # A drill on the question that was just read, and on no other, would teach nothing.
        drillable=side.drillable if others or side.others else 0,
        of_miss=True,
    )


def _of_option(idea: Idea, option: Option) -> Idea:
    """Return an idea as an option states it."""
    return replace(idea, name=option.text, reason=option.why)


def comparable(mix_ups: Iterable[MixUp]) -> tuple[MixUp, ...]:
    """Return the mix-ups whose two sides can be compared: both are explained."""
    return tuple(mix_up for mix_up in mix_ups if mix_up.explained)


def _pairs(sitting: Sitting, position: int) -> list[Pair]:
    item = sitting.attempt.items[position]
    return confused_pairs(choice(sitting.stored.questions[item.question_id], item.chosen))


def _all(pairs: Iterable[list[Pair]]) -> list[Pair]:
    return [pair for each in pairs for pair in each]
