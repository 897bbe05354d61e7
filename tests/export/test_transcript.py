"""The content of a report, in every format."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone

import pytest

from quizapp.exam.attempt import Kind
from quizapp.export.lines import lines
from quizapp.export.markdown import markdown
from quizapp.export.page import page
from quizapp.export.transcript import StillOpen, Transcript, transcript
from tests.export.samples import BLUEPRINT, WHEN, answer, mock, questions, started, stored


def written(record: Transcript) -> list[str]:
    """Return a report in its three formats."""
    return [page(record), markdown(record), "\n".join(lines(record))]


def test_every_format_has_score_range_domains_and_reasons() -> None:
    record = mock(name="Ada Lovelace", prediction=0.63, earlier=[500, 640])
    report = record.facts.score
    assert report is not None
    for text in written(record):
        assert "Ada Lovelace" in text
        assert f"{report.score}" in text
        assert f"{report.low}–{report.high}" in text
        assert "63% chance of passing" in text
        assert "500, 640" in text
        for row in report.domains:
            assert row.name in text
            assert f"{row.correct}/{row.total}" in text
            assert row.verdict in text
        for entry in record.entries:
            assert f"Question {entry.number}" in text
            for option in entry.question.options:
                assert option.text in text
                assert option.why in text
            assert entry.question.takeaway in text
        closing = " ".join(text.replace("&#x27;", "'").split())
        assert "not a document of the exam's vendor" in closing


def test_choices_and_keys_are_stated_in_words() -> None:
    record = mock(wrong=(0,))
    entry = record.entries[0]
    (key,) = entry.item.keys
    (chosen,) = entry.item.chosen
    assert entry.outcome == "Wrong"
    assert entry.words(key) == ["Right answer"]
    assert entry.words(chosen) == ["Your choice"]
    assert record.entries[1].words(next(iter(record.entries[1].item.keys))) == [
        "Right answer",
        "Your choice",
    ]
    for text in written(record):
        assert text.lower().count("your choice") >= len(record.entries)


def test_changed_answers_and_pace_are_counted() -> None:
    asked = questions()
    attempt = answer(started(asked), 0, right=False, at=30.0)
    attempt = answer(attempt, 0, right=True, at=40.0)
    record = transcript(stored(attempt.submit(60.0), asked), BLUEPRINT, zone=UTC, now=WHEN)
    facts = dict(record.details)
    assert facts["Changed answers"] == "1: 1 from wrong to right"
    assert facts["Time"] == "1:00 used of 20:00"
    assert "the exam allows 2:00" in facts["Pace"]


def test_open_mock_has_no_report() -> None:
    asked = questions()
    attempt = answer(started(asked), 0, right=True, at=5.0)
    for state in (attempt, attempt.pause(6.0)):
        with pytest.raises(StillOpen, match="still open; finish it first"):
            transcript(stored(state, asked), BLUEPRINT, zone=UTC)


def test_open_drill_shows_only_answered_questions() -> None:
    asked = questions()
    attempt = answer(started(asked, Kind.DRILL, None), 0, right=True, at=5.0).go(1, 6.0)
    record = transcript(stored(attempt, asked, title="Drill"), BLUEPRINT, zone=UTC)
    assert record.facts.score is None
    assert [entry.number for entry in record.entries] == [1]
    for text in written(record):
        assert "Still open: 1 of 10 answered" in text
        assert "9 questions are left out" in text
        assert asked[1].stem not in text
        assert "Practice score" not in text


def test_abandoned_mock_has_no_score_and_omits_unseen_questions() -> None:
    asked = questions()
    attempt = answer(started(asked), 0, right=True, at=5.0).go(1, 6.0).abandon(7.0)
    record = transcript(stored(attempt, asked), BLUEPRINT, zone=UTC)
    assert [entry.number for entry in record.entries] == [1, 2]
    for text in written(record):
        assert "Abandoned: 1 of 10 answered; no score." in text
        assert asked[2].stem not in text
        assert "Not shown, so left out: 3–10. They stayed new." in text


@pytest.mark.parametrize("runs_out", [True, False])
def test_finished_mock_names_what_was_not_shown_and_leaves_it_out(runs_out: bool) -> None:
    asked = questions()
    attempt = answer(started(asked), 0, right=True, at=5.0).go(8, 6.0)
    record = transcript(
        stored(attempt.expire() if runs_out else attempt.submit(7.0), asked), BLUEPRINT, zone=UTC
    )
    assert [entry.number for entry in record.entries] == [1, 9]
    assert record.entries[1].outcome == "Not answered"
    for text in written(record):
        assert f"1 of 10 right.{' Time ran out.' if runs_out else ''}" in text
        assert "Not shown, so left out: 2–8, 10. They stayed new." in text
        assert [q.stem in text for q in asked] == [p in (0, 8) for p in range(10)]


def test_replay_shows_a_question_each_time_it_was_asked() -> None:
    asked = questions(2)
    attempt = answer(started(asked, Kind.REPLAY, None), 0, right=False, at=5.0)
    attempt = attempt.again((3, 2, 1, 0))
    attempt = answer(attempt, 1, right=True, at=9.0)
    attempt = answer(attempt, 2, right=True, at=12.0).submit(13.0)
    record = transcript(stored(attempt, asked, title="Replay"), BLUEPRINT, zone=UTC)
    assert [entry.again for entry in record.entries] == [False, False, True]
    assert record.facts.outcome == "2 of 3 right."
    assert page(record).count("asked again") == 1


def test_day_is_in_the_learners_time_zone() -> None:
    asked = questions(1)
    attempt = answer(started(asked), 0, right=True, at=5.0).submit(6.0)
    record = transcript(
        stored(attempt, asked), BLUEPRINT, zone=timezone(timedelta(hours=-10)), now=WHEN
    )
    assert record.facts.day == "Nov 23, 2026"
    assert "23:05" in page(record)
