"""The question widget: only changed lines are redrawn, and long texts scroll."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.geometry import Offset
from textual.screen import Screen
from textual.selection import Selection

from quizapp.exam.mock import MockOptions
from quizapp.paths import Home
from quizapp.ui import text
from quizapp.ui.widgets.lines import Lines
from quizapp.ui.widgets.question_view import QuestionView
from tests.builders import entry, option, write_pack
from tests.ui.test_flows import running

LONG = " ".join(f"word{n}" for n in range(220))


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Record the lines of the question that are drawn from now on."""
    lines: list[int] = []
    draw = Lines._strip

    def note(self: Lines, content: Any, y: int, width: int) -> Any:
        if isinstance(self, QuestionView):
            lines.append(y)
        return draw(self, content, y, width)

    monkeypatch.setattr(Lines, "_strip", note)
    return lines


def long_pack(folder: Path, stem: str = LONG, answer: str = "Answer") -> Path:
    names = ["first", "second", "third"]
    entries = [
        entry(name, stem=f"stem: |-\n    {stem} {name}?").replace("Answer", answer)
        for name in names
    ]
    return write_pack(folder / "pack", *entries, form=names)


async def test_moving_the_highlight_redraws_only_two_options(
    home: Home, painted: list[int]
) -> None:
    async with running(home, wish=MockOptions(form=1), size=(120, 36)) as (app, pilot):
        view = app.screen.query_one(QuestionView)
        top = view.stem.room + 1
        lines = {top + n for n, option in enumerate(view._places) if option < 2}
        blank = {top + n for n, line in enumerate(view.options.lines) if not line}
        painted.clear()
        await pilot.press("down")
        await pilot.pause()
        assert set(painted) == lines - blank
        painted.clear()
        await pilot.press("down", "up", "2")
        assert set(painted) <= set(range(top, view.content_size.height))


