"""What an ended or open sitting says is the same everywhere, and only about what it includes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from quizapp.exam.attempt import State
from quizapp.exam.mock import MockOptions
from quizapp.exam.wording import stays_new
from quizapp.export.tables import history_table
from quizapp.paths import Home
from quizapp.plain.spoken import spoken
from quizapp.practice.offers import also_open
from quizapp.practice.report import included
from quizapp.practice.room import Practice
from quizapp.store.bootstrap import history as bootstrap_history
from quizapp.store.browser.query import Query
from quizapp.store.db.schema import ATTEMPT, EXPOSURE, RESPONSE
from quizapp.store.progress import answers, record
from quizapp.store.sittings.save import expose
from quizapp.study.drill import DrillFilter
from quizapp.ui.screens.report import ReportScreen
from quizapp.ui.screens.review import ReviewScreen
from tests.plain.talk import say
from tests.practice.small import answer, opened, small_pack
from tests.ui.test_flows import running, shown

SIZE = 10


class Late:
    """A clock on which the time of every mock is up."""

    def elapsed(self) -> float:
        return 1e6

    def stop(self) -> None:
        pass


@pytest.fixture
def own(tmp_path: Path) -> Home:
    return Home(tmp_path / "own")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack of 20 questions, ten of them in form 1."""
    return small_pack(tmp_path / "pack", 2 * SIZE, form=SIZE)


@pytest.fixture
def practice(own: Home, pack: Path) -> Iterator[Practice]:
    found = opened(own, pack)
    yield found
    found.close()


def given_up(practice: Practice) -> None:
    """Give up form 1 after three of its questions: right, wrong, and not answered."""
    mock = practice.begin_mock(MockOptions(form=1))
    answer(mock, 0)
    answer(mock, 1, right=False)
    mock.flag()
    mock.go(2)
    mock.abandon()
    assert [included(mock.attempt, part) for part in ("all", "missed", "flagged")] == [
        (0, 1, 2),
        (1, 2),
        (1,),
    ]


# -- a report includes what it may show -----------------------------------------------------------


def test_plain_report_of_a_given_up_mock_explains_only_what_was_shown(
    own: Home, pack: Path, practice: Practice
) -> None:
    given_up(practice)
    stems = [stored.stem for stored in practice.past(1).stored.questions.values()]
    heard = say(own.root, "history\n1\nall\ngo 4\n\n\n\nall\ndone\n\nquit\n", "--pack", str(pack))
    assert heard.count("3 questions to read.") == 2
    assert "Question 4 was not shown, so it is not listed." in heard
    assert [stem for stem in stems if stem.splitlines()[0] in heard] == stems[:3]


async def test_the_screens_review_only_what_was_shown_of_a_given_up_mock(
    own: Home, pack: Path, practice: Practice
) -> None:
    given_up(practice)
    async with running(own, pack) as (app, pilot):
        await pilot.press("h", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ReportScreen)
        assert "Review all 3" in shown(app)
        await pilot.press("a")
        assert isinstance(app.screen, ReviewScreen)
        assert app.screen.listed == (0, 1, 2)
        await pilot.press("v", "v")
        assert app.screen.listed == (1, 2)
        await pilot.press("a")
        assert app.screen.listed == (0, 1, 2)


@pytest.mark.parametrize("word", ["given up", "submitted"])
async def test_a_number_that_was_not_shown_is_refused_with_the_reason(
    own: Home, pack: Path, practice: Practice, word: str
) -> None:
    if word == "given up":
        given_up(practice)
    else:
        mock = practice.begin_mock(MockOptions(form=1))
        answer(mock, 0, 1, 2)
        mock.submit()
    heard = say(own.root, "history\n1\nall\ngo 4\ngo 40\ndone\n\nquit\n", "--pack", str(pack))
    assert "3 questions to read." in heard
    assert "Question 4 was not shown, so it is not listed." in heard
    assert "That question is not in this list." in heard
    async with running(own, pack) as (app, pilot):
        await pilot.press("h", "enter")
        await pilot.pause()
        assert "all 3 shown" in shown(app)
        await pilot.press("g")
        assert ("3 of 10 right · 0 missed · 7 not shown" in shown(app)) == (word == "submitted")
        await pilot.press("4")
        assert "Question 4 was not shown, so it is not listed." in shown(app)


# -- what was never shown stays new ---------------------------------------------------------------


def counts(practice: Practice) -> tuple[int, int]:
    """Return how many questions were shown, and how many answers are at first sight."""
    with practice.workspace.database.read() as connection:
        shown_ = connection.scalar(select(func.count()).select_from(EXPOSURE))
        scope = practice.workspace.scope
        return shown_ or 0, sum(m.first_exposure for m in answers.marked(connection, scope))


