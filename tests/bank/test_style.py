"""The style of a question, and the style bands of a set of questions."""

from __future__ import annotations

import pytest

from quizapp.bank import bands, style
from quizapp.bank.gates import Gate
from quizapp.exam.question import Question
from tests.bank.factory import question

GOOD = (
    "A company stores images in Amazon S3 and wants to resize them with an AWS Lambda function.\n\n"
)


def band(questions: list[Question], name: str) -> Gate:
    (one,) = [each for each in bands.measure(questions) if each.name.startswith(name)]
    return one


@pytest.mark.parametrize(
    ("stem", "closing"),
    [
        ("It fails.\n\nWhich solution\n  will meet these requirements?", style.STANDARD),
        ("It fails. Which steps will help? (Select TWO.)", "Which steps will help?"),
        ("It fails. Which steps will help?\n\nSelect TWO.", "Which steps will help?"),
        ("See:\n\n```\na. B?\n```\n\nWhat is the cause?", "What is the cause?"),
        ("He said “no.” What now?", "What now?"),
        ("The log has three lines: Why?", "Why?"),
        ("A stem of one sentence", "A stem of one sentence"),
    ],
)
def test_the_closing_is_the_last_sentence_before_select(stem: str, closing: str) -> None:
    assert style.closing(stem) == closing


@pytest.mark.parametrize(
    ("closing", "expected"),
    [
        ("Which solution will meet these requirements?", {"names_requirements", "standard"}),
        (
            "Which solution meets this requirement with the LEAST effort?",
            {"names_requirements", "qualifier"},
        ),
        ("What should the developer do?", {"bare"}),
        ("What should a lead developer do?", {"bare"}),
        ("What should the developer do to resolve this issue?", set()),
        ("How should the developer meet the requirements?", {"names_requirements", "how"}),
        ("How can the developer read it?", {"how"}),
        ("Which solution is MOST operationally efficient?", {"secure", "qualifier"}),
        ("Which solution is MOST cost-effective?", {"qualifier"}),
    ],
)
def test_closings_are_classified_by_their_words(closing: str, expected: set[str]) -> None:
    found = style.of(question(stem=GOOD + closing))
    names = ("names_requirements", "standard", "bare", "how", "secure", "qualifier")
    assert {name for name in names if getattr(found, name)} == expected


def test_options_are_counted_by_style() -> None:
    texts = [
        "Create a queue. Configure the function to poll it.",
        "Create a queue, and configure the function, e.g. with `batch.Size`.",
        "Run `a. B` now.",
        "Amazon SQS",
    ]
    found = style.of(question(texts))
    assert (found.several_sentences, found.chained, found.code, found.short) == (1, 1, 2, 2)
    assert found.option_words == (9, 10, 4, 2)
    assert found.services == ("sqs",)


def test_habits_of_a_question_are_listed() -> None:
    texts = ["One way, and then `another`.", "Two ways.", "Three ways.", "Four ways.", "Five."]
    stem = "```\nx\n```\n\nA Lambda function fails. What should the developer do? Select TWO."
    assert list(style.habits(style.of(question(texts, keys=(0, 1), stem=stem)))) == [
        "multiple response without “(Select TWO.)” at the end",
        "bare closing: name the goal",
        "no must, needs to, wants to or requires in the stem",
        "first mention without Amazon or AWS: Lambda",
        "code block in the stem",
        "only 1 service in the item",
        "every option is one sentence",
        "1 of 5 options chained with “, and ”",
        "1 of 5 options with code font",
    ]


def test_well_written_question_has_no_habits() -> None:
    texts = [f"Create {name}. Configure the function." for name in ("one", "two", "three", "four")]
    assert list(style.habits(style.of(question(texts, stem=GOOD + style.STANDARD)))) == []


def test_empty_set_meets_every_band() -> None:
    assert all(each.ok and each.value is None for each in bands.measure([]))


def test_stem_bands_are_standard_deviation_and_percentiles() -> None:
    some = [question(stem="word " * count, name=f"q{count}") for count in range(20, 121, 10)]
    # 11 stems of 20, 30 … 120 words: the tenths are 30 and 110, the deviation √1000.
    assert band(some, "stem words, standard").value == pytest.approx(31.62, abs=0.01)
    assert band(some, "stem words, 10th").value == 30
    assert band(some, "stem words, 90th").value == 110
    assert band(some, "stem words, 90th").ok
    assert not band(some[:3], "stem words, standard").ok


