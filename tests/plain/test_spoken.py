"""Words for numbers and times, and parsing of commands."""

from __future__ import annotations

import pytest
from textual.binding import Binding

from quizapp.exam.countdown import Countdown
from quizapp.exam.wording import sentence
from quizapp.plain import (
    annotating,
    briefing,
    browse,
    drill_question,
    history,
    menu,
    mock_question,
    paragraphs,
    preferences,
    report,
    weak,
)
from quizapp.plain.commands import HELP, QUIT, Entry, NotUnderstood, understand
from quizapp.plain.mock_question import COMMANDS, TimeNotices
from quizapp.plain.spoken import joined, ranges, spoken
from quizapp.store.learner.annotations import CAUSES
from quizapp.ui.screens.drill_question import DrillQuestionScreen
from tests.builders import question


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (7799.6, "2 hours 10 minutes"),
        (7200, "2 hours"),
        (3600, "1 hour"),
        (330, "6 minutes"),
        (299, "4 minutes 59 seconds"),
        (60, "1 minute"),
        (1, "1 second"),
        (0.4, "0 seconds"),
        (-3, "0 seconds"),
    ],
)
def test_duration_in_words(seconds: float, said: str) -> None:
    assert spoken(seconds) == said


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("nothing is due", "Nothing is due."),
        ("nothing is due.", "Nothing is due."),
        ("tired at the end?", "Tired at the end?"),
        ("/tmp/a b", "/tmp/a b."),
        ("", "."),
    ],
)
def test_message_as_a_sentence(message: str, said: str) -> None:
    assert sentence(message) == said


def test_consecutive_numbers_become_ranges() -> None:
    assert ranges([0]) == "1"
    assert ranges([0, 1]) == "1 and 2"
    assert ranges([0, 1, 2, 6, 8]) == "1 to 3, 7, and 9"
    assert joined(["a", "b", "c"], "or") == "a, b, or c"


@pytest.mark.parametrize(
    ("line", "entry"),
    [
        ("", Entry()),
        ("2", Entry("", (2,))),
        ("1 3", Entry("", (1, 3))),
        ("1,3", Entry("", (1, 3))),
        ("1 and 3", Entry("", (1, 3))),
        ("2 n", Entry("next", (2,))),
        ("x2", Entry("strike", (), "2")),
        ("STRIKE 2", Entry("strike", (), "2")),
        ("go 12", Entry("go", (), "12")),
        ("Give  up", Entry("give up")),
        ("previous", Entry("back")),
    ],
)
def test_line_is_parsed_into_numbers_command_and_text(line: str, entry: Entry) -> None:
    assert understand(line, mock_question.COMMANDS) == entry


@pytest.mark.parametrize(("line", "same"), [("１　３", "1 3"), ("٢", "2"), ("ｇｏ １２", "go 12")])
def test_full_width_and_other_digits_are_understood(line: str, same: str) -> None:
    assert understand(line, COMMANDS) == understand(same, COMMANDS)


def test_each_notice_of_the_time_left_is_given_once() -> None:
    notices = TimeNotices(Countdown())
    given = [(left, notices.due(left)) for left in (2000, 1799, 1790, 400, 299, 290, 1)]
    assert [each for each in given if each[1]] == [
        (1799, "30 minutes left."),
        (299, "5 minutes left."),
    ]
    late = TimeNotices(Countdown())
    assert late.due(None) is None
    assert late.due(1000) == "17 minutes left."
    assert late.due(120) == "2 minutes left."
    assert late.due(100) is None


def test_unknown_command_suggests_the_nearest() -> None:
    with pytest.raises(NotUnderstood, match="Did you mean submit"):
        understand("sumbit", mock_question.COMMANDS)


PLACES = (
    mock_question.COMMANDS,
    drill_question.ASKED,
    (*annotating.CAUSES.values(), *drill_question.MARKED),
    (*report.READ, report.REPLAY, report.AGAIN, report.BACK),
    (*annotating.CAUSES.values(), *report.STEPS),
    briefing.COMMANDS,
    menu.COMMANDS,
    browse.COMMANDS,
    browse.READING,
    history.COMMANDS,
    preferences.COMMANDS,
    weak.COMMANDS,
)


def test_command_names_are_unique_at_each_prompt() -> None:
    for place in PLACES:
        words = [word for each in (*place, HELP, QUIT) for word in (each.name, *each.also)]
        assert len(words) == len(set(words))


def test_code_blocks_are_announced_and_backticks_are_removed() -> None:
    stem = "Look at `list[int]`:\n\n```\nif x:\n    go()\n```\n\nWhat now?\nSelect TWO."
    first, code, ask, select = paragraphs.prose(question(stem=stem).stem)
    assert (first, ask, select) == ("Look at list[int]:", "What now?", "Select TWO.")
    assert not isinstance(code, str)
    assert (code.code, code.text) == (True, "if x:\n    go()")


def test_every_cause_of_a_miss_has_a_command_and_a_key() -> None:
    assert list(annotating.CAUSES) == list(CAUSES)
    actions = [each.action for each in DrillQuestionScreen.BINDINGS if isinstance(each, Binding)]
    keys = [action for action in actions if action.startswith("cause(")]
    assert keys == [f"cause('{cause}')" for cause in CAUSES]