@pytest.mark.parametrize("runs_out", [False, True])
def test_questions_never_shown_in_a_finished_mock_stay_new(
    practice: Practice, runs_out: bool
) -> None:
    mock = practice.begin_mock(MockOptions(form=1))
    answer(mock, 0, 1, 2)
    assert counts(practice) == (3, 0)
    if runs_out:
        mock.clock = Late()
        mock.pause()
        assert mock.attempt.state is State.EXPIRED
    else:
        mock.submit()
    assert counts(practice) == (3, 3)
    facts = practice.report(practice.past(1))
    assert (facts.right, facts.shown, facts.first_sight, facts.missed) == (3, 3, 3, 0)
    assert facts.unanswered_text == (
        "7, counted as wrong; 7 of them never shown, so not listed; they stayed new"
    )
    assert [included(mock.attempt, part) for part in ("all", "missed")] == [(0, 1, 2), ()]
    status = practice.briefing().choices[0].status
    assert status == f"taken once; 3 of its {SIZE} questions seen before"
    assert len(practice.page(Query(status="unseen")).hits) == 2 * SIZE - 3
    chosen = practice.drill_choices()
    assert chosen.count(DrillFilter(count=20)).first_sight == 2 * SIZE - 3
    drill = practice.begin_drill(DrillFilter(count=2 * SIZE))
    old = {item.question_id for item in mock.attempt.items if item.seen}
    assert {i.question_id for i in drill.attempt.items if not i.first_exposure} == old
    answer(drill, *range(2 * SIZE))
    drill.submit()
    assert counts(practice) == (2 * SIZE, 2 * SIZE)
    with practice.workspace.database.read() as connection:
        times = select(EXPOSURE.c.times, func.count()).group_by(EXPOSURE.c.times)
        assert [tuple(row) for row in connection.execute(times)] == [(1, 2 * SIZE - 3), (2, 3)]
    with practice.workspace.database.write() as connection:
        record.recompute_figures(connection, practice.workspace.scope)
    assert counts(practice) == (2 * SIZE, 2 * SIZE)


def test_repeat_that_shows_less_does_not_say_that_questions_stayed_new(practice: Practice) -> None:
    first = practice.begin_mock(MockOptions(form=1))
    answer(first, *range(SIZE))
    first.submit()
    again = practice.begin_mock(MockOptions(form=1))
    again.submit()
    facts = practice.report(practice.past(again.stored.id))
    assert facts.unanswered_text == "10, counted as wrong; 9 of them never shown, so not listed"


def test_the_check_before_submitting_says_what_stays_new(practice: Practice) -> None:
    mock = practice.begin_mock(MockOptions(form=1))
    assert stays_new(mock.attempt) == "9 not seen yet; they stay new"
    answer(mock, *range(SIZE - 1))
    assert stays_new(mock.attempt) == "1 not seen yet; it stays new"
    mock.go(SIZE - 1)
    assert stays_new(mock.attempt) == ""


def test_a_flag_set_elsewhere_outlasts_a_mock_that_did_not_show_the_question(
    practice: Practice,
) -> None:
    mock = practice.begin_mock(MockOptions(short=True))
    last = mock.stored.rows[mock.attempt.items[-1].question_id][0]
    with practice.workspace.database.write() as connection:
        expose(connection, 1, last, datetime.now(UTC), flagged=True)
    mock.submit()
    with practice.workspace.database.read() as connection:
        row = connection.execute(select(EXPOSURE).where(EXPOSURE.c.question_id == last)).one()
    assert (row.flagged, row.times) == (True, 1)


# -- a choice that is not confirmed is no answer --------------------------------------------------


def past_as_json(home: Home, pack: Path) -> dict[str, Any]:
    """Return the only sitting, as `history --json` prints it without the data layer."""
    past = bootstrap_history.attempts(home.database, pack)
    assert past is not None
    assert len(past) == 1
    return past[0].as_json()


@pytest.mark.parametrize("gives_up", [False, True])
def test_choice_that_is_not_confirmed_is_no_answer_anywhere(
    own: Home, pack: Path, practice: Practice, gives_up: bool
) -> None:
    drill = practice.begin_drill(DrillFilter(count=SIZE))
    answer(drill, 0)
    drill.go(1)
    for option in sorted(drill.attempt.item.keys):
        drill.choose(option)
    if gives_up:
        drill.abandon()
    else:
        drill.pause()
    facts = practice.report(practice.past(1))
    assert (facts.answered, facts.right) == (1, 1)
    assert "1 of 10 answered" in facts.outcome
    assert past_as_json(own, pack)["answered"] == 1
    (past,) = practice.history().attempts
    assert past.answered == 1
    if not gives_up:
        (sitting,) = practice.home_row().sittings
        assert sitting.answered == 1
        heard = say(own.root, "resume\nleave\nresume\ngive up\n\nquit\n", "--pack", str(pack))
        assert "Saved: Drill, 1 of 10 answered." in heard
        assert "Give up Drill, with 1 answer?" in heard


