"""Every cue, on an example calculated manually."""

from __future__ import annotations

import pytest

from quizapp.bank import cues
from quizapp.exam.question import Question
from tests.bank.factory import question


def test_longest_option_guesser_scores_if_the_key_is_longest() -> None:
    hit = question(["aaaa", "bbb", "cc", "d"])
    miss = question(["aaa", "bbbb", "cc", "d"])
    assert cues.guesser([hit, miss], cues.lengths) == 0.5


def test_ties_share_the_point() -> None:
    tied = question(["aaaa", "bbbb", "cc", "d"])
    assert cues.guesser([tied], cues.lengths) == 0.5


def test_shortest_option_guesser_uses_the_lowest_score() -> None:
    shortest = question(["a", "bbb", "cc", "dddd"])
    tied = question(["a", "b", "ccc", "dddd"])
    assert cues.guesser([shortest, tied], cues.lengths, lowest=True) == 0.75


def test_guesser_ignores_questions_with_several_keys() -> None:
    several = question(["aaaa", "bbb", "cc", "d", "e"], keys=(0, 1))
    assert cues.guesser([several], cues.lengths) is None


def test_key_is_much_longer_from_1_25_times_the_next() -> None:
    at_limit = question(["a" * 125, "b" * 100, "c", "d"])
    below = question(["a" * 124, "b" * 100, "c", "d"])
    assert cues.key_much_longer([at_limit, below]) == 0.5


def test_content_words_are_stemmed_without_function_words() -> None:
    assert cues.content_words("The queues of a Queue's queue") == {"queue"}
    assert cues.content_words("retries retrying retried") == {"retri"}


def test_overlap_counts_content_words_of_the_stem() -> None:
    asked = question(
        ["Retry the order.", "Drop it.", "Log orders twice.", "Use a table."],
        stem="A queue holds orders. Retries fail.",
    )
    assert cues.overlaps(asked) == [2, 0, 1, 0]
    assert cues.guesser([asked], cues.overlaps) == 1.0


def test_tied_overlap_shares_the_point() -> None:
    asked = question(
        ["Retry the order.", "Drop it.", "Retry all orders.", "Use a table."],
        stem="A queue holds orders. Retries fail.",
    )
    assert cues.guesser([asked], cues.overlaps) == 0.5


def test_likeness_is_the_mean_jaccard_similarity() -> None:
    asked = question(["red green", "red blue", "white", "black"])
    # {red, green} and {red, blue} share one of three words; the others share nothing.
    assert cues.likeness(asked) == pytest.approx([1 / 9, 1 / 9, 0, 0])


def test_key_most_or_least_like_the_others() -> None:
    center = question(["red green", "red blue", "green white", "black"])
    odd = question(["black", "red green", "red blue", "red white"])
    assert cues.guesser([center], cues.likeness) == 1.0
    assert cues.guesser([odd], cues.likeness, lowest=True) == 1.0
    assert cues.guesser([center], cues.likeness, lowest=True) == 0.0


def test_absolute_words_are_compared_between_keys_and_distractors() -> None:
    one = question(["Use it.", "Always use it.", "Never use it.", "Use only it."])
    other = question(["Every one.", "Use it.", "Keep it.", "Drop it."])
    # Keys: one of two. Distractors: three of three, and none of three.
    assert cues.absolute_gap([one, other]) == pytest.approx(0.5 - 0.5)
    assert cues.absolute_gap([one]) == pytest.approx(-1.0)


def test_absolute_words_match_whole_words() -> None:
    assert cues.absolute_gap([question(["Recall the mallet.", "b", "c", "d"])]) == 0.0


def test_several_keys_are_longest_only_if_all_are() -> None:
    all_longest = question(["aaaaa", "bbbb", "ccc", "dd", "e"], keys=(0, 1))
    one_longest = question(["aaaaa", "bb", "ccc", "dd", "e"], keys=(0, 1))
    tied = question(["aaaaa", "bbb", "ccc", "dd", "e"], keys=(0, 1))
    assert cues.keys_are_longest([all_longest, one_longest, tied]) == pytest.approx(1 / 3)
    assert cues.keys_are_longest([question()]) is None


def test_qualifier_and_multiple_shares_are_of_all_questions() -> None:
    plain = question()
    several = question(["a", "b", "c", "d", "e"], keys=(0, 1))
    qualified = question(stem="Which has the LEAST overhead?")
    assert cues.qualifier_share([plain, several, qualified, plain]) == 0.25
    assert cues.multiple_share([plain, several, qualified, plain]) == 0.25
    assert cues.qualifier_share([]) is None


