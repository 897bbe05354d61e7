"""How quizapp was started: where data and questions are, and what to go straight into."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quizapp.store.bootstrap.home_row import HomeRow

if TYPE_CHECKING:
    from pathlib import Path

    from quizapp.exam.mock import MockWish
    from quizapp.paths import Home
    from quizapp.study.drill import Wish


@dataclass(frozen=True, slots=True)
class Launch:
    """One start of the screens or of plain mode.

    `url` names another database than that of the home folder. `row` is the home row to paint the
    first frame from. At most one of `mock`, `drill`, `review` and `resume` (an open attempt) says
    what to go straight into, for the exam `exam` (None: the one to practice for).
    """

    home: Home
    pack: Path
    url: str | None = None
    row: HomeRow = field(default_factory=HomeRow)
    exam: str | None = None
    mock: MockWish | None = None
    drill: Wish | None = None
    review: bool = False
    resume: int | None = None