# -- the history as JSON and CSV agrees with the report -------------------------------------------


def agrees(home: Home, pack: Path, practice: Practice) -> list[tuple[str, int, int]]:
    """Check the history against the report; return the domains as (id, right, asked)."""
    facts = practice.report(practice.past(1))
    domains = [(row.id, row.correct, row.total) for row in facts.domains]
    (past,) = practice.history().attempts
    assert bootstrap_history.attempts(home.database, pack) == [past]
    assert [(d, *tally) for d, tally in sorted(past.domains.items())] == domains
    assert (past.questions, past.answered) == (facts.asked, facts.answered)
    written = " ".join(f"{d}:{right}/{asked}" for d, right, asked in domains)
    assert history_table([past]).split("\r\n")[1].endswith(f",{written}")
    return domains


def test_history_of_a_given_up_mock_agrees_with_its_report(
    own: Home, pack: Path, practice: Practice
) -> None:
    given_up(practice)
    assert agrees(own, pack, practice) == [("1", 1, 3)]


@pytest.mark.parametrize("gives_up", [False, True])
def test_history_of_an_unfinished_drill_agrees_with_its_report(
    own: Home, pack: Path, practice: Practice, gives_up: bool
) -> None:
    drill = practice.begin_drill(DrillFilter(count=SIZE))
    answer(drill, 0)
    answer(drill, 1, right=False)
    drill.go(2)
    drill.choose(min(drill.attempt.item.keys))
    if gives_up:
        drill.abandon()
    else:
        drill.pause()
    assert agrees(own, pack, practice) == [("1", 1, 3 if gives_up else 2)]


def test_number_questions_of_a_given_up_mock_are_left_to_the_data_layer(
    own: Home, pack: Path, practice: Practice
) -> None:
    given_up(practice)
    with practice.workspace.database.write() as connection:
        connection.execute(update(RESPONSE).values(seed=1))
    assert bootstrap_history.attempts(own.database, pack) is None
    (past,) = practice.history().attempts
    assert past.domains == {"1": (1, 3)}


def test_seconds_of_the_history_are_never_above_those_of_the_report(
    own: Home, pack: Path, practice: Practice
) -> None:
    mock = practice.begin_mock(MockOptions(form=1))
    mock.abandon()
    with practice.workspace.database.write() as connection:
        connection.execute(update(ATTEMPT).values(used_seconds=17.97))
    assert past_as_json(own, pack)["seconds"] == 17.9
    assert spoken(practice.report(practice.past(1)).used) == "17 seconds"


# -- what is only true of a score, or of a start --------------------------------------------------


async def test_a_given_up_mock_has_no_verdicts(own: Home, pack: Path, practice: Practice) -> None:
    given_up(practice)
    heard = say(own.root, "history\n1\n\nquit\n", "--pack", str(pack))
    assert "The only domain, 100 percent of the exam: 1 of 3 right.\n" in heard
    async with running(own, pack, size=(120, 40)) as (app, pilot):
        await pilot.press("h", "enter")
        await pilot.pause()
        seen = shown(app)
    assert "1/3" in seen
    for said in (heard, seen):
        assert not any(word in said.casefold() for word in ("needs", "meets", "improvement"))


def test_menu_and_briefing_agree_on_a_form_that_is_partly_seen(
    own: Home, pack: Path, practice: Practice
) -> None:
    mock = practice.begin_mock(MockOptions(form=1))
    mock.go(1)
    mock.go(2)
    mock.abandon()
    drill = practice.begin_drill(DrillFilter(count=1))
    answer(drill, 0)
    drill.submit()
    practice.refresh()
    heard = say(own.root, "menu\nmock\nmenu\nquit\n", "--pack", str(pack))
    assert "1. Mock: Mock exam 1, not taken.\n" in heard
    assert "Mock exam 1: 3 of its 10 questions seen before." in heard


def test_open_mock_of_another_exam_is_named_with_its_exam(practice: Practice) -> None:
    practice.begin_mock(MockOptions(form=1)).pause()
    sittings = practice.home_row().sittings
    own_exam = "Open: Mock exam 1: 0 of 10 answered. This is another mock."
    assert also_open(sittings, "TST-C01") == own_exam
    assert also_open(sittings, "TST-C02") == own_exam.replace(" 1:", " 1, TST-C01:")
