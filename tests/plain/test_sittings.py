"""Complete sittings in plain mode, with a real process, a real database, and real pipes."""

from __future__ import annotations

import json
import random
import re
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from quizapp.bank.new import create
from quizapp.paths import Home
from quizapp.practice.outcome import WORST_TOPICS
from quizapp.store.db.schema import ATTEMPT, REVISION
from quizapp.store.workspace import Workspace
from tests.plain.talk import Talk, command, say, sentence
from tests.plain.test_spoken import PLACES
from tests.terminal import Terminal, run

ANSWER = "1\n1 2\n1 2 3\n"
"""Answers any question: one of the lines has the right number of options."""


def history(home: Home) -> list[dict[str, Any]]:
    done = run(home.root, "history", "--json")
    found: list[dict[str, Any]] = json.loads(done.stdout)["attempts"]
    return found


def test_short_mock_from_the_menu_to_its_report(home: Home) -> None:
    typed = "short\n\n" + (ANSWER + "\n") * 20 + "submit\nyes\nmissed\ndone\n\nquit\n"
    said = say(home.root, typed)
    assert "Short mock, DVA-C03. 20 questions. 40 minutes left." in said
    for number in range(1, 21):
        sentence(rf"^Question {number} of 20\.( 40 minutes left\.)?$", said)
    assert "That was the last question.\n20 of 20 answered.\n" in said
    right = int(sentence(r"^(\d+) of 20 right, 20 answered\. You had not seen any", said)[1])
    score = sentence(r"^(Pass|Not yet a pass)\. Practice score (\d+); 720 passes\. Likely", said)
    rows = re.findall(r"(\d+) percent of the exam: (\d+) of (\d+) right\.", said)
    assert [int(total) for _, _, total in rows] == [6, 5, 5, 4]
    assert sum(int(correct) for _, correct, _ in rows) == right
    worst = re.search(r"^Right in the topics with the most misses: (.+)\.$", said, re.MULTILINE)
    topics = worst[1].split("; ") if worst else []
    assert len(topics) <= WORST_TOPICS
    assert all(
        int(n) - int(r) > 1 for r, n in re.findall(r", (\d+) of (\d+)$", "\n".join(topics), re.M)
    )
    sentence(rf"^{20 - right} questions to read\. Enter continues, done ends\.$", said)
    assert said.endswith("Goodbye.\n")
    (mock,) = history(home)
    assert (mock["kind"], mock["state"], mock["answered"]) == ("short", "submitted", 20)
    assert (mock["correct"], mock["score"]) == (right, int(score[2]))


def test_flags_strikeouts_and_answers_survive_leaving_and_resuming(home: Home) -> None:
    said = say(home.root, "1\nflag\noption 1\n\nstrike 3\nleave\n", "mock", "--form", "1")
    assert "Mock exam 1, DVA-C03. 65 questions. 2 hours 10 minutes left." in said
    assert "Flagged.\n" in said
    assert len(re.findall(r"^1\. (?:Chosen: )?", said.split("Question 2", 1)[0], re.M)) == 2
    assert "3 is struck out.\n" in said
    assert "Saved: Mock exam 1, 1 of 65 answered.\n" in said
    again = say(home.root, "resume\nback\nlist\n")
    assert "Enter: resume Mock exam 1: 1 of 65 answered, 2 hours 10 minutes left.\n" in again
    assert "65 questions. 2 hours 10 minutes left. 1 of 65 answered. 1 flagged.\n" in again
    sentence(r"^3\. Struck out: ", again)
    sentence(r"^Question 1 of 65\. 2 hours 10 minutes left\. Flagged\.$", again)
    sentence(r"^1\. Chosen: ", again)
    assert "Answered: 1.\nUnanswered: 2 to 65.\nFlagged: 1.\n" in again
    assert "Saved: Mock exam 1, 1 of 65 answered. Resume later with: " in again
    (mock,) = history(home)
    assert (mock["form"], mock["state"], mock["answered"]) == (1, "paused", 1)


