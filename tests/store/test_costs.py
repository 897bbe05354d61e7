"""The number of statements of an action, which does not depend on the speed of the machine."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.store.catalog import queries as catalog
from quizapp.store.learner import settings
from quizapp.store.learner.annotations import write_note
from quizapp.store.progress import home_row, reviews, standing
from quizapp.store.progress import queries as progress
from quizapp.store.selection import drill_query
from quizapp.store.sittings.sitting import Sitting
from quizapp.store.sittings.start import start_drill, start_mock
from quizapp.store.workspace import Workspace, open_workspace
from quizapp.study.drill import DrillFilter
from tests.builders import entry, write_pack
from tests.store.test_record import take_sittings

pytestmark = pytest.mark.slow


@contextmanager
def counted(workspace: Workspace) -> Iterator[list[str]]:
    """Record the statements sent to the database in the block, including BEGIN."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(workspace.database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(workspace.database.engine, "before_cursor_execute", note)


def cost(workspace: Workspace, action: Callable[[], object]) -> int:
    with counted(workspace) as sent:
        action()
    return len(sent)


def mock(workspace: Workspace) -> Sitting:
    return start_mock(
        workspace.database,
        workspace.scope,
        workspace.blueprint,
        MockOptions(form=2),
        rng=random.Random(1),
    )


def drill(workspace: Workspace) -> Sitting:
    return start_drill(
        workspace.database,
        workspace.scope,
        workspace.blueprint,
        DrillFilter(count=20),
        rng=random.Random(2),
    )


def test_choosing_takes_one_transaction_of_two_statements(workspace: Workspace) -> None:
    sitting = mock(workspace)
    option = sitting.attempt.item.order[0]
    with counted(workspace) as sent:
        sitting.choose(option)
    assert [statement.split()[0] for statement in sent] == ["BEGIN", "UPDATE", "UPDATE"]


@pytest.mark.parametrize(
    ("move", "most"),
    [
        (lambda s: s.flag(), 4),
        (lambda s: s.strike(s.attempt.item.order[1]), 3),
        (lambda s: s.go(1), 6),
        (lambda s: s.save_time(), 3),
    ],
    ids=["flag", "strike", "go to one not seen", "save the time"],
)
def test_move_writes_only_what_it_changes(
    workspace: Workspace, move: Callable[[Sitting], object], most: int
) -> None:
    sitting = mock(workspace)
    assert cost(workspace, lambda: move(sitting)) <= most


@pytest.mark.parametrize("right", [True, False])
def test_confirmed_answer_and_figures_share_one_transaction(
    workspace: Workspace, right: bool
) -> None:
    sitting = drill(workspace)
    item = sitting.attempt.item
    wrong = sorted(set(item.order) - item.keys)
    for option in sorted(item.keys) if right else wrong[: item.selects]:
        sitting.choose(option)
    with counted(workspace) as sent:
        sitting.confirm()
    assert sum(statement.startswith("BEGIN") for statement in sent) == 1
    assert len(sent) <= (10 if right else 10 + 4 * item.selects**2)


def test_existing_row_is_updated_in_one_statement(workspace: Workspace) -> None:
    def write(change: Callable[[Connection], object]) -> list[str]:
        with counted(workspace) as sent, workspace.database.write() as connection:
            change(connection)
        return [statement.split()[0] for statement in sent]

    learner = workspace.scope.learner
    assert write(lambda c: write_note(c, learner, 1, "new")) == ["BEGIN", "UPDATE", "INSERT"]
    assert write(lambda c: write_note(c, learner, 1, "other")) == ["BEGIN", "UPDATE"]
    repeat = ["SELECT", "SELECT", "UPDATE"]
    write(lambda c: settings.write(c, workspace.scope, "name", "Ada"))
    changed = write(lambda c: settings.write(c, workspace.scope, "name", "Grace"))
    assert changed == ["BEGIN", "UPDATE", *repeat]
    forgotten = write(lambda c: settings.write(c, workspace.scope, "name", None))
    assert forgotten == ["BEGIN", "DELETE", *repeat]


def test_number_of_statements_does_not_grow_with_the_history(workspace: Workspace) -> None:
    scope = workspace.scope

    def read(look: Callable[[Any], object]) -> Callable[[], object]:
        def run() -> object:
            with workspace.database.read() as connection:
                return look(connection)

        return run

    def answer() -> None:
        sitting = drill(workspace)
        for option in sorted(sitting.attempt.item.keys):
            sitting.choose(option)
        sitting.confirm()
        sitting.go(1)

    actions = {
        "home": read(lambda s: home_row.read(s, scope)),
        "forms": read(lambda s: catalog.forms(s, scope)),
        "weak areas": read(lambda s: standing.weak_areas(s, scope, workspace.blueprint, 12)),
        "counting a drill": read(lambda s: drill_query.count(s, scope, DrillFilter())),
        "what is due": read(lambda s: reviews.waiting(s, scope, progress.day_of(s, scope.learner))),
        "a mock": lambda: mock(workspace).abandon(),
        "a drill, one answered": answer,
    }
    before = {name: cost(workspace, action) for name, action in actions.items()}
    take_sittings(workspace, 7)
    after = {name: cost(workspace, action) for name, action in actions.items()}
    # Number questions look up which of their numbers were asked: a statement each that is drawn.
    templates = 20
    for name, number in after.items():
        assert number <= before[name] + (templates if "drill, one" in name else 0), name
    assert max(before[name] for name in ("home", "forms", "counting a drill")) <= 5


