"""Selection of questions for a command."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from quizapp.bank.pack import Pack, load
from quizapp.bank.selection import NoSuch, Wanted, ids_in, select
from tests.bank.factory import entry, write_pack


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    folder = write_pack(tmp_path, entry("a"), entry("b", checked="checked: 2026-12-01"))
    (folder / "only" / "two.yaml").write_text(entry("c"))
    return load(folder)


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Wanted(), "abc"),
        (Wanted(topics=["topic.one"]), "abc"),
        (Wanted(topics=["topic"]), "abc"),
        (Wanted(files=["two.yaml"]), "c"),
        (Wanted(files=["only/two.yaml"]), "c"),
        (Wanted(files=["somewhere/pack/only/two.yaml"]), "c"),
        (Wanted(files=["two.yaml", "topic-one.yaml"]), "abc"),
        (Wanted(ids=["b", "c"]), "bc"),
        (Wanted(ids=["b", "c"], files=["two.yaml"]), "c"),
        (Wanted(since=date(2026, 12, 1)), "b"),
    ],
)
def test_all_parts_of_a_selection_must_match(pack: Pack, wanted: Wanted, ids: str) -> None:
    assert [question.id for question in select(pack, wanted)] == list(ids)
    assert wanted.everything is (wanted == Wanted())


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(topics=["top"]),
        Wanted(files=["wo.yaml"]),
        Wanted(files=["x.yaml"]),
        Wanted(ids=["z"]),
    ],
)
def test_unknown_topic_file_or_id_is_refused(pack: Pack, wanted: Wanted) -> None:
    with pytest.raises(NoSuch, match="tiny has no"):
        select(pack, wanted)


def test_id_list_allows_comments_and_dashes() -> None:
    assert ids_in("# new ones\na\n\n- b  # revised\n") == ["a", "b"]
