"""How quizapp was started: the data and questions to use, and the screen to open first."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from quizapp.store.bootstrap.home_row import HomeRow

if TYPE_CHECKING:
    from pathlib import Path

    from quizapp.exam.mock import MockOptions
    from quizapp.paths import Home
    from quizapp.study.drill import DrillFilter


class Launch(NamedTuple):
    """The parameters of a start of the screens or of plain mode.

    `url` is a database other than the home folder's. `row` is the home row for the first frame. At
    most one of `mock`, `drill`, `review`, and `resume` (an open attempt) is set; it is opened
    directly. `on_demand` is the kind of review. `exam` is the exam for it; None means the one to
    practice for.
    """

    home: Home
    pack: Path
    url: str | None = None
    row: HomeRow = HomeRow()
    exam: str | None = None
    mock: MockOptions | None = None
    drill: DrillFilter | None = None
    review: bool = False
    on_demand: bool = False
    resume: int | None = None