def test_warm_start_imports_no_more_than_it_needs(workspace: Workspace, home: Home) -> None:
    """Opening a current database reads no question file and migrates nothing."""
    unwanted = (
        "alembic",
        "fsrs",
        "pydantic",
        "quizapp.bank.pack",
        "sqlalchemy.dialects.postgresql",
        "sqlalchemy.orm",
        "yaml",
    )
    code = (
        "import sys; from pathlib import Path; from quizapp import paths;"
        "from quizapp.paths import Home; from quizapp.store.workspace import open_workspace;"
        f"open_workspace(Home(Path({str(home.root)!r})), None, paths.pack()).database.close();"
        f"print([m for m in {unwanted!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


def test_first_start_imports_no_more_than_it_needs(tmp_path: Path) -> None:
    """It needs neither Alembic nor the modules for answers."""
    unwanted = (
        "alembic",
        "fsrs",
        "quizapp.store.progress.queries",
        "quizapp.store.progress.standing",
        "sqlalchemy.dialects.postgresql",
    )
    pack = write_pack(tmp_path / "pack", *(entry(name) for name in ("first", "second", "third")))
    code = (
        "import sys; from pathlib import Path;"
        "from quizapp.paths import Home; from quizapp.store.workspace import open_workspace;"
        f"open_workspace(Home(Path({str(tmp_path / 'own')!r})), None, Path({str(pack)!r})"
        ").database.close();"
        f"print([m for m in {unwanted!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


def test_sync_takes_one_transaction_and_a_fixed_number_of_statements(
    tmp_path: Path,
) -> None:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    def load(count: int) -> int:
        pack = write_pack(tmp_path / f"{count}", *(entry(f"question-{n}") for n in range(count)))
        sent.clear()
        home = Home(tmp_path / f"home-{count}")
        open_workspace(home, None, pack).database.close()
        assert [s for s in sent if s.startswith("BEGIN")].count("BEGIN IMMEDIATE") == 1
        return len(sent)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert load(3) == load(60)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    made = next(n for n, s in enumerate(sent) if s.startswith("CREATE VIRTUAL TABLE"))
    filled = next(n for n, s in enumerate(sent) if s.startswith("INSERT INTO search_text "))
    assert filled < made, "the index is made over all words at once"


def test_data_layer_does_not_import_the_sqlalchemy_orm(workspace: Workspace, home: Home) -> None:
    """It would cost memory and time at every start, and time at every statement."""
    code = (
        "import importlib, pkgutil, sys; from pathlib import Path;"
        "from quizapp import paths, store;"
        "names = [m.name for m in pkgutil.walk_packages(store.__path__, 'quizapp.store.')];"
        "assert 'quizapp.store.sittings.save' in names;"
        "[importlib.import_module(name) for name in names];"
        "from quizapp.paths import Home; from quizapp.store.workspace import open_workspace;"
        "from quizapp.exam.mock import MockOptions;"
        "from quizapp.store.sittings.start import start_mock;"
        f"o = open_workspace(Home(Path({str(home.root)!r})), None, paths.pack());"
        "s = start_mock(o.database, o.scope, o.blueprint, MockOptions(short=True));"
        "s.choose(s.attempt.item.order[0]); s.go(1); s.submit(); o.database.close();"
        "print('sqlalchemy' in sys.modules, 'sqlalchemy.orm' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("True False", 0), done.stderr


def test_first_frame_imports_no_data_layer_command_line_or_other_screen() -> None:
    unwanted = (
        "alembic",
        "click",
        "logging.handlers",
        "pydantic",
        "quizapp.store.db.schema",
        "quizapp.ui.screens.mock_question",
        "quizapp.ui.widgets.options",
        "sqlalchemy",
        "textual.widgets._text_area",
        "yaml",
    )
    code = (
        "import sys, quizapp.start, quizapp.ui.app;"
        f"print([m for m in {unwanted!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


def test_history_json_imports_no_data_layer(workspace: Workspace, home: Home) -> None:
    code = (
        "import sys; from quizapp.cli import quizapp;"
        f"quizapp(['--home', {str(home.root)!r}, 'history', '--json'], standalone_mode=False);"
        "print('sqlalchemy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines()[-1] == "False", done.stderr
    assert '"attempts": []' in done.stdout


def test_open_sitting_is_found_by_the_state_index(workspace: Workspace) -> None:
    """Finished attempts are not read."""
    mock(workspace)
    with counted(workspace) as sent, workspace.database.read() as connection:
        found = home_row.read(connection, workspace.scope)
    assert found.open is not None
    (statement,) = (statement for statement in sent if "FROM attempt" in statement)
    with workspace.database.read() as connection:
        rows = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}", (1,) * statement.count("?")
        )
        plan = [row[3] for row in rows]
    assert "ix_attempt_learner_id_state" in plan[0]