@pytest.mark.parametrize(
    ("name", "stem", "other", "limit"),
    [
        ("closing names the requirements", "Does it meet the requirements?", "Why?", (35, 60)),
        ("closing is exactly", style.STANDARD, "Why?", (12, 22)),
        ("bare", "What should the developer do?", "Why?", (0, 4)),
        ("closing “How", "How should it be done?", "Why?", (7, 20)),
        ("must, needs", "It must be fast.", "Why?", (65, 100)),
        ("stems with a code block", "```\nx\n```", "Why?", (2, 9)),
        ("first mention", "AWS Lambda", "Lambda", (92, 100)),
        ("at most one service", "Why?", "Amazon SQS and AWS Lambda", (0, 20)),
        (
            "four or more services",
            "AWS Lambda, Amazon SQS, Amazon S3, IAM",
            "AWS Lambda, Amazon SQS, Amazon S3",
            (32, 100),
        ),
    ],
)
def test_share_of_questions_meets_its_band_between_the_limits(
    name: str, stem: str, other: str, limit: tuple[int, int]
) -> None:
    """Of 100 questions, as many as the limits allow, and one more or one fewer."""
    for count in range(101):
        if count in (limit[0] - 1, limit[0], limit[1], limit[1] + 1):
            some = [question(stem=stem if n < count else other, name=f"q{n}") for n in range(100)]
            found = band(some, name)
            assert found.value == pytest.approx(count / 100)
            assert found.ok is (limit[0] <= count <= limit[1]), count


@pytest.mark.parametrize(
    ("name", "text", "limit"),
    [
        ("options of two or more", "{n} is done. It is good.", (40, 75)),
        ("options chained", "{n} is done for long, and so on.", (0, 15)),
        ("options with code", "{n} is done with `code` at all.", (0, 35)),
        ("options of four words", "{n} is done.", (4, 15)),
    ],
)
def test_share_of_options_meets_its_band_between_the_limits(
    name: str, text: str, limit: tuple[int, int]
) -> None:
    for count in (limit[0] - 1, limit[0], limit[1], limit[1] + 1):
        if count < 0:
            continue
        texts = [text if n < count else "{n} is a longer plain option" for n in range(100)]
        some = [
            question([texts[4 * q + o].format(n=o) for o in range(4)], name=f"q{q}")
            for q in range(25)
        ]
        found = band(some, name)
        assert found.value == pytest.approx(count / 100)
        assert found.ok is (limit[0] <= count <= limit[1]), count


def test_mean_and_standard_deviation_of_option_words() -> None:
    some = [question(["a " * 10, "b " * 10, "c " * 30, "d " * 30])]
    assert band(some, "option words, mean").value == 20
    assert band(some, "option words, standard").value == 10
    assert band(some, "option words, standard").ok


def test_secure_and_select_shares_are_of_their_own_subsets() -> None:
    stems = ["Which is MOST secure?", "Which is FASTEST?", "Why?", "Why?"]
    some = [question(stem=stem, name=f"q{n}") for n, stem in enumerate(stems)]
    assert band(some, "qualifiers").value == 0.5
    five = ("a", "b", "c", "d", "e")
    several = [
        question(five, keys=(0, 1), stem="Which? (Select TWO.)", name="one"),
        question(five, keys=(0, 1), stem="Which? Select TWO.", name="two"),
    ]
    assert band([*some, *several], "“(Select").value == 0.5
    assert band([*some, several[0]], "“(Select").ok


def test_different_closings_need_a_hundred_questions() -> None:
    few = [question(stem=f"Why is it {n % 3}?", name=f"q{n}") for n in range(99)]
    found = band(few, "different closings")
    assert (found.value, found.ok, found.note) == (None, True, "3 in 99 questions")
    many = [question(stem=f"Why is it {n % 100}?", name=f"q{n}") for n in range(200)]
    found = band(many, "different closings")
    assert (found.value, found.ok) == (50, False)
    # Two of each of 100 kinds: 100 × (1 − C(198,100) / C(200,100)) = 75.1.
    assert found.note == "100 in 200 questions; 75 in a random 100"


def test_expected_kinds_of_the_complete_sample() -> None:
    assert bands.expected_kinds([3, 2, 1], 6) == pytest.approx(3)
    assert bands.expected_kinds([3, 2, 1], 1) == pytest.approx(1)
