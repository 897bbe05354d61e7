"""The briefing before a mock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from quizapp import paths
from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.practice.briefing import Briefing, briefing
from quizapp.practice.sessions import begin_mock
from quizapp.store.browser.search import uncover
from quizapp.store.catalog import queries as catalog
from quizapp.store.errors import StoreError
from quizapp.store.learner import settings
from quizapp.store.sittings.sitting import Sitting
from quizapp.store.workspace import Workspace, open_workspace
from tests.builders import entry, write_pack


@pytest.fixture
def kubernetes(tmp_path: Path) -> Iterator[Workspace]:
    found = open_workspace(Home(tmp_path / "k"), None, paths.pack("kubernetes-associate"))
    yield found
    found.database.close()


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Workspace]:
    """Write a pack whose exam has three questions."""
    names = ["first", "second", "third"]
    pack = write_pack(tmp_path / "pack", *(entry(name) for name in names), form=names)
    found = open_workspace(Home(tmp_path / "t"), None, pack)
    yield found
    found.database.close()


def store_settings(workspace: Workspace, **values: str) -> None:
    with workspace.database.write() as connection:
        for name, value in values.items():
            settings.write(connection, workspace.scope, name, value)


def take(workspace: Workspace, *forms: int) -> list[Sitting]:
    sittings = [begin_mock(workspace, MockOptions(form=form)) for form in forms]
    for sitting in sittings:
        sitting.submit()
    return sittings


def facts(found: Briefing) -> tuple[int, int | None, str]:
    return found.questions, found.minutes, found.time


# -- both shipped packs, and a small one ----------------------------------------------------------


def test_briefing_of_full_and_short_mock(workspace: Workspace) -> None:
    full = briefing(workspace)
    assert facts(full) == (65, 130, "130 minutes")
    assert full.counts == workspace.blueprint.form
    assert full.unscored == "In the real exam, 15 of the 65 are not scored."
    short = briefing(workspace, short=True)
    assert facts(short) == (20, 40, "40 minutes")
    assert short.unscored == ""
    assert short.counts == {"1": 6, "2": 5, "3": 5, "4": 4}
    assert full.exams == short.exams
    assert set(full.exams) == {"DVA-C02", "DVA-C03"}


def test_briefing_of_another_pack(kubernetes: Workspace) -> None:
    full, short = briefing(kubernetes), briefing(kubernetes, short=True)
    assert facts(full) == (10, 15, "15 minutes")
    assert list(full.counts.values()) == [4, 3, 2, 1]
    assert facts(short) == (9, 14, "14 minutes"), "one domain has too few outside the form"
    assert list(short.counts.values()) == [4, 3, 1, 1]
    assert [choice.title for choice in full.choices] == ["Mock exam 1", "Short mock"]
    assert not full.can_extend
    assert full.toggle_extra().wish == full.wish
    store_settings(kubernetes, extra_time="on")
    assert briefing(kubernetes).minutes == 15


def test_short_mock_of_a_small_exam_is_no_larger_than_the_exam(tiny: Workspace) -> None:
    assert facts(briefing(tiny)) == (3, 10, "10 minutes")
    found = briefing(tiny, short=True)
    assert found.questions == 0
    assert found.choice.status == "no question outside the mock exams is left"
    take(tiny, 1)
    assert facts(briefing(tiny, form=1)) == (3, 10, "10 minutes")


# -- what is chosen first -------------------------------------------------------------------------


def test_first_untaken_form_is_chosen(workspace: Workspace) -> None:
    assert briefing(workspace).wish == MockOptions(form=1)
    take(workspace, 1)
    found = briefing(workspace)
    assert found.wish == MockOptions(form=2)
    assert found.choices[0].status == "taken once; 1 of its 65 questions seen before"
    assert found.choices[1].status == "not taken"


def test_reserved_form_is_not_chosen(workspace: Workspace) -> None:
    store_settings(workspace, reserve="10")
    found = briefing(workspace)
    assert found.wish == MockOptions(short=True)
    assert [choice.reserved for choice in found.choices] == [True] * 10 + [False]
    assert found.choices[0].status == "not taken · in reserve"
    store_settings(workspace, reserve="9")
    assert briefing(workspace).wish == MockOptions(form=1)
    assert briefing(workspace, form=4).choice.reserved


def test_fresh_mix_is_offered_once_every_form_was_taken(workspace: Workspace) -> None:
    assert not any(choice.wish.mix for choice in briefing(workspace).choices)
    take(workspace, *range(1, 11))
    found = briefing(workspace)
    assert found.wish == MockOptions(mix=True)
    assert found.questions == 65
    assert found.minutes == 130


def test_short_mock_is_chosen_without_forms(tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "pack", *(entry(f"question-{n}") for n in range(4)))
    found = open_workspace(Home(tmp_path / "own"), None, pack)
    assert [choice.wish for choice in briefing(found).choices] == [MockOptions(short=True)]
    assert briefing(found).wish == MockOptions(short=True)
    with pytest.raises(StoreError, match="no mock exam 1 of TST-C01; there are none"):
        briefing(found, form=1)
    found.database.close()


def test_open_form_has_its_attempt_id(workspace: Workspace) -> None:
    sitting = begin_mock(workspace, MockOptions(form=2))
    choices = briefing(workspace).choices
    assert [choice.open for choice in choices[:4]] == [None, sitting.stored.id, None, None]
    assert choices[1].status == "open: resume it from home"
    sitting.submit()
    again = begin_mock(workspace, MockOptions(form=2))
    assert briefing(workspace).choices[1].open == again.stored.id
    again.pause()
    assert briefing(workspace).choices[1].open == again.stored.id
    again.resume()
    again.abandon()
    found = briefing(workspace).choices[1]
    assert (found.open, found.status) == (None, "taken once; 1 of its 65 questions seen before")


def test_form_status_counts_questions_seen_before(workspace: Workspace) -> None:
    with workspace.database.write() as connection:
        form = catalog.form_questions(connection, workspace.scope, 3)
        for question in form[:2]:
            uncover(connection, workspace.scope.learner, question.row_id)
    assert briefing(workspace).choices[2].status == "2 of its 65 questions seen before"


def test_each_exam_has_its_own_forms(workspace: Workspace) -> None:
    take(workspace, 1)
    found = briefing(workspace, "dva-c02")
    assert (found.blueprint.code, found.wish) == ("DVA-C02", MockOptions(form=1))
    with pytest.raises(StoreError, match="no exam 'X' in this pack; it has"):
        briefing(workspace, "X")
    with pytest.raises(StoreError, match=r"no mock exam 99 of DVA-C03; there are 1, 2, 3, 4"):
        briefing(workspace, form=99)


# -- changes --------------------------------------------------------------------------------------


def test_settings_apply_to_unspecified_options(workspace: Workspace) -> None:
    store_settings(workspace, extra_time="on", exam_day="on")
    found = briefing(workspace)
    assert found.minutes == 160
    assert found.needs_agreement
    assert found.wish == MockOptions(form=1, extra_minutes=30, exam_day=True)
    untimed = briefing(workspace, untimed=True)
    assert untimed.wish == MockOptions(form=1, untimed=True)
    named = briefing(workspace, extra_minutes=5, exam_day=False)
    assert named.wish == MockOptions(form=1, extra_minutes=5)


def test_untimed_excludes_extra_time_and_exam_day(workspace: Workspace) -> None:
    found = briefing(workspace)
    timed = found.toggle_extra().toggle_exam_day()
    assert (timed.minutes, timed.exam_day) == (160, True)
    untimed = timed.toggle_untimed()
    assert (untimed.minutes, untimed.time) == (None, "untimed")
    assert untimed.wish == MockOptions(form=1, untimed=True)
    assert untimed.toggle_extra().wish == MockOptions(form=1, extra_minutes=30)
    assert untimed.toggle_exam_day().wish == MockOptions(form=1, exam_day=True)
    assert untimed.toggle_untimed() == found
    assert found.toggle_extra().toggle_extra() == found
    assert found.toggle_exam_day().toggle_exam_day() == found


def test_leaving_message_matches_the_clock(workspace: Workspace) -> None:
    found = briefing(workspace)
    told = [found.leaving, found.toggle_exam_day().leaving, found.toggle_untimed().leaving]
    assert "the clock stops" in told[0]
    assert "the clock runs on if you leave" in told[1]
    assert "clock" not in told[2]


def test_changes_do_not_modify_the_briefing(workspace: Workspace) -> None:
    found = briefing(workspace)
    third = found.choose_form(3)
    assert third is not None
    assert third.wish.form == 3
    assert third.choose_short().wish.short
    assert found.choose_form(99) is None
    assert found.choose(1).wish.form == 2
    assert found.wish.form == 1
    for at in (-1, len(found.choices)):
        with pytest.raises(IndexError):
            found.choose(at)


def test_started_mock_matches_the_briefing(workspace: Workspace) -> None:
    for found in (
        briefing(workspace).toggle_extra(),
        briefing(workspace, short=True),
        briefing(workspace, "DVA-C02").toggle_untimed(),
    ):
        sitting = begin_mock(workspace, found.wish, found.blueprint.code)
        minutes = None if sitting.attempt.allowed is None else sitting.attempt.allowed / 60
        assert (len(sitting.attempt.items), minutes) == (found.questions, found.minutes)
        assert sitting.stored.plan.scope.exam == found.blueprint.code
        sitting.abandon()


def test_one_question_that_is_not_scored_gets_a_singular_verb(tiny: Workspace) -> None:
    found = briefing(tiny, form=1)
    scored = replace(found, blueprint=replace(found.blueprint, scored=2))
    assert scored.unscored == "In the real exam, 1 of the 3 is not scored."
