"""Search of the question browser, with real databases."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select, text

from quizapp import paths
from quizapp.exam.attempt import Confidence
from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.practice import browse
from quizapp.store.browser import search
from quizapp.store.browser.hits import Hit
from quizapp.store.browser.places import Place
from quizapp.store.browser.query import STATUSES, Query
from quizapp.store.browser.search import Page
from quizapp.store.catalog import names, word_index
from quizapp.store.db.engine import open_engine
from quizapp.store.db.schema import EXPOSURE, LEARNER, QUESTION, QUESTION_SERVICE
from quizapp.store.db.upsert import new_row
from quizapp.store.learner.annotations import toggle_bookmark, write_note
from quizapp.store.selection import drill_query
from quizapp.store.selection.drill_stock import drillable
from quizapp.store.sittings.sitting import Sitting
from quizapp.store.sittings.start import start_drill, start_mock
from quizapp.store.upkeep.migrate import migrate
from quizapp.store.workspace import Workspace, open_workspace
from quizapp.study.drill import FILTERS, DrillFilter
from tests.builders import entry, option, write_pack

pytestmark = pytest.mark.slow

HOSTILE = ['"', "'", "a OR b", "NEAR(a b)", "-x", "^a", "a*b", "{x}:y", "words:a", "%", "_", "\\"]


def find(workspace: Workspace, query: Query | str, **more: int) -> Page:
    if isinstance(query, str):
        query = Query(query)
    with workspace.database.read() as connection:
        return search.page(connection, workspace.scope, query, **more)


def codes(workspace: Workspace, query: Query | str) -> list[str]:
    return [hit.code for hit in find(workspace, query).hits]


def row_of(workspace: Workspace, code: str) -> int:
    with workspace.database.read() as connection:
        found = connection.scalar(select(QUESTION.c.id).where(QUESTION.c.code == code))
    assert found is not None
    return found


def note(workspace: Workspace, code: str, words: str, learner: int | None = None) -> None:
    row = row_of(workspace, code)
    with workspace.database.write() as connection:
        write_note(connection, learner or workspace.scope.learner, row, words)


def without_index(workspace: Workspace) -> None:
    """Remove the index and its triggers, as if SQLite lacked FTS5."""
    with workspace.database.write() as connection:
        for trigger in word_index.TRIGGERS:
            connection.execute(text(f"DROP TRIGGER {trigger}"))
        connection.execute(text(f"DROP TABLE {word_index.INDEX}"))


ENTRIES = [
    entry(
        "queue",
        stem="stem: |-\n    A développeur reads orders with `ReceiveMessage` from a queue.",
        services="services: [sqs]",
    ),
    entry(
        "stream",
        stem="stem: |-\n    Records of a stream arrive in order, shard by shard.",
        takeaway="takeaway: |-\n    A shard keeps the order of its own records.",
        level="level: recall",
    ),
    entry(
        "policy",
        stem="stem: |-\n    A role may read what its policy names, and no more.",
        options="options:\n"
        + option(0, "policy", key=True)
        + option(1, "policy").replace("Answer 1 to policy", "Grant s3:GetObject on list[int]")
        + option(2, "policy")
        + option(3, "policy").rstrip(),
    ),
]


@pytest.fixture(params=["index", "no index"])
def small(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workspace]:
    """A pack of three questions, with and without the full-text index."""
    pack = write_pack(tmp_path / "pack", *ENTRIES)
    found = open_workspace(Home(tmp_path / "home"), None, pack)
    if request.param == "no index":
        without_index(found)
    yield found
    found.database.close()


SPACELESS = [
    entry("kana", stem="stem: |-\n    Lambda関数がメッセージをキューから受信します。"),
    entry("thai", stem="stem: |-\n    ข้อความถูกส่งไปยังคิว"),
]


def test_words_folded_by_earlier_rules_are_folded_again(tmp_path: Path) -> None:
    home, pack = Home(tmp_path / "home"), write_pack(tmp_path / "pack", *SPACELESS)
    first = open_workspace(home, None, pack)
    note(first, "kana", "再試行の待ち時間")
    first.database.close()
    with sqlite3.connect(home.database) as plain:
        plain.execute("UPDATE search_text SET words = ' 関数がメッセージをキューから '")
        plain.execute("UPDATE mark SET words = ' 再試行の待ち時間 '")
        plain.execute("UPDATE pack SET fingerprint = ?", ("0" * 64,))
    plain.close()
    again = open_workspace(home, None, pack)
    assert codes(again, "キュー") == ["kana"]
    assert codes(again, "คิว") == ["thai"]
    assert codes(again, "試行") == ["kana"]
    again.database.close()


@pytest.mark.parametrize("indexed", [True, False])
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("キュー", ["kana"]),
        ("ｷｭｰ", ["kana"]),
        ("キューから", ["kana"]),
        ("セージをキ", ["kana"]),
        ("受", ["kana"]),
        ("受信 キュー lambda", ["kana"]),
        ("キ lambda 受", ["kana"]),
        ("関数", ["kana"]),
        ("ます", ["kana"]),
        ("キュウ", []),
        ("関受", []),
        ("คิว", ["thai"]),
        ("ถูกส่ง", ["thai"]),
        ("หมา", []),
    ],
)
def test_part_of_a_text_without_spaces_is_found(
    tmp_path: Path, words: str, found: list[str], indexed: bool
) -> None:
    pack = write_pack(tmp_path / "pack", *SPACELESS, *ENTRIES)
    workspace = open_workspace(Home(tmp_path / "home"), None, pack)
    if not indexed:
        without_index(workspace)
    assert codes(workspace, words) == found
    note(workspace, "queue", "ノート：キュー")
    assert codes(workspace, "ノート") == codes(workspace, "キュー orders") == ["queue"]
    workspace.database.close()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["queue", "stream", "policy"]),
        ("orders", ["queue"]),
        ("ORDERS developpeur", ["queue"]),
        ("Développ", ["queue"]),
        ("developpeurs", []),
        ("receivemess", ["queue"]),
        ("message", ["queue"]),
        ("own records", ["stream"]),
        ("s3:GetObj", ["policy"]),
        ("list[int]", ["policy"]),
        ("record orders", []),
        ("records ord", ["stream"]),
        ("sqs", ["queue"]),
        ("policy", ["policy"]),
        ("because", []),
    ],
)
def test_stems_options_takeaways_and_names_are_found_by_word(
    small: Workspace, words: str, found: list[str]
) -> None:
    assert codes(small, words) == found


def test_filters_combine_with_words_and_each_other(small: Workspace) -> None:
    assert codes(small, Query(levels=frozenset({"recall"}))) == ["stream"]
    together = Query(
        "a",
        levels=frozenset({"apply"}),
        topics=frozenset({"topic.one"}),
        domains=frozenset({"1"}),
    )
    assert sorted(codes(small, together)) == ["policy", "queue"]
    assert codes(small, Query("a", levels=frozenset({"apply"}), services=frozenset({"sqs"}))) == [
        "queue"
    ]
    assert codes(small, Query("order", services=frozenset({"sqs"}))) == ["queue"]
    assert codes(small, Query("record", services=frozenset({"sqs"}))) == []
    assert codes(small, Query(domains=frozenset({"2"}))) == []
    assert codes(small, Query(topics=frozenset({"topic.two"}))) == []


def test_search_combines_words_of_note_and_question(small: Workspace) -> None:
    note(small, "queue", "Ask Zoë about visibility")
    assert codes(small, "zoe visib") == ["queue"]
    assert codes(small, "visibility orders") == ["queue"]
    assert codes(small, "shard visibility") == []
    note(small, "queue", "")
    assert codes(small, "zoe") == []


def test_best_matches_come_first(tmp_path: Path) -> None:
    """Notes, then stems (whole words first, the shorter text first), options, and the rest."""

    def about(name: str, stem: str, option_text: str = "x", takeaway: str = "x") -> str:
        options = "options:\n" + "".join(
            option(n, name, key=n == 0).replace("Answer", option_text) for n in range(4)
        )
        return entry(
            name,
            stem=f"stem: |-\n    {stem}",
            options=options.rstrip(),
            takeaway=f"takeaway: |-\n    {takeaway}",
        )

    pack = write_pack(
        tmp_path / "pack",
        about("rest", "A first one.", takeaway="Quokka facts."),
        about("options", "A second one.", "A quokka is"),
        about("begins", "Third: quokkas at last."),
        about("longer", "Fourth: a quokka among many other words of a stem."),
        about("shorter", "Fifth: a quokka."),
        about("both", "Sixth: a zebra.", "A quokka is"),
        about("noted", "Seventh one."),
    )
    workspace = open_workspace(Home(tmp_path / "home"), None, pack)
    note(workspace, "noted", "A quokka, again")
    wanted = ["noted", "shorter", "longer", "begins", "both", "options", "rest"]
    for indexed in (True, False):
        found = codes(workspace, "quokka")
        assert found[:4] == wanted[:4]
        assert set(found[4:6]) == {"both", "options"}
        assert found[6:] == ["rest"]
        assert [hit.code for hit in rows_of(workspace, Query("quokka"))] == found
        assert codes(workspace, "zebra quokka") == ["both"]
        if indexed:
            without_index(workspace)
    workspace.database.close()


def drill(workspace: Workspace, *, answer: bool) -> None:
    """Show every question in a drill; answer them all, or give up without an answer."""
    sitting = start_drill(workspace.database, workspace.scope, workspace.blueprint, DrillFilter())
    for position, item in enumerate(sitting.attempt.items):
        if position:
            sitting.go(position)
        for chosen in item.keys if answer else ():
            sitting.choose(chosen)
        if answer:
            sitting.confirm(None)
    sitting.submit() if answer else sitting.abandon()


def test_answer_of_a_question_that_was_only_shown_stays_covered(small: Workspace) -> None:
    def covered() -> bool:
        with small.database.read() as connection:
            found = search.read(connection, small.scope, row_of(small, "queue"))
        assert found is not None
        return found.covered

    drill(small, answer=False)
    assert covered()
    drill(small, answer=True)
    assert not covered()


def test_a_match_shows_its_passage_only_once_the_question_is_answered(small: Workspace) -> None:
    (hit,) = find(small, "getobject").hits
    assert (hit.source, hit.passage) == ("", "")
    drill(small, answer=False)
    (hit,) = find(small, "getobject").hits
    assert (hit.met, hit.answered) == (True, False)
    assert (hit.source, hit.passage) == ("", "")
    drill(small, answer=True)
    (hit,) = find(small, "getobject").hits
    assert hit.source == "Option"
    assert "s3:GetObject" in hit.passage
    (hit,) = find(small, "policy names").hits
    assert (hit.source, hit.passage) == ("", "")


def test_filters_take_several_values(workspace: Workspace) -> None:
    def rows(**chosen: str) -> set[int]:
        sets = {name: frozenset(values.split()) for name, values in chosen.items()}
        query = Query(**sets)  # type: ignore[arg-type]
        return {hit.row_id for hit in rows_of(workspace, query)}

    for name, one, other in (
        ("topics", "lambda.esm", "kms.keys"),
        ("services", "sqs", "kms"),
        ("tasks", "1.2", "2.1"),
        ("domains", "2", "4"),
        ("levels", "recall", "weigh"),
    ):
        first, second = rows(**{name: one}), rows(**{name: other})
        assert first != second
        assert rows(**{name: f"{one} {other}"}) == first | second, name
    both = rows(services="sqs kms", domains="2")
    assert both == rows(services="sqs kms") & rows(domains="2")
    assert both


def test_what_was_found_can_be_drilled(workspace: Workspace) -> None:
    query = Query("dead letter", held=True)
    listed = rows_of(workspace, query)
    with workspace.database.read() as connection:
        found = search.drillable(connection, workspace.scope, query)
    assert any(hit.held for hit in listed)
    assert set(found.rows) == {hit.row_id for hit in listed if not hit.held}
    assert found.new == len(found.rows)
    wish = DrillFilter(rows=frozenset(found.rows), count=search.FOUND)
    sitting = start_drill(workspace.database, workspace.scope, workspace.blueprint, wish)
    assert {row for row, *_ in sitting.stored.rows.values()} == set(found.rows)
    with workspace.database.read() as connection:
        assert not search.drillable(connection, workspace.scope, query).rows


@pytest.mark.parametrize(
    ("raw", "typed", "shown"),
    [
        ("Use `ReceiveMessage` to read.", "message", ["ReceiveMessage"]),
        ("A développeur reads", "developpeur", ["développeur"]),
        ("visible Visibility", "visib", ["visible", "Visibility"]),
        ("visible visibility", "visible queue", ["visible"]),
        ("関数がメッセージをキューから", "キュー", ["キュ", "ュー"]),
        ("nothing here", "", []),
    ],
)
def test_words_are_marked_where_they_are_written(raw: str, typed: str, shown: list[str]) -> None:
    words = word_index.wanted(typed)
    spans = word_index.marked(raw, words) if words else []
    assert [raw[start:end] for start, end in spans] == shown


def test_notes_and_bookmarks_belong_to_one_learner(small: Workspace) -> None:
    with small.database.write() as connection:
        values = {"name": "somebody else", "created_at": datetime.now(UTC)}
        other = new_row(connection, LEARNER, values)
        toggle_bookmark(connection, other, row_of(small, "stream"))
    note(small, "policy", "secret thought", other)
    for query in (Query("secret"), Query(status="noted"), Query(status="bookmarked")):
        assert codes(small, query) == []
    assert not any(hit.noted or hit.bookmarked for hit in find(small, "").hits)


def test_changed_text_is_found_only_by_its_new_words(small: Workspace, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    write_pack(pack, entry("queue", stem="stem: |-\n    Another matter altogether."), *ENTRIES[1:2])
    again = open_workspace(Home(tmp_path / "home"), None, pack)
    assert codes(again, "altogether") == ["queue"]
    assert codes(again, "developpeur") == []
    assert codes(again, "policy") == codes(again, Query("role", status="unseen")) == []
    with again.database.read() as connection:
        assert word_index.usable(connection)
    again.database.close()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_search_syntax_is_treated_as_text(small: Workspace, hostile: str) -> None:
    codes(small, hostile)
    codes(small, f"order {hostile}")


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=60) | st.text("\"'()*^:-+{}[]ab OR\\\x00\n\ud800", max_size=30))
def test_any_text_can_be_searched_for(small: Workspace, typed: str) -> None:
    found = codes(small, typed)
    if not word_index.words(typed):
        assert len(found) == 3


def test_a_megabyte_of_text_can_be_searched_for(small: Workspace) -> None:
    for typed in ("x" * 1_000_000, "e" + "\u0301" * 1_000_000, "ab " * 300_000, "{a" * 100_000):
        codes(small, typed)
    assert codes(small, "x" * 1_000_000) == []


# -- the shipped bank ---------------------------------------------------------------------------


def rows_of(workspace: Workspace, query: Query) -> list[Hit]:
    """Return the rows of all pages of a query, with seven questions each."""
    hits: list[Hit] = []
    after: Place | None = None
    while True:
        with workspace.database.read() as connection:
            part = search.page(connection, workspace.scope, query, after=after, limit=7)
        assert len(part.hits) <= 7
        assert part.more == (part.last is not None)
        hits += part.hits
        if not part.more:
            return hits
        after = part.last


def test_pages_have_no_gaps_or_repetitions(workspace: Workspace) -> None:
    for query in (
        Query(),
        Query("lambda"),
        Query(domains=frozenset({"2"})),
        Query(services=frozenset({"sqs"})),
    ):
        whole = find(workspace, query, limit=1_000)
        assert not whole.more
        assert rows_of(workspace, query) == list(whole.hits)
        ids = [hit.row_id for hit in whole.hits]
        assert len(ids) == len(set(ids))
        assert query.text or ids == sorted(ids)
        assert ids


def test_search_with_and_without_the_index_agree(workspace: Workspace) -> None:
    queries = ["lambda", "visib", "dead letter", "kms:Decrypt", "the a", "s", "maxReceiveCount"]
    found = [rows_of(workspace, Query(q, held=True)) for q in queries]
    without_index(workspace)
    assert [rows_of(workspace, Query(q, held=True)) for q in queries] == found
    assert all(found)


def test_number_question_is_found_by_its_stem_and_shown_with_numbers(workspace: Workspace) -> None:
    hits = find(workspace, "order api reads items provisioned peak application").hits
    (hit,) = [hit for hit in hits if hit.template]
    assert "{" not in hit.stem
    with workspace.database.read() as connection:
        entry_ = search.read(connection, workspace.scope, hit.row_id)
    assert entry_ is not None
    assert "{" not in entry_.question.stem
    assert len(entry_.question.options) == 4


def test_background_questions_are_listed_only_by_filters_and_once_they_are_the_learners_own(
    workspace: Workspace,
) -> None:
    def background(query: Query) -> set[int]:
        return {
            hit.row_id for hit in find(workspace, query, limit=2_000).hits if hit.topic == topic
        }

    topic = "background.databases"
    named = background(Query(topics=frozenset({topic})))
    assert named
    assert background(Query(services=frozenset({"neptune"}))) < named
    assert not background(Query("a"))
    assert not background(Query(status="unseen"))
    assert not background(Query())
    seen, noted, *_ = named
    with workspace.database.write() as connection:
        search.uncover(connection, workspace.scope.learner, seen)
        write_note(connection, workspace.scope.learner, noted, "mind")
    assert background(Query()) == {seen, noted}
    assert background(Query("mind")) == background(Query(status="noted")) == {noted}


@pytest.mark.parametrize("held", [False, True])
def test_a_search_finds_nothing_that_is_not_in_the_list_without_it(
    workspace: Workspace, held: bool
) -> None:
    drilled(workspace)
    filters = [Query(status=status) for status in (None, *STATUSES)]
    filters += [Query(domains=frozenset({"2"})), Query(topics=frozenset({"background.databases"}))]
    for query in (replace(query, held=held) for query in filters):
        everything = {hit.row_id for hit in find(workspace, query, limit=2_000).hits}
        for words in ("r", "re", "the", "neptune", "mind"):
            found = {
                hit.row_id for hit in find(workspace, replace(query, text=words), limit=2_000).hits
            }
            assert found <= everything, (query, words)


def test_filter_values_are_the_topics_and_services_with_questions(workspace: Workspace) -> None:
    with workspace.database.read() as connection:
        active = (QUESTION.c.pack_id == workspace.scope.pack, QUESTION.c.active)
        used = select(QUESTION.c.topic).where(*active).distinct().order_by(QUESTION.c.topic)
        topics = names.topics(connection, workspace.scope.pack)
        assert list(topics) == list(connection.scalars(used))
        about = (
            select(QUESTION_SERVICE.c.service)
            .join(QUESTION, QUESTION.c.id == QUESTION_SERVICE.c.question_id)
            .where(*active)
            .distinct()
            .order_by(QUESTION_SERVICE.c.service)
        )
        services = names.services(connection, workspace.scope.pack)
        assert sorted(services) == list(connection.scalars(about))
        assert list(services.values()) == sorted(services.values(), key=str.casefold)
        # Every service of the shipped pack has a name, not only an id.
        assert not {name for service, name in services.items() if service == name}
        assert services["sqs"] == "Amazon SQS"
    shown = browse.topics(workspace)
    assert shown == topics
    assert list(shown.values()) == sorted(shown.values(), key=str.casefold)


def drilled(workspace: Workspace, count: int = 40) -> Sitting:
    """Finish a drill with every kind of answer, flags, notes, and bookmarks."""
    rng = random.Random(5)
    sitting = start_drill(
        workspace.database,
        workspace.scope,
        workspace.blueprint,
        DrillFilter(count=count),
        rng=rng,
    )
    for position in range(count):
        if position:
            sitting.go(position)
        item = sitting.attempt.item
        wrong = sorted(set(item.order) - item.keys)
        keys = sorted(item.keys)
        if rng.random() < 0.2:
            sitting.flag()
        for chosen in keys if rng.random() < 0.6 else [*wrong, *keys][: item.selects]:
            sitting.choose(chosen)
        sitting.confirm(rng.choice([None, *Confidence]))
        row = sitting.stored.rows[item.question_id][0]
        with workspace.database.write() as connection:
            if rng.random() < 0.2:
                toggle_bookmark(connection, workspace.scope.learner, row)
            if rng.random() < 0.2:
                write_note(connection, workspace.scope.learner, row, f"mind {position}")
    sitting.submit()
    return sitting


def test_status_filters_match_the_drill_filters(workspace: Workspace) -> None:
    drilled(workspace)
    later = datetime.now(UTC) + timedelta(days=30)
    for now in (datetime.now(UTC), later):
        with workspace.database.read() as connection:
            stock = drillable(connection, workspace.scope, now=now)
            for status in FILTERS:
                found = search.page(
                    connection,
                    workspace.scope,
                    Query(status=status),
                    limit=1_000,
                    now=now,
                )
                wanted = {q.row_id for q in stock if status in q.marks}
                if status == "unseen":
                    wanted -= {q.row_id for q in stock if q.met or q.background}
                assert {hit.row_id for hit in found.hits} == wanted, status
                if status in ("missed", "lucky", "due", "flagged"):
                    assert all(status in hit.statuses for hit in found.hits)
    assert len(wanted) > 2


def test_status_and_words_combine(workspace: Workspace) -> None:
    drilled(workspace)
    for status in STATUSES:
        every = rows_of(workspace, Query(status=status))
        some = rows_of(workspace, Query("the lam", status=status))
        assert {hit.row_id for hit in some} <= {hit.row_id for hit in every}
        assert all(hit.has(status) for hit in every)
        listed = find(workspace, Query(), limit=2_000).hits
        having = {hit.row_id for hit in listed if hit.has(status)}
        assert having == {hit.row_id for hit in every}
    noted = {hit.row_id for hit in rows_of(workspace, Query(status="noted"))}
    for query in (Query("mind", status="noted"), Query("mind")):
        hits = rows_of(workspace, query)
        assert {hit.row_id for hit in hits} == noted
        assert {(hit.source, hit.passage) for hit in hits} == {("Note", hit.note) for hit in hits}


def test_unknown_status_is_refused(workspace: Workspace) -> None:
    with pytest.raises(ValueError, match="unknown status"):
        find(workspace, Query(status="no such"))


def test_questions_of_untaken_forms_are_held_back_without_text(
    workspace: Workspace,
) -> None:
    with workspace.database.read() as connection:
        unsat = drill_query.protected(workspace.scope)
        kept = set(connection.scalars(select(QUESTION.c.id).where(unsat)))
        number = search.held_back(connection, workspace.scope)
    assert number[:2] == (len(kept), 0)
    for query in (
        Query(),
        Query("lambda"),
        Query(domains=frozenset({"1"})),
        Query(status="unseen"),
    ):
        assert not kept & {hit.row_id for hit in rows_of(workspace, query)}
        shown = rows_of(workspace, replace(query, held=True))
        held = {hit.row_id: hit for hit in shown if hit.held}
        assert held
        assert set(held) <= kept
        assert all(hit.form and not hit.stem for hit in held.values())


def test_unanswered_questions_of_open_sittings_are_held_back(workspace: Workspace) -> None:
    sitting = start_mock(
        workspace.database, workspace.scope, workspace.blueprint, MockOptions(short=True)
    )
    asked = {row for row, *_ in sitting.stored.rows.values()}
    assert not asked & {hit.row_id for hit in rows_of(workspace, Query())}
    held = [hit for hit in rows_of(workspace, Query(held=True)) if hit.row_id in asked]
    assert all(hit.open and not hit.stem for hit in held)
    with workspace.database.read() as connection:
        number = search.held_back(connection, workspace.scope)
    assert number[:2] == (650, 20)
    sitting.submit()
    assert asked <= {hit.row_id for hit in rows_of(workspace, Query())}


def test_questions_seen_before_are_found_while_a_drill_asks_them_again(
    workspace: Workspace,
) -> None:
    wish = DrillFilter(topics=frozenset({"lambda.esm"}), count=3)
    opened = (workspace.database, workspace.scope, workspace.blueprint)
    first = start_drill(*opened, wish)
    asked = {row for row, *_ in first.stored.rows.values()}

    def listed() -> set[int]:
        return asked & {hit.row_id for hit in rows_of(workspace, Query(topics=wish.topics))}

    assert listed() == set(), "also the one on the screen, which is seen there for the first time"
    for position in range(len(asked)):
        first.go(position)
        item = first.attempt.item
        for choice in item.order[: item.selects]:
            first.choose(choice)
        first.confirm()
    first.submit()
    assert listed() == asked
    start_drill(*opened, DrillFilter(rows=frozenset(asked), count=3))
    assert listed() == asked
    with workspace.database.read() as connection:
        found = search.drillable(connection, workspace.scope, Query(topics=wish.topics))
        assert not asked & set(found.rows), "an open sitting asks them"
        assert found.in_open == len(asked)


def test_search_without_a_result_counts_the_matches_that_are_held_back(
    workspace: Workspace,
) -> None:
    assert find(workspace, Query("kinesis")).left_out == search.HeldBack()
    found = {hit.row_id for hit in rows_of(workspace, Query("kinesis"))}
    in_mocks = {hit.row_id for hit in rows_of(workspace, Query("kinesis", held=True))} - found
    wish = DrillFilter(rows=frozenset(found), count=len(found))
    start_drill(workspace.database, workspace.scope, workspace.blueprint, wish)
    page = find(workspace, Query("kinesis"))
    assert not page.hits
    assert page.left_out == (len(in_mocks), len(found), 0)
    assert find(workspace, Query("kinesis", status="missed")).left_out == search.HeldBack()
    lines = browse.elsewhere_lines(page.left_out, "kinesis", filtered=False)
    assert lines[0].startswith(f"{len(found)} questions with “kinesis” are in open sittings. ")
    assert lines[1] == f"{len(in_mocks)} questions with “kinesis” are kept for mocks."
    assert browse.elsewhere_lines(search.HeldBack(1), "", filtered=True) == [
        "1 question with these filters is kept for mocks."
    ]
    assert find(workspace, Query("xyzzy")).left_out == search.HeldBack()


def test_form_is_readable_once_taken_and_held_back_while_retaken(
    workspace: Workspace,
) -> None:
    def sit() -> Sitting:
        return start_mock(
            workspace.database, workspace.scope, workspace.blueprint, MockOptions(form=1)
        )

    def entry_of(row: int) -> search.Entry:
        with workspace.database.read() as connection:
            found = search.read(connection, workspace.scope, row)
        assert found is not None
        return found

    sitting = sit()
    (seen, *_), *_ = sitting.stored.rows.values()
    assert entry_of(seen).covered
    sitting.submit()
    assert not entry_of(seen).covered
    again = sit()
    assert entry_of(seen).covered
    again.abandon()
    assert not entry_of(seen).covered


def test_uncovering_stores_an_exposure(workspace: Workspace) -> None:
    (hit, *_) = find(workspace, Query(status="unseen")).hits
    arguments = (workspace.scope, hit.row_id)
    with workspace.database.write() as connection:
        before = search.read(connection, *arguments)
        search.uncover(connection, workspace.scope.learner, hit.row_id)
        search.uncover(connection, workspace.scope.learner, hit.row_id)
        after = search.read(connection, *arguments)
        times = connection.scalar(
            select(EXPOSURE.c.times).where(
                EXPOSURE.c.learner_id == workspace.scope.learner,
                EXPOSURE.c.question_id == hit.row_id,
            )
        )
    assert before is not None
    assert after is not None
    assert before.covered
    assert after.hit.met
    assert after.covered
    assert times == 1
    assert hit.row_id not in {h.row_id for h in rows_of(workspace, Query(status="unseen"))}


def test_question_of_another_pack_is_not_found_or_read(
    workspace: Workspace, home: Home, tmp_path: Path
) -> None:
    other = open_workspace(home, None, write_pack(tmp_path / "pack", *ENTRIES))
    assert codes(other, "") == ["queue", "stream", "policy"]
    assert codes(workspace, "developpeur") == []
    with other.database.read() as connection:
        row = row_of(workspace, "lambda-esm-partial-batch")
        assert search.read(connection, other.scope, row) is None
        assert names.services(connection, other.scope.pack) == {"lambda": "Lambda", "sqs": "SQS"}
        assert names.topics(connection, other.scope.pack) == {"topic.one": "Topic one"}
    other.database.close()


@pytest.mark.parametrize("indexed", [True, False])
@pytest.mark.parametrize(
    "query",
    [
        Query(),
        Query("lambda"),
        Query("a", held=True),
        Query("lambda", services=frozenset({"sqs", "sns"})),
        Query(domains=frozenset({"1"})),
    ],
    ids=["everything", "word", "held", "services", "domain"],
)
def test_first_page_has_the_number_of_all_matches(
    workspace: Workspace, query: Query, indexed: bool
) -> None:
    if not indexed:
        without_index(workspace)
    page = find(workspace, query)
    assert page.total == len(find(workspace, query, limit=2_000).hits)
    with workspace.database.read() as connection:
        free, every = (
            search.held_back(connection, workspace.scope, listed=listed) for listed in (False, True)
        )
    assert free.bank == find(workspace, Query()).total
    assert every.bank == find(workspace, Query(held=True)).total == free.bank + free.untaken


def test_matches_are_counted_up_to_a_limit(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "COUNTED", 60)
    assert find(workspace, Query()).total == 61
    with workspace.database.read() as connection:
        held = search.held_back(connection, workspace.scope)
    assert browse.found_text(61, held.bank) == "60+ questions"
    assert browse.found_text(12, 40) == "12 of 40 questions"
    assert browse.found_text(0, 40) == "None of 40 questions"
    assert browse.found_text(40, 40) == "40 questions"
    assert browse.found_text(1, 61) == "1 question"


@pytest.mark.parametrize(
    "query",
    [
        Query(),
        Query("lambda"),
        Query("a"),
        Query(domains=frozenset({"1"}), levels=frozenset({"apply"})),
        Query(topics=frozenset({"lambda.esm"})),
        Query(services=frozenset({"sqs"})),
        *(Query(status=status) for status in STATUSES),
        Query("lambda", services=frozenset({"sqs"}), status="missed"),
    ],
    ids=str,
)
def test_page_needs_few_statements_and_uses_an_index(workspace: Workspace, query: Query) -> None:
    """Nothing is sorted, and no table is scanned."""
    drilled(workspace, 10)
    seen: list[tuple[str, object]] = []
    event.listen(
        workspace.database.engine,
        "before_cursor_execute",
        lambda _c, _cursor, statement, values, *_: seen.append((statement, values)),
    )
    page = find(workspace, query)
    # An empty page also looks for the words among the questions that are held back.
    assert len(seen) <= (11 if page.hits else 17)
    with workspace.database.read() as connection:
        for statement, values in seen.copy():
            if not statement.startswith("SELECT"):
                continue
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)  # type: ignore[arg-type]
            steps = [row.detail for row in plan]
            big = ("question", "response", "revision", "exposure", "search_text", "mark")
            assert not [s for s in steps if s in {f"SCAN {name}" for name in big}], steps
            if "LIMIT" in statement:
                assert not [s for s in steps if "ORDER BY" in s], steps


# -- the schema -----------------------------------------------------------------------------------


def test_migrated_database_gets_the_same_index_as_a_new_one(home: Home, tmp_path: Path) -> None:
    workspace = open_workspace(home, None, paths.pack())
    note(workspace, "lambda-esm-partial-batch", "Mind the Überraschung")
    workspace.database.close()
    old = tmp_path / "old.db"
    config = Config()
    config.set_main_option("script_location", str(paths.migrations()))
    config.set_main_option("path_separator", "os")
    engine = open_engine(f"sqlite:///{old}", foreign_keys=False)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    plain = sqlite3.connect(old)
    plain.execute("ATTACH ? AS new", (str(home.database),))
    for table in ("learner", "pack", "question", "revision", "mark"):
        names = ", ".join(row[1] for row in plain.execute(f"PRAGMA main.table_info({table})"))
        plain.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM new.{table}")
    plain.execute("UPDATE main.pack SET fingerprint = 'of the time'")
    plain.commit()
    plain.execute("DETACH new")
    plain.close()
    assert migrate(f"sqlite:///{old}")
    open_workspace(home, f"sqlite:///{old}", paths.pack()).database.close()
    with sqlite3.connect(old) as made, sqlite3.connect(home.database) as fresh:
        for query in (
            "SELECT * FROM search_text ORDER BY question_id",
            "SELECT question_id, words FROM mark",
            "SELECT rowid FROM search_index WHERE search_index MATCH 'partial AND batch'",
            "SELECT sql FROM sqlite_master WHERE name = 'search_index'",
        ):
            wanted = fresh.execute(query).fetchall()
            assert wanted
            assert made.execute(query).fetchall() == wanted
    made.close()
    fresh.close()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ReceiveMessage, twice: ReceiveMessage", "receivemessage twice receive message"),
        ("S3Object of an AWSRole", "s3object of an awsrole s3 object"),
        ("snake_case and x509Cert", "snake case and x509cert x509 cert"),
        ("Überraschung in GetÜber", "uberraschung in getuber"),
        ("naïveGetItem", "naivegetitem ve get item"),
        ("A" * 70, "a" * 64),
        ("Lambda関数とS3", "lambda 関数 数と と s3"),
        (" … ", ""),
    ],
)
def test_words_are_folded_without_repetition_and_names_are_split(text: str, found: str) -> None:
    assert word_index.folded([text]).strip() == found


def test_lost_index_is_rebuilt_with_the_next_change(tmp_path: Path) -> None:
    pack, home = write_pack(tmp_path / "pack", *ENTRIES), Home(tmp_path / "home")
    workspace = open_workspace(home, None, pack)
    without_index(workspace)
    workspace.database.close()
    write_pack(pack, *ENTRIES, entry("fourth"))
    again = open_workspace(home, None, pack)
    with again.database.read() as connection:
        assert word_index.usable(connection)
    assert codes(again, "shard") == ["stream"]
    assert codes(again, "fourth") == ["fourth"]
    again.database.close()