@pytest.mark.parametrize(
    ("option", "runs_on"), [("--exam-day", True), ("--untimed", False), ("--form=1", False)]
)
def test_saved_names_the_clock_only_if_it_keeps_running(
    home: Home, option: str, runs_on: bool
) -> None:
    typed = ("yes\n" if runs_on else "") + ANSWER + "leave\nquit\n"
    saved = sentence(
        r"^Saved: Mock exam 1, \d of 65 answered\.(.*)$", say(home.root, typed, "mock", option)
    )
    assert saved[1] == (" This is an exam-day sitting: its clock keeps running." if runs_on else "")


def test_mock_reveals_no_verdict_before_it_is_submitted(home: Home) -> None:
    said = say(home.root, (ANSWER + "\n") * 5 + "submit\nno\ngive up\nyes\n", "mock", "--short")
    assert "Not submitted. You are at question 6.\n" in said
    assert "Given up. The history shows it as abandoned.\n" in said
    for word in ("Right", "Wrong", "Why:", "Remember"):
        assert word not in said
    (mock,) = history(home)
    assert (mock["state"], mock["score"]) == ("abandoned", None)


def test_with_a_plan_no_answer_is_due_on_a_day(home: Home) -> None:
    assert run(home.root, "plan", "--date", "in 3 weeks").returncode == 0
    said = say(home.root, f"{ANSWER}s\n\n", "drill", "--count", "1")
    sentence(r"^It comes back in a review\.$", said)
    sentence(r"^1 question comes back in reviews; your plan picks the day\.$", said)
    assert "due again" not in said


def test_drill_explains_the_chosen_option_first(home: Home) -> None:
    one = f"{ANSWER}s\nnote mind the gap\nb\nwhy 2\n! odd key\nslip\nwhy\n\n"
    said = say(home.root, one + f"{ANSWER}g\n\n", "drill", "--count", "2", "--level", "apply")
    first, rest = said.split("Question 2 of 2.", 1)
    verdict, reasons = re.split(r"^(?:Right|Wrong).*\.$", first, maxsplit=1, flags=re.MULTILINE)
    assert "Why:" not in verdict
    assert re.match(r"\nYour choice, [12], is (right|wrong): .* Why: ", reasons)
    assert "\nRemember: " in reasons
    assert "\nReference: https://" in reasons
    sentence(r"^It is due again (tomorrow|in \d+ days)\.$", reasons)
    assert "Noted.\n" in reasons
    assert "Bookmarked.\n" in reasons
    printed = f"quizapp --home {home.root} --plain bank reports"
    assert f"Saved on this computer. To list your reports: {printed}.\n" in reasons
    assert "\nYour note: mind the gap\n" in reasons
    right = int(sentence(r"^Drill done: (\d) of 2 right\.$", rest)[1])
    assert len(re.findall(r"^Missed, question \d: ", rest, re.MULTILINE)) == 2 - right
    # The second answer is a guess, so it may be due tomorrow even if both are right.
    assert right == 2 or "due again tomorrow" in rest
    (drill,) = history(home)
    assert (drill["kind"], drill["state"], drill["correct"]) == ("drill", "submitted", right)
    assert "odd key" in run(home.root, "bank", "reports").stdout


def test_replay_repeats_missed_questions_until_they_are_right(home: Home) -> None:
    with Talk(home.root, "mock", "--short") as talk:
        talk.type("submit", "yes", "replay")
        talk.hear("Replay of Short mock. 1 question.")  # the others were never shown
        talk.type("1", "1 2", "1 2 3", "")
        said = talk.hear("Reference:")
        if "\nWrong" in said:
            assert "It is asked again at the end." in said
        talk.type("repeat")
        talk.hear(f"Question 1 of {2 if 'Wrong' in said else 1}.")
        talk.type("leave", "history", "", "quit")
        talk.hear("1. Replay of Short mock")
        talk.hear("Goodbye.")
        assert talk.wait() == 0


def test_empty_review_prints_one_line_and_exits_1(home: Home) -> None:
    done = run(home.root, "--plain", "review")
    assert (done.returncode, done.stdout) == (1, "")
    assert "nothing to review today" in done.stderr


