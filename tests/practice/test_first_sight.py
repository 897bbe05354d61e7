"""First sight, open sittings, and abandoned forms, in the practice room and all interfaces."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from textual.widgets import OptionList

from quizapp import paths
from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.practice import offers
from quizapp.practice.offers import Action, time_left
from quizapp.practice.room import Practice
from quizapp.practice.sessions import leave
from quizapp.store.bootstrap.first_look import first_look
from quizapp.store.bootstrap.home_row import WeakTopic
from quizapp.store.browser import search
from quizapp.store.db.schema import ATTEMPT, RESPONSE
from quizapp.store.errors import InOpenSitting, StoreError
from quizapp.store.progress import home_row, record
from quizapp.store.selection import review_queue
from quizapp.store.selection.next_topic import REST_AFTER
from quizapp.store.sittings.sitting import Sitting
from quizapp.study.drill import DrillFilter
from quizapp.ui import messages
from quizapp.ui.app import QuizApp
from quizapp.ui.screens.briefing import BriefingScreen
from quizapp.ui.screens.choice import ChoiceScreen
from quizapp.ui.screens.drill_question import DrillQuestionScreen
from quizapp.ui.screens.home import HomeScreen
from tests.plain.talk import say
from tests.practice.small import answer, asked, opened, small_pack, withdraw
from tests.ui.test_flows import running, shown
from tests.ui.test_plan import settle


@pytest.fixture
def own(tmp_path: Path) -> Home:
    return Home(tmp_path / "own")


@pytest.fixture
def twenty(tmp_path: Path) -> Path:
    """A pack of 20 questions without a form."""
    return small_pack(tmp_path / "twenty", 20)


@pytest.fixture
def with_form(tmp_path: Path) -> Path:
    """A pack of 20 questions, ten of them in form 1."""
    return small_pack(tmp_path / "with-form", 20, form=10)


@pytest.fixture
def practice(own: Home, twenty: Path) -> Iterator[Practice]:
    found = opened(own, twenty)
    yield found
    found.close()


@pytest.fixture
def forms(own: Home, with_form: Path) -> Iterator[Practice]:
    found = opened(own, with_form)
    yield found
    found.close()


def first_sights(practice: Practice) -> int:
    """Return the number of marked answers at first sight."""
    with practice.workspace.database.read() as connection:
        return (
            connection.scalar(
                select(func.count()).where(
                    RESPONSE.c.first_exposure,
                    RESPONSE.c.seen_at.is_not(None),
                    RESPONSE.c.marked_at.is_not(None),
                )
            )
            or 0
        )


def states(home: Home, pack: Path) -> list[tuple[str, str]]:
    """Return the kind and state of every sitting, oldest first, as the command line lists them."""
    command = [sys.executable, "-m", "quizapp", "--home", str(home.root), "--pack", str(pack)]
    done = subprocess.run([*command, "history", "--json"], capture_output=True, check=True)
    return [(past["kind"], past["state"]) for past in json.loads(done.stdout)["attempts"]]


# -- first sight is decided when a question is shown ----------------------------------------------


def test_each_question_is_first_sight_once_across_open_drills(
    practice: Practice,
) -> None:
    first = practice.begin_drill(DrillFilter(count=12))
    answer(first, 0, 1)
    first.pause()
    second = practice.begin_drill(DrillFilter(count=20))
    assert not set(asked(first)) & set(asked(second))
    assert len(asked(second)) == 8
    assert "12 more are in an open sitting (Drill, 2 of 12 answered)" in second.notice
    answer(second, *range(8))
    second.submit()
    resumed = practice.resume(first.stored.id).sitting
    answer(resumed, *range(2, 12))
    resumed.submit()
    assert first_sights(practice) == 20
    third = practice.begin_drill(DrillFilter(count=20))
    answer(third, *range(20))
    third.submit()
    assert first_sights(practice) == 20
    practice.refresh()
    assert practice.home_row().standing.first_sight == 20


def test_question_uncovered_during_a_mock_is_not_first_sight(
    practice: Practice,
) -> None:
    """The browser can uncover a question of an open mock; older data has such sittings, too."""
    mock = practice.begin_mock(MockOptions(short=True))
    seen = [mock.stored.rows[name][0] for name in asked(mock)[3:5]]
    mock.pause()
    with practice.workspace.database.write() as connection:
        for question in seen:
            search.uncover(connection, practice.workspace.scope.learner, question)
    mock = practice.resume(mock.stored.id).sitting
    answer(mock, *range(10))
    assert [item.first_exposure for item in mock.attempt.items] == [
        place not in (3, 4) for place in range(10)
    ]
    mock.submit()
    facts = practice.report(practice.past(mock.stored.id))
    assert facts.first_sight_text == "You had seen 2 of these 10 questions before."
    assert first_sights(practice) == 8


def test_question_never_shown_is_not_first_sight(practice: Practice) -> None:
    mock = practice.begin_mock(MockOptions(short=True))
    answer(mock, 0, 1, 2)
    mock.submit()
    facts = practice.report(mock)
    assert (
        facts.first_sight_text
        == "3 of 10 questions were shown; you had not seen any of them before."
    )


# -- a question is in one open sitting ------------------------------------------------------------


def test_refusal_names_the_open_sitting_that_has_the_questions(practice: Practice) -> None:
    drill = practice.begin_drill(DrillFilter(count=20), title="Drill: everything")
    answer(drill, 0)
    for begin in (
        lambda: practice.begin_drill(DrillFilter(count=5)),
        lambda: practice.begin_mock(MockOptions(short=True)),
        lambda: practice.begin_mock(MockOptions(mix=True)),
    ):
        with pytest.raises(InOpenSitting, match=r"\(Drill: everything, 1 of 20 answered\)") as why:
            begin()
        assert why.value.attempt == drill.stored.id
    drill.abandon()
    assert len(asked(practice.begin_drill(DrillFilter(count=5)))) == 5


def test_replay_skips_questions_of_another_open_replay(practice: Practice) -> None:
    mock = practice.begin_mock(MockOptions(short=True))
    answer(mock, *range(10), right=False)
    mock.submit()
    replay = practice.begin_replay(mock)
    answer(replay, 0)
    with pytest.raises(InOpenSitting, match="Replay of Short mock"):
        practice.begin_replay(mock)


def test_number_questions_may_be_in_several_open_sittings(home: Home) -> None:
    practice = opened(home, paths.pack())
    wish = DrillFilter(templates=True, count=500)
    first = practice.begin_drill(wish)
    answer(first, 0)
    second = practice.begin_drill(wish)
    assert set(asked(first)) == set(asked(second))
    seeds = [{name: s.stored.rows[name][2] for name in asked(s)} for s in (first, second)]
    assert all(seeds[0][name] != seeds[1][name] for name in seeds[0])
    practice.close()


def begun_and_left(home: Home, pack: Path, wish: DrillFilter) -> Sitting:
    practice = opened(home, pack)
    sitting = practice.begin_drill(wish)
    answer(sitting, 0)
    sitting.pause()
    practice.close()
    return sitting


@pytest.mark.parametrize("arguments", [(), ("drill", "--count", "5")], ids=["menu", "command"])
def test_plain_mode_and_command_offer_to_resume_the_open_sitting(
    own: Home, twenty: Path, arguments: tuple[str, ...]
) -> None:
    begun_and_left(own, twenty, DrillFilter(count=20))
    typed = "yes\nleave\nquit\n"
    heard = say(
        own.root, typed if arguments else f"short\n\n{typed}", "--pack", str(twenty), *arguments
    )
    assert "Those questions are in an open sitting (Drill, 1 of 20 answered)" in heard
    assert "Drill. 20 questions. 1 answered before." in heard
    assert states(own, twenty) == [("drill", "paused")]


async def test_the_screens_offer_to_resume_what_has_the_questions(own: Home, twenty: Path) -> None:
    drill = begun_and_left(own, twenty, DrillFilter(count=20))
    async with running(own, twenty) as (app, pilot):
        app.post_message(messages.StartDrill(DrillFilter(count=5)))
        await pilot.pause()
        assert isinstance(app.screen, ChoiceScreen)
        assert "open sitting (Drill, 1 of 20 answered)" in shown(app).replace("\n", " ")
        await pilot.press("enter")
        assert isinstance(app.screen, DrillQuestionScreen)
        assert app.sitting is not None
        assert app.sitting.stored.id == drill.stored.id


def test_shortage_of_questions_is_explained_in_one_line(own: Home, twenty: Path) -> None:
    begun_and_left(own, twenty, DrillFilter(count=15))
    heard = say(own.root, "leave\nquit\n", "--pack", str(twenty), "drill")
    assert re.search(r"^Only 5: 15 more are in an open sitting \(Drill, .*resume it", heard, re.M)


def test_drill_builder_counts_free_and_held_questions(own: Home, twenty: Path) -> None:
    begun_and_left(own, twenty, DrillFilter(count=15))
    practice = opened(own, twenty)
    counted = practice.drill_choices().count(DrillFilter())
    assert (counted.questions, counted.first_sight, counted.held) == (5, 5, 15)
    assert practice.drill_choices().count(DrillFilter(count=5)).held == 15
    practice.close()
    heard = say(own.root, "drill\n\nleave\nquit\n", "--pack", str(twenty))
    assert "5 of 5 questions, 5 of them new." in heard
    assert "15 more in open sittings.\n" in heard


# -- forms given up -------------------------------------------------------------------------------


def chooser(practice: Practice) -> tuple[str, MockOptions]:
    found = practice.briefing()
    return found.choices[0].status, found.wish


def drillable(practice: Practice) -> set[str]:
    drill = practice.begin_drill(DrillFilter(count=100))
    drill.abandon()
    return set(asked(drill))


def test_unseen_questions_of_an_abandoned_form_stay_unseen(forms: Practice) -> None:
    form = forms.begin_mock(MockOptions(form=1))
    forms.resume(form.stored.id).sitting.abandon()
    assert chooser(forms) == ("1 of its 10 questions seen before", MockOptions(form=1))
    assert not drillable(forms) & set(asked(form))
    assert forms.held_back() == (10, 0, 10)
    assert forms.held_back(listed=True) == (10, 0, 20)
    counted = forms.drill_choices().count(DrillFilter())
    assert (counted.kept, counted.held_text) == (10, "10 more kept for mocks")
    again = forms.begin_mock(MockOptions(form=1))
    assert (again.stored.plan.title, again.stored.plan.repeat) == ("Mock exam 1", False)
    assert sum(item.first_exposure for item in again.attempt.items) == 9
    again.submit()
    assert chooser(forms)[0] == "taken once; 1 of its 10 questions seen before"
    assert set(asked(form)) <= drillable(forms)


@pytest.mark.parametrize(("seen", "taken"), [(5, False), (6, True)])
def test_abandoned_form_is_taken_after_more_than_half_was_shown(
    forms: Practice, seen: int, taken: bool
) -> None:
    form = forms.begin_mock(MockOptions(form=1))
    for position in range(1, seen):
        form.go(position)
    form.abandon()
    status = f"{seen} of its 10 questions seen before"
    assert chooser(forms)[0] == (f"{status}; no longer new" if taken else status)
    assert (set(asked(form)) <= drillable(forms)) is taken
    again = forms.begin_mock(MockOptions(form=1))
    assert again.stored.plan.title == ("Mock exam 1 (repeat)" if taken else "Mock exam 1")
    assert dict(forms.home_row().forms) == {1: int(taken)}


def test_questions_shown_in_two_abandoned_sittings_add_up(forms: Practice) -> None:
    for positions in (range(1, 4), range(4, 8)):
        form = forms.begin_mock(MockOptions(form=1))
        for position in positions:
            form.go(position)
        form.abandon()
    assert chooser(forms)[0] == "8 of its 10 questions seen before; no longer new"


def test_plain_mode_confirms_giving_up(own: Home, with_form: Path) -> None:
    typed = "give up\n\ngive up\nyes\nquit\n"
    heard = say(own.root, typed, "--pack", str(with_form), "mock", "--form", "1")
    what = "The 1 question you were shown counts as seen; the other 9 stay new."
    assert heard.count(what) == 2
    assert "Not given up." in heard
    assert states(own, with_form) == [("mock", "abandoned")]
    practice = opened(own, with_form)
    assert chooser(practice) == ("1 of its 10 questions seen before", MockOptions(form=1))
    practice.close()


# -- questions withdrawn --------------------------------------------------------------------------


def test_withdrawn_question_is_in_no_count_of_due_or_missed(
    practice: Practice, own: Home, twenty: Path
) -> None:
    drill = practice.begin_drill(DrillFilter(count=3))
    answer(drill, 0, right=False)
    practice.refresh()
    assert practice.home_row().standing.recover == 1
    withdraw(twenty, 20, {asked(drill)[0]})
    opened(own, twenty).close()

    def to_recover() -> list[object]:
        command = [sys.executable, "-m", "quizapp", "--home", str(own.root), "--pack", str(twenty)]
        done = subprocess.run([*command, "progress", "--json"], capture_output=True, check=True)
        found: list[object] = json.loads(done.stdout)["to_recover"]
        return found

    def check() -> None:
        assert practice.home_row().standing.recover == 0
        assert first_look(own.database, twenty).row.standing.recover == 0
        assert to_recover() == []
        with practice.workspace.database.read() as connection:
            later = drill.stored.started_at + timedelta(days=3)
            due = review_queue.to_review(connection, practice.workspace.scope, later)
        rows = practice.past(drill.stored.id).stored.rows
        assert rows[asked(drill)[0]][0] not in due
        assert practice.weak_areas().areas.overconfident == 0

    check()
    answer(drill, 1, 2)
    drill.submit()
    practice.refresh()
    check()
    assert practice.home_row().standing.answers == 3


# -- what home recommends -------------------------------------------------------------------------


def recommended(practice: Practice) -> offers.Offer | None:
    found = practice.offers(practice.home_row())
    return next((offer for offer in found if offer.action is Action.DRILL_WEAKEST), None)


def known_weak(practice: Practice) -> None:
    """Make the only topic the weak topic that home recommends."""
    with practice.workspace.database.write() as connection:
        row = home_row.read(connection, practice.workspace.scope)
        standing = row.standing._replace(day="2026-01-01", weak=WeakTopic("topic.one", "Topic one"))
        row = row._replace(standing=standing)
        home_row.write(connection, practice.workspace.scope, row)


@pytest.mark.parametrize(
    ("questions", "said"), [(4, "4 questions"), (1, "1 question"), (30, "20 questions")]
)
def test_recommended_drill_has_the_announced_number_of_questions(
    own: Home, tmp_path: Path, questions: int, said: str
) -> None:
    practice = opened(own, small_pack(tmp_path / "pack", questions))
    known_weak(practice)
    offer = recommended(practice)
    assert offer is not None
    assert offer.wish is not None
    assert offer.text == f"{said} on Topic one"
    drill = practice.begin_drill(offer.wish, title=offer.title)
    assert len(asked(drill)) == int(said.split()[0])
    assert not drill.notice
    practice.close()


def test_questions_of_an_open_sitting_are_not_recommended(practice: Practice) -> None:
    known_weak(practice)
    drill = practice.begin_drill(DrillFilter(count=13))
    offer = recommended(practice)
    assert offer is not None
    assert offer.text == "7 questions on Topic one"
    drill.abandon()
    practice.begin_drill(DrillFilter(count=20))
    assert recommended(practice) is None


def test_topic_rests_after_a_drill_but_not_after_a_mock(practice: Practice) -> None:
    known_weak(practice)
    mock = practice.begin_mock(MockOptions(short=True))
    answer(mock, *range(10))
    mock.submit()
    assert recommended(practice) is not None
    drill = practice.begin_drill(DrillFilter(count=REST_AFTER))
    answer(drill, *range(REST_AFTER - 1))
    assert recommended(practice) is not None
    answer(drill, REST_AFTER - 1)
    drill.submit()
    assert recommended(practice) is None
    with practice.workspace.database.write() as connection:
        connection.execute(
            update(RESPONSE).values(marked_at=drill.stored.started_at - timedelta(days=2))
        )
    assert recommended(practice) is not None


def test_recommended_weak_topic_can_be_drilled(practice: Practice) -> None:
    mock = practice.begin_mock(MockOptions(short=True))
    answer(mock, *range(10), right=False)
    mock.submit()
    practice.refresh()
    assert practice.home_row().standing.weak == WeakTopic("topic.one", "Topic one", 20)
    drill = practice.begin_drill(DrillFilter(count=20))
    answer(drill, *range(20), right=False)
    drill.submit()
    practice.refresh()
    assert practice.home_row().standing.weak is None


# -- home with open sittings ----------------------------------------------------------------------


def open_two(practice: Practice) -> tuple[int, int]:
    """Pause an exam-day mock that started four minutes ago, and a short mock."""
    exam = practice.begin_mock(MockOptions(form=1, exam_day=True))
    exam.pause()
    with practice.workspace.database.write() as connection:
        values = {"started_at": exam.stored.started_at - timedelta(minutes=4), "boot": None}
        own = ATTEMPT.c.id == exam.stored.id
        connection.execute(update(ATTEMPT).where(own).values(values))
    short = practice.begin_mock(MockOptions(short=True))
    answer(short, 0)
    short.pause()
    return exam.stored.id, short.stored.id


def test_home_lists_open_sittings_with_the_running_clock_first(
    own: Home, with_form: Path, forms: Practice
) -> None:
    exam, short = open_two(forms)
    row = forms.home_row()
    assert [sitting.id for sitting in row.sittings] == [exam, short]
    assert row.sittings == first_look(own.database, with_form).row.sittings
    resumes = [o for o in forms.offers(row) if o.action is Action.RESUME]
    assert [offer.text for offer in resumes] == [
        "Mock exam 1: 0 of 10 answered",
        "Short mock: 1 of 10 answered",
    ]
    left = [time_left(sitting) for sitting in row.sittings]
    assert left[0] is not None
    assert left[0] <= 6 * 60
    assert left[1] == row.sittings[1].left


def test_suggested_mock_is_not_an_open_one(forms: Practice) -> None:
    form = forms.begin_mock(MockOptions(form=1))
    found = forms.briefing()
    assert found.wish == MockOptions(mix=True)
    assert found.choices[0].status == "open: resume it from home"
    mock = next(o for o in forms.offers(forms.home_row()) if o.action is Action.MOCK)
    assert mock.text == "every other form is taken: a fresh mix, or repeat a form"
    assert found.open_mocks_notice == "Open: Mock exam 1: 0 of 10 answered. This is another mock."
    assert forms.briefing(form=1).open_mocks_notice == ""
    form.abandon()
    assert forms.briefing().open_mocks_notice == ""


async def test_the_screens_show_open_sittings_with_their_live_time(
    own: Home, with_form: Path, forms: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, short = open_two(forms)

    def times(app: QuizApp) -> list[str]:
        return re.findall(r"(\d+:\d+) left", shown(app))

    async with running(own, with_form) as (app, pilot):
        assert isinstance(app.screen, HomeScreen)
        rows = shown(app)
        assert rows.index("Mock exam 1: 0 of 10") < rows.index("Short mock: 1 of 10")
        before = times(app)
        later = app.home.row.sittings[0].exam_day
        assert later is not None
        clock = offers.exam_day_clock
        monkeypatch.setattr(
            offers,
            "exam_day_clock",
            lambda started, *rest: clock(started - timedelta(minutes=2), *rest),
        )
        for _ in range(100):
            await pilot.pause(0.1)
            if times(app) != before:
                break
        after = times(app)
        assert after[1:] == before[1:]
        assert int(after[0].split(":")[0]) < int(before[0].split(":")[0])
        await pilot.press("m")
        assert isinstance(app.screen, BriefingScreen)
        assert "This is another mock." in shown(app).replace("\n", " ")
        await pilot.press("escape", "down", "enter")
        assert app.sitting is not None
        assert app.sitting.stored.id == short


def test_plain_menu_lists_every_open_sitting(own: Home, with_form: Path, forms: Practice) -> None:
    open_two(forms)
    forms.close()
    heard = say(own.root, "resume 2\nleave\nquit\n", "--pack", str(with_form))
    assert "Also open: Short mock: 1 of 10 answered, 10 minutes left; type resume 2.\n" in heard
    first = re.search(r"Enter: resume Mock exam 1: 0 of 10 answered, (\d) minutes", heard)
    assert first is not None
    assert int(first[1]) <= 6
    assert "Saved: Short mock, 1 of 10 answered." in heard
    heard = say(own.root, "leave\nquit\n", "--pack", str(with_form), "mock")
    assert "Short mock: 1 of 10 answered. This is another mock." in heard


# -- empty sittings -------------------------------------------------------------------------------


def missed_yesterday(practice: Practice) -> None:
    drill = practice.begin_drill(DrillFilter(count=4))
    answer(drill, *range(4), right=False)
    drill.submit()
    with practice.workspace.database.write() as connection:
        day = timedelta(days=2)
        connection.execute(update(RESPONSE).values(marked_at=drill.stored.started_at - day))
        record.recompute_figures(connection, practice.workspace.scope)


def open_kinds(practice: Practice) -> list[str]:
    return [
        past.kind for past in practice.history().attempts if past.state in ("running", "paused")
    ]


def test_unanswered_reviews_and_drills_are_deleted(practice: Practice) -> None:
    missed_yesterday(practice)
    for _ in range(3):
        practice.begin_review().pause()
    assert open_kinds(practice) == ["review"]
    for _ in range(3):
        practice.begin_drill(DrillFilter(count=5)).pause()
    assert sorted(open_kinds(practice)) == ["drill", "review"]
    kept = practice.begin_drill(DrillFilter(count=5))
    answer(kept, 0)
    kept.pause()
    practice.begin_drill(DrillFilter(count=5)).pause()
    assert sorted(open_kinds(practice)) == ["drill", "drill", "review"]


def test_unanswered_replays_are_deleted(practice: Practice) -> None:
    mock = practice.begin_mock(MockOptions(short=True))
    answer(mock, *range(10), right=False)
    mock.submit()
    for _ in range(3):
        practice.begin_replay(mock).pause()
    assert open_kinds(practice) == ["replay"]


def test_unanswered_sitting_open_in_another_process_is_kept(practice: Practice) -> None:
    there = practice.begin_drill(DrillFilter(count=5))
    practice.begin_drill(DrillFilter(count=5)).pause()
    assert sorted(open_kinds(practice)) == ["drill", "drill"]
    answer(there, 0)


async def test_reviews_left_without_an_answer_are_not_kept(
    own: Home, twenty: Path, practice: Practice
) -> None:
    missed_yesterday(practice)
    async with running(own, twenty) as (app, pilot):
        for _ in range(3):
            await pilot.press("r")
            assert isinstance(app.screen, DrillQuestionScreen)
            await pilot.press("escape")
            assert isinstance(app.screen, HomeScreen)
    heard = say(own.root, "review\nleave\nreview\nleave\nquit\n", "--pack", str(twenty))
    assert heard.count("Review is closed: you answered nothing in it.") == 2
    assert "Resume" not in heard.split("quit")[-1]
    assert states(own, twenty) == [("drill", "submitted")]


async def test_a_drill_is_kept_with_a_choice_confirmed_or_not(own: Home, twenty: Path) -> None:
    async with running(own, twenty) as (app, pilot):
        for keys, kept in (((), 0), (("1",), 1), (("1", "s"), 2)):
            app.post_message(messages.StartDrill(DrillFilter(count=5)))
            await settle(app, pilot)
            await pilot.press(*keys, "escape")
            await settle(app, pilot)
            assert isinstance(app.screen, HomeScreen)
            assert len(app.home.row.sittings) == kept


@pytest.mark.parametrize("answers", [0, 1])
def test_a_mock_is_kept_with_and_without_answers(practice: Practice, answers: int) -> None:
    mock = practice.begin_mock(MockOptions(short=True))
    answer(mock, *range(answers))
    assert leave(mock) is None
    assert open_kinds(practice) == ["short"]


def test_a_drill_that_another_process_resumed_is_not_deleted(practice: Practice) -> None:
    here = practice.begin_drill(DrillFilter(count=5))
    here.pause()
    there = practice.resume(here.stored.id).sitting
    here.leave()
    assert open_kinds(practice) == ["drill"]
    answer(there, 0)


# -- what a short mock will ask -------------------------------------------------------------------


async def test_a_short_mock_of_a_small_pack_is_announced_as_it_is(home: Home) -> None:
    pack = paths.pack("kubernetes-associate")
    practice = opened(home, pack)
    announced = practice.briefing(short=True)
    practice.close()
    said = f"{announced.questions} questions"
    heard = say(home.root, "short\n\nleave\nquit\n", "--pack", pack.name)
    assert f"2. Short mock: {said}, {announced.time}.\n" in heard
    assert f"{said}, {announced.time}; " in heard
    assert f"Short mock, KCNA. {said}. {announced.time} left." in heard
    practice = opened(home, pack)
    sitting = practice.past(practice.history().attempts[0].id)
    assert len(asked(sitting)) == announced.questions
    assert announced.minutes is not None
    assert sitting.attempt.allowed == announced.minutes * 60
    sitting.resume()
    sitting.abandon()
    practice.close()
    async with running(home, pack) as (app, pilot):
        await pilot.press("m")
        assert isinstance(app.screen, BriefingScreen)
        assert f"{app.screen.briefing.choose_short().questions} questions that are in no" in shown(
            app
        )
        app.screen.query_one(OptionList).highlighted = app.screen.briefing.choose_short().at
        await pilot.pause()
        assert f"{said} · {announced.time}" in shown(app)


def test_short_mock_without_questions_is_refused(own: Home, tmp_path: Path) -> None:
    practice = opened(own, small_pack(tmp_path / "pack", 10, form=10))
    assert (
        practice.briefing(short=True).choice.status == "no question outside the mock exams is left"
    )
    with pytest.raises(StoreError, match="there are no questions for a short mock"):
        practice.begin_mock(MockOptions(short=True))
    practice.close()
