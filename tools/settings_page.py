"""Makes docs/settings.md from the declaration of the settings.

python tools/settings_page.py [FILE]   writes FILE (docs/settings.md)
"""

from __future__ import annotations

import sys
from pathlib import Path

from quizapp.settings import KEY_MAP, SETTINGS, Setting

PAGE = Path(__file__).parent.parent / "docs" / "settings.md"

HEAD = """\
# Settings

Made by `python tools/settings_page.py` from their declaration (`quizapp/settings/declared.py`).

A value comes from the **environment**, else from **`settings.toml`** in the home folder, else from
the **settings screen** (`s` on the home screen, `F2` anywhere), else it is the default. What is set
outside of the app is shown on the screen with its source, and cannot be changed there. `quizapp
settings` prints every value that holds and where it comes from; `--json` for programs.

A file that cannot be read, an unknown name or a value that makes no sense is said in one line, with
its place; everything else holds, and the app starts all the same.

| name | environment | value | default | what it does |
|---|---|---|---|---|
"""

EXAMPLE = """
## An example

```toml
exam_date = 2026-12-19
name = "Ada Lovelace"
extra_time = true
theme = "quizapp-day"
time_zone = "Europe/Berlin"

[keys]
"question.flag" = "v"
"home.mock" = "n,f5"
```

```sh
QUIZAPP_THEME=quizapp-contrast QUIZAPP_KEYS="question.flag=v home.mock=n" quizapp
```

## Keys

Every key can be changed by the name of what it does: Settings, Keys lists them all. Several keys
for one thing are parted by commas. A key is written as it is typed (`v`, `?`) or by name (`f5`,
`ctrl+t`, `space`). A key that something else on the same screen has already is refused, and so is
one that lists and text need for themselves (such as `up`, `enter` or `tab`).

## Themes

Four are the app's own: `quizapp-night` (dark), `quizapp-day` (light), `quizapp-contrast` (high
contrast) and `quizapp-colour-safe` (for every kind of colour blindness). In each of them text
stands out from what is behind it by at least 4.5 : 1, lines and bars by 3 : 1; a test measures it
on every screen. All of Textual's own themes can be chosen too. With `NO_COLOR` set the app is
drawn in grey: everything that colour says is also written.
"""


def page() -> str:
    """The whole page."""
    return HEAD + "".join(_row(setting) for setting in SETTINGS) + EXAMPLE


def _row(setting: Setting) -> str:
    default = "none" if setting.kind is KEY_MAP else setting.shown(setting.default)
    if isinstance(setting.default, bool):
        default = str(setting.default).lower()
    return (
        f"| `{setting.name}` | `{setting.variable}` | {setting.kind.written} | {default} "
        f"| {setting.what} |\n"
    )


if __name__ == "__main__":
    (Path(sys.argv[1]) if len(sys.argv) > 1 else PAGE).write_text(page())