# -- ends of a sitting ----------------------------------------------------------------------------


def test_acknowledged_answer_survives_sigkill(home: Home) -> None:
    with Talk(home.root, "mock", "--form", "1") as talk:
        talk.hear("Answer, ")
        talk.type("2")
        talk.hear("Chosen: 2.")
        talk.process.send_signal(signal.SIGKILL)
        assert talk.wait() == -signal.SIGKILL
    sentence(r"^2\. Chosen: ", say(home.root, "resume\n"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_saves_and_exits_with_128_plus_its_number(
    home: Home, number: signal.Signals
) -> None:
    with Talk(home.root, "drill", "--count", "3") as talk:
        talk.hear("Answer, ")
        talk.type("1")
        talk.hear("Chosen: 1.")
        talk.process.send_signal(number)
        assert talk.wait() == 128 + number
        assert talk.errors == ""
    (drill,) = history(home)
    assert drill["state"] == "paused"


def test_closed_output_pipe_saves_and_exits_quietly(home: Home) -> None:
    with Talk(home.root, "mock", "--form", "1") as talk:
        talk.hear("Answer, ")
        talk.type("1")
        talk.hear("Chosen: 1.")
        talk.stop_reading()
        talk.type("", "2", "")
        assert talk.wait() == 0
        assert talk.errors == ""
    (mock,) = history(home)
    assert (mock["state"], mock["answered"] >= 1) == ("paused", True)


def spend(workspace: Workspace, left: float) -> None:
    """Set the time left of the open mock, in seconds."""
    with workspace.database.write() as connection:
        connection.execute(update(ATTEMPT).values(used_seconds=ATTEMPT.c.allowed_seconds - left))


def test_time_out_is_reported_at_the_next_action(home: Home, workspace: Workspace) -> None:
    say(home.root, "1\n", "mock", "--form", "1")
    spend(workspace, 2)
    with Talk(home.root) as talk:
        talk.type("resume")
        talk.hear("Question 1 of 65.")
        time.sleep(2)
        talk.type("2", "", "quit")
        said = talk.hear("Goodbye.")
        assert "\nTime is up. Your answers were submitted.\n" in said
        assert "Chosen: 2." not in said
        assert "Time ran out." in said
    (mock,) = history(home)
    assert (mock["state"], mock["answered"]) == ("expired", 1)


@pytest.mark.parametrize("left", [1801, 301])
def test_the_time_left_is_said_while_nothing_is_typed(
    home: Home, workspace: Workspace, left: int
) -> None:
    say(home.root, "1\n", "mock", "--form", "1")
    spend(workspace, left)
    with Talk(home.root) as talk:
        talk.type("resume")
        talk.hear("Question 1 of 65.")
        talk.hear(f"\n{left // 60} minutes left.\n")
        talk.type("time", "leave", "quit")
        assert talk.wait() == 0


def test_time_that_runs_out_is_said_while_nothing_is_typed(
    home: Home, workspace: Workspace
) -> None:
    say(home.root, "1\n", "mock", "--form", "1")
    spend(workspace, 2)
    with Talk(home.root) as talk:
        talk.type("resume")
        talk.hear("Question 1 of 65.")
        talk.hear("\nTime is up. Your answers were submitted.\n")
        talk.hear("Report of Mock exam 1")
        talk.type("", "quit")
        assert talk.wait() == 0
    (mock,) = history(home)
    assert (mock["state"], mock["answered"]) == ("expired", 1)


def test_time_out_is_reported_when_resuming(home: Home, workspace: Workspace) -> None:
    say(home.root, "1\n", "mock", "--form", "1")
    spend(workspace, 0)
    said = say(home.root, "resume\n")
    assert "Time is up. Your answers were submitted.\n" in said
    assert "Report of Mock exam 1" in said
    assert "65 right, 1 answered." in said


# -- input and output -----------------------------------------------------------------------------


RUBBISH = {
    b"\xff\xfe\x00": "That line contains characters that are not text. Nothing was done.",
    b"\x1b[A\x1b[B": "That line contains characters that are not text. Nothing was done.",
    b"x" * 300: "That line is too long; at most 200 characters. Nothing was done.",
    b"x" * 300_000: "That line is too long; at most 200 characters. Nothing was done.",
    b"flaj": "There is no command 'flaj' here. Did you mean flag? Type ? for the commands.",
    "選択".encode(): "There is no command '選択' here. Type ? for the commands.",
    b"[/] [@click=app.quit]x": "There is no command '[/]' here. Type ? for the commands.",
    b"99999999999": "That number is too long.",
    b"go 66": "There is no question 66 here.",
    b"go": "Type the number of the question too, such as: go 12.",
    b"strike": "Type the number of the option too, such as: strike 2.",
}


def test_invalid_input_gets_one_clear_line(home: Home) -> None:
    typed = b"\n".join([*RUBBISH, b"list unanswered\r", b""])
    said = say(home.root, typed, "mock", "--form", "1")
    answers = re.split(r"^Answer, .*:\n", said, flags=re.MULTILINE)[1:-1]
    assert answers == [f"{line}\n" for line in (*RUBBISH.values(), "Unanswered: 1 to 65.")]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_commands_never_crash(home: Home, seed: int) -> None:
    rng = random.Random(seed)
    words = [word for place in PLACES for each in place for word in (each.name, *each.also)]
    words += ["", "1", "2", "1 2", "yes", "submit\nyes", "go 2", "exam any", "date 2030-01-01", "?"]
    typed = ["short", "", *(rng.choice(words) for _ in range(400))]
    said = say(home.root, "\n".join(typed) + "\n")
    assert "Question 1 of" in said
    assert "Traceback" not in home.log.read_text()


def test_hostile_question_text_has_no_control_characters_left(
    home: Home, workspace: Workspace
) -> None:
    hostile = "\x1b[2J\x1b]0;title\x07 \x9b31m \u202eback\u200b \r\b\x00 [bold]text[/] `x`"
    with workspace.database.write() as connection:
        for row in connection.execute(select(REVISION)).all():
            if "options" in row.document:
                options = [{**o, "text": hostile, "why": hostile} for o in row.document["options"]]
                changed = {"stem": f"{hostile}\n```\n{hostile}\n```", "options": options}
                document = {**row.document, **changed, "takeaway": hostile}
                own = REVISION.c.id == row.id
                connection.execute(update(REVISION).where(own).values(document=document))
    said = say(home.root, f"{ANSWER}\n\n", "drill", "--count", "2", "--domain", "1")
    assert "Code:\n" in said
    assert "\nEnd of code.\n" in said
    assert "[bold]text[/] x" in said


def test_terminal_output_is_wrapped_and_has_no_escape_sequences(home: Home) -> None:
    with Terminal(home.root, "--plain", "drill", "--count", "3", size=(60, 400)) as terminal:
        terminal.wait_for("Question 1 of 3.", "Answer, ")
        terminal.press(*(key for line in ANSWER.splitlines() for key in (line, "\n")))
        terminal.wait_for("Enter confirms; or sure, unsure, guess:")
        terminal.press("s", "\n")
        terminal.wait_for("Remember: ")
        terminal.press("\x04")
        terminal.wait_for("Saved: Drill, 1 of 3 answered.", "Resume later with:")
        assert terminal.wait() == 0
        assert terminal.restored
        # Code, addresses, and commands to paste are not wrapped, and no word is broken.
        prose = re.sub(r"Code:.*?End of code\.", "", terminal.raw.decode(), flags=re.DOTALL)
        unbroken = ("http", str(home.root))
        lines = [line for line in prose.split("\r\n") if not any(u in line for u in unbroken)]
        assert max(len(line) for line in lines if " " in line) <= 60
        assert b"\x1b" not in terminal.raw


def test_first_start_reports_progress_on_standard_error(tmp_path: Path) -> None:
    done = run(tmp_path / "new", "--plain")
    assert done.returncode == 0
    assert "Reading questions" in done.stderr
    assert done.stderr.count("\n") == 2
    assert "Welcome." in done.stdout
    assert "Reading" not in done.stdout


@pytest.mark.parametrize(
    "arguments", [("mock", "--plain", "--short"), ("--plain", "mock", "--short")]
)
def test_plain_option_works_before_or_after_the_command(
    home: Home, arguments: tuple[str, ...]
) -> None:
    done = run(home.root, *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Question 1 of 20." in done.stdout


def test_bug_prints_one_line_and_no_traceback(
    home: Home,
) -> None:
    broken = (
        "import quizapp.store.sittings.start as d; d.start_drill = lambda *_: {}['no such key']"
    )
    start = "from quizapp.__main__ import main; main()"
    done = subprocess.run(
        [
            *(sys.executable, "-c", f"{broken}; {start}", "--home", str(home.root)),
            *("--plain", "drill", "--count", "1"),
        ],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(
        r"quizapp: stopped because of a bug \(KeyError\); .* the details are in .*quizapp\.log\n",
        done.stderr,
    )
    assert "Traceback" in home.log.read_text()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_full_output_device_prints_one_line_and_exits_1(home: Home) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command(home.root), stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE
        )
    assert done.returncode == 1
    assert done.stderr.decode() == (
        "quizapp: standard output: No space left on device; your answers are saved\n"
    )


def test_extra_time_is_offered_only_if_the_exam_grants_it(home: Home, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    create(pack, exam="EXAM-1", title="A", today=date(2026, 11, 28))
    for options, granted in ((("--pack", str(pack)), False), ((), True)):
        said = say(home.root, "mock\nextra\nmenu\nquit\n", *options)
        assert ("Or type: extra, untimed" in said) == granted
        assert ("There is no command 'extra'" in said) == (not granted)


def test_time_and_count_are_said_or_not_in_this_mock_only(home: Home) -> None:
    said = say(home.root, "count off\ntime off\nn\ncount\nleave\n", "mock", "--form", "1")
    first, second = said.split("In this mock, you will hear the time at 30 and 5 minutes", 1)
    assert "Question 1 of 65." in first
    assert "In this mock, you will hear the number of the question when you type count." in first
    assert "\nQuestion.\n" in second
    sentence(r"^Question 2 of 65\.$", second)
    again = say(home.root, "leave\n", "mock", "--form", "2")
    assert "\nQuestion 1 of 65.\n" in again
    assert "\nQuestion.\n" not in again


def test_questions_are_searched_read_and_drilled(home: Home) -> None:
    typed = [
        "browse dead letter",
        *("only sqs, sns", "only no such", "more", "1", "uncover", "note zebra", "", "only any"),
        *("search zebra", "search xyzzy", "drill", "search dead letter", "drill 2", "leave"),
        *("quit",),
    ]
    said = say(home.root, "\n".join(typed) + "\n")
    before, _, _ = said.partition("Amazon SNS or Amazon SQS")
    whole = sentence(r"^(\d+) questions found for dead letter\.$", before)[1]
    assert "questions found for dead letter, only Amazon SNS or Amazon SQS." in said
    assert "The answer is covered because you have not seen this question yet." in said
    assert "1 is right" in said or "1 is wrong" in said
    assert "Noted." in said
    assert "1 question found for zebra." in said
    assert "Note: zebra" in said
    assert "No questions found for xyzzy." in said
    assert "No question that was found can be drilled now." in said
    assert f"{whole} questions found, " in said
    assert "Drill on “dead letter”. 2 questions." in said
    assert "Drill on “dead letter” is closed: you answered nothing in it." in said


def test_a_drill_takes_several_services_topics_and_tasks(home: Home) -> None:
    typed = ["drill", "sqs, Amazon SNS", "any", "sqs, no such", "1.2, lambda.esm", "tasks", "menu"]
    said = say(home.root, "\n".join([*typed, "quit"]) + "\n")
    assert "About: Amazon SNS or Amazon SQS." in said
    assert "No topic, service, or task is named no such." in said
    assert "1.2 Write code for Lambda" in said
    assert "task 1.2: Write code for Lambda." in said