def test_openings_are_counted_at_the_beginning_only() -> None:
    company = question(stem="A company sells maps.")
    other = question(stem="Sales fell. A company sells maps.")
    assert cues.opens_with([company, other], "A company") == 0.5


def test_word_counts_of_stem_and_item() -> None:
    asked = question(["One `code` word.", "Two.", "Three.", "Four."], stem="What is\n\nit?")
    assert cues.words(asked.stem) == 3
    assert cues.item_words(asked) == 9


def many(give_away: bool) -> list[Question]:
    """Return eighty questions whose keys have no commas, or commas at random."""
    found = []
    for n in range(80):
        key = n * 7 % 4
        marked = key if give_away else n * 5 // 3 % 4
        texts = [f"Do thing {i}{',' if i == marked else ' '} then rest {n}" for i in range(4)]
        found.append(question(texts, keys=(key,), name=f"q-{n}"))
    return found


def test_ranker_learns_a_cue_that_reveals_every_key() -> None:
    assert cues.ranker(many(give_away=True)) == 1.0
    assert cues.learned(many(give_away=True)).startswith("more commas")


def test_ranker_ignores_features_it_is_not_given() -> None:
    found = cues.ranker(many(give_away=True), cues.CUE_FEATURES)
    assert found is not None
    assert found < 0.5


def test_ranker_is_at_chance_without_a_cue() -> None:
    found = cues.ranker(many(give_away=False))
    assert found is not None
    assert found < 0.45


def test_ranker_result_does_not_depend_on_the_order() -> None:
    questions = many(give_away=False)
    assert cues.ranker(questions) == cues.ranker(questions[::-1])


def test_ranker_needs_forty_questions() -> None:
    assert cues.ranker(many(give_away=True)[:39]) is None


def test_near_duplicate_threshold_is_0_8() -> None:
    long = "a worker reads orders from a queue and writes them to a table once per minute"
    texts = [long, "something else entirely stands here", long.replace("minute", "hour")]
    ((first, second, near),) = cues.near_pairs(texts)
    assert (first, second) == (0, 2)
    assert 0.8 <= near < 1


def test_cosine_weights_words_and_pairs_by_rarity() -> None:
    # Four terms "red", "green", "red green" against "red", "blue", "red blue": only "red" is
    # shared, with idf 1; the others have idf ln(3/2) + 1.
    one, other = cues.vectors(["red green", "red blue"])
    rare = 1.4054651081081644
    assert cues.cosine(one, other) == pytest.approx(1 / (1 + 2 * rare**2))


def test_index_finds_the_same_pairs_as_brute_force() -> None:
    words = ["order", "queue", "table", "stream", "shard", "topic", "event", "rule", "alarm"]
    texts = [
        " ".join(words[(n // 3 + k * (1 + n % 3)) % len(words)] for k in range(8))
        for n in range(60)
    ]
    rows = cues.vectors(texts)
    for least in (0.3, 0.5, 0.8):
        slow = {
            (a, b)
            for b in range(len(texts))
            for a in range(b)
            if cues.cosine(rows[a], rows[b]) >= least
        }
        assert {(a, b) for a, b, _ in cues.near_pairs(texts, least)} == slow
        assert slow


def test_near_duplicates_are_pairs_of_questions() -> None:
    one = question(name="one", stem="A worker reads orders from a queue and stores them twice.")
    two = question(name="two", stem="A worker reads orders from a queue and stores them twice!")
    other = question(name="three", stem="An alarm goes off at night.")
    assert [(a.id, b.id) for a, b, _ in cues.near_duplicates([one, other, two])] == [("one", "two")]


def test_repeated_answer_has_the_same_concept_topic_and_text() -> None:
    texts = ["Return failed message ids from the handler.", "b", "c", "d"]
    concepts = ["partial-batch", "x", "y", "z"]
    first = question(texts, name="first", concepts=concepts)
    again = question(texts, name="again", concepts=concepts)
    elsewhere = question(texts, name="elsewhere", concepts=concepts, topic="topic.two")
    believed = question(texts, name="believed", concepts=["other", "x", "y", "z"])
    reworded = question(["Raise it.", "b", "c", "d"], name="reworded", concepts=concepts)
    bank = [first, again, elsewhere, believed, reworded]
    assert [(a.id, b.id) for a, b, _ in cues.same_answers(bank)] == [("first", "again")]
    assert cues.asked_again(bank) == 0.2