async def test_next_question_needs_no_layout(
    home: Home, painted: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(home, wish=MockOptions(form=1), size=(120, 36)) as (_app, pilot):
        layouts: list[object] = []
        lay_out = Screen._refresh_layout

        def note(self: Screen[Any], *args: Any, **named: Any) -> None:
            layouts.append(self)
            lay_out(self, *args, **named)

        monkeypatch.setattr(Screen, "_refresh_layout", note)
        painted.clear()
        await pilot.press("right")
        await pilot.pause()
        assert painted
        assert len(painted) == len(set(painted)), "each line is drawn once"
        assert not layouts


async def test_question_set_while_hidden_is_drawn_when_visible(
    tmp_path: Path,
) -> None:
    pack = long_pack(tmp_path, stem="Which")
    async with running(Home(tmp_path / "own"), pack, MockOptions(form=1)) as (app, pilot):
        view = app.screen.query_one(QuestionView)
        before = view.render_line(0).text
        view.display = False
        await pilot.pause()
        assert app.sitting
        app.sitting.go(1)
        view.show(app.sitting.question, app.sitting.attempt.item)
        await pilot.pause()
        view.display = True
        await pilot.pause()
        assert view.render_line(0).text != before
        assert app.sitting.question.stem in view.render_line(0).text


async def test_long_stem_scrolls_and_shows_a_hint(tmp_path: Path) -> None:
    pack = long_pack(tmp_path)
    async with running(Home(tmp_path / "own"), pack, MockOptions(form=1)) as (app, pilot):
        view = app.screen.query_one(QuestionView)
        assert "▾ more below · PgDn" in str(view.render())
        assert "word0 " in str(view.render())
        assert "word219" not in str(view.render())
        assert all(f" {n}  ○" in str(view.render()) for n in (1, 2, 3, 4)), "options in reach"
        for _ in range(20):
            await pilot.press("pagedown")
        assert "word219" in str(view.render())
        assert "▴ more above · PgUp" in str(view.render())
        await pilot.press("pageup")
        seen = str(view.render())
        assert "▴▾ more above and below" in seen or "word0 " in seen
        await pilot.press("right")
        assert "word0 " in str(view.render()), "another question begins at its beginning"


async def test_scroll_hint_names_the_assigned_keys(
    tmp_path: Path,
) -> None:
    pack = long_pack(tmp_path)
    async with running(Home(tmp_path / "own"), pack, MockOptions(form=1)) as (app, pilot):
        app.keymap = {"question.scroll_down": "z"}
        app.set_keymap(app.keymap)
        await pilot.press("right")
        view = app.screen.query_one(QuestionView)
        assert "▾ more below · z" in str(view.render())
        await pilot.press("z")
        assert "word0 " not in str(view.render())


async def test_highlight_scrolls_hidden_options_into_view(tmp_path: Path) -> None:
    pack = long_pack(tmp_path, answer=f"Answer {LONG[:600]}")
    async with running(Home(tmp_path / "own"), pack, MockOptions(form=1)) as (app, pilot):
        view = app.screen.query_one(QuestionView)
        assert not view.last_seen
        assert "▾ more below · ↓" in str(view.render())
        position = app.sitting.attempt.position if app.sitting else None
        await pilot.press("right")
        assert app.sitting
        assert app.sitting.attempt.position == position, "not before all was seen"
        await pilot.press("down", "down", "down")
        assert view.last_seen
        assert "❯ 4" in str(view.render())
        await pilot.press("up", "up", "up")
        assert "❯ 1" in str(view.render())


async def test_click_on_any_line_of_an_option_chooses_it(tmp_path: Path) -> None:
    pack = long_pack(tmp_path, stem="Which", answer=f"Answer {LONG[:100]}")
    async with running(Home(tmp_path / "own"), pack, MockOptions(form=1)) as (app, pilot):
        view = app.screen.query_one(QuestionView)
        second = view.gutter.top + view.stem.room + 1 + view._places.index(2) + 1
        await pilot.click(QuestionView, offset=(20, second))
        await pilot.pause()
        assert app.sitting
        item = app.sitting.attempt.item
        assert item.chosen == {item.order[2]}
        assert view.highlighted == 2
        await pilot.click(QuestionView, offset=(20, view.gutter.top))
        await pilot.pause()
        assert app.sitting.attempt.item.chosen == item.chosen, "a click on the stem chooses nothing"


async def test_wheel_scrolls_the_area_under_the_mouse(tmp_path: Path) -> None:
    pack = long_pack(tmp_path, answer=f"Answer {LONG[:600]}")
    async with running(Home(tmp_path / "own"), pack, MockOptions(form=1)) as (app, pilot):
        view = app.screen.query_one(QuestionView)
        for y, found in ((2, (1, 0)), (view.gutter.top + view.stem.room + 2, (1, 1))):
            view.post_message(events.MouseScrollDown(view, 20, y, 0, 1, 0, False, False, False))
            await pilot.pause()
            assert (view.stem.at, view.options.at) == found


async def test_selected_text_spans_lines(home: Home) -> None:
    async with running(home, wish=MockOptions(form=1)) as (app, _pilot):
        view = app.screen.query_one(QuestionView)
        whole = Selection.from_offsets(Offset(0, 0), Offset(30, 1))
        copied = view.get_selection(whole)
        assert copied is not None
        first, second = str(view.render()).split("\n")[:2]
        assert copied[0] == f"{first}\n{second[:30]}"


@pytest.mark.parametrize("size", [(30, 8), (20, 5), (12, 3)])
async def test_question_survives_a_tiny_terminal(home: Home, size: tuple[int, int]) -> None:
    async with running(home, wish=MockOptions(form=1), size=size) as (app, pilot):
        await pilot.press("down", "2", "pagedown", "pageup", "right")
        await pilot.resize_terminal(100, 30)
        await pilot.pause()
        assert re.search(" 1  [○☐]", str(app.screen.query_one(QuestionView).render()))


ENDS = "Which word does not belong with the others?"


@pytest.mark.parametrize("instruction", ["", " (Select TWO.)", "\n\n    Select TWO."])
async def test_closing_question_stays_while_stem_and_options_scroll(
    tmp_path: Path, instruction: str
) -> None:
    names = ["first", "second", "third"]
    both = "options:\n" + "".join(option(n, LONG[:200], key=n < 2) for n in range(5)).rstrip()
    changes = {"options": both} if instruction else {}
    asked = [
        entry(n, stem=f"stem: |-\n    {LONG}.\n\n    {ENDS}{instruction}", **changes).replace(
            "Answer", f"Answer {LONG[:200]}"
        )
        for n in names
    ]
    pack = write_pack(tmp_path / "pack", *asked, form=names)
    home, wish = Home(tmp_path / "own"), MockOptions(form=1)
    async with running(home, pack, wish, size=(60, 20)) as (app, pilot):
        view = app.screen.query_one(QuestionView)

        def in_sight() -> str:
            return " ".join(str(view.render()).split())

        closing = " ".join(f"{ENDS}{instruction}".split())
        for key in ("down", "pagedown", "down", "pagedown", "down", "down"):
            await pilot.press(key)
            assert closing in in_sight()
            assert in_sight().count(closing) == 1
        assert view.last_seen
        for _ in range(40):
            await pilot.press("pagedown")
        assert "word219." in in_sight(), "the whole stem can be read"
        row = (
            str(view.render())
            .split("\n")
            .index(next(line for line in str(view.render()).split("\n") if "❯" in line))
        )
        await pilot.click(QuestionView, offset=(20, view.gutter.top + row))
        await pilot.pause()
        assert app.sitting
        item = app.sitting.attempt.item
        assert {item.order.index(number) for number in item.chosen} == {view.highlighted}


async def test_a_long_stem_gets_more_lines_if_the_options_scroll_anyway(tmp_path: Path) -> None:
    pack = long_pack(tmp_path, answer=f"Answer {LONG[:140]}")
    async with running(Home(tmp_path / "own"), pack, MockOptions(form=1), (60, 20)) as (app, _):
        view = app.screen.query_one(QuestionView)
        assert view.options.end
        assert view.stem.room >= 6


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)], ids=str)
async def test_every_question_opens_with_its_closing_question_in_sight(
    home: Home, size: tuple[int, int]
) -> None:
    async with running(home, wish=MockOptions(form=1), size=size) as (app, _pilot):
        view = app.screen.query_one(QuestionView)
        assert view.gutter.top == (1 if size[1] >= 30 else 0), "a low terminal has no line to spare"
        assert app.sitting is not None
        for item in app.sitting.attempt.items:
            question = app.sitting.stored.questions[item.question_id]
            view.show(question, item)
            lines = " ".join(line.plain.strip() for line in view.arranged(view.content_size))
            closing = text.inline(text.split_closing(question.stem)[1]).plain
            assert closing in " ".join(lines.split()), item.question_id
