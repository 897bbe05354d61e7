"""The app's own themes. Text has a contrast ratio of at least 4.5:1 in each of them."""

from __future__ import annotations

from textual.theme import Theme


def _theme(
    name: str,
    *,
    dark: bool,
    foreground: str,
    background: str,
    surface: str,
    panel: str,
    cursor: str,
    cursor_text: str,
    cursor_blurred: str,
    accent: str,
    secondary: str,
    success: str,
    warning: str,
    error: str,
    muted: str,
    faint: str,
    code: str,
    scrollbar: str,
) -> Theme:
    """Return a theme with these colors.

    `muted` is for secondary text, `faint` for lines and the empty part of bars, and `cursor` for
    the background of the highlighted row.
    """
    return Theme(
        name=name,
        primary=accent,
        secondary=secondary,
        accent=accent,
        foreground=foreground,
        background=background,
        surface=surface,
        panel=panel,
        success=success,
        warning=warning,
        error=error,
        dark=dark,
        text_alpha=1.0,
        variables={
            "quiz-muted": muted,
            "quiz-faint": faint,
            "quiz-code": code,
            "text-muted": muted,
            "text-disabled": muted,
            "foreground-muted": muted,
            "foreground-disabled": muted,
            "border": faint,
            "border-blurred": faint,
            "footer-background": background,
            "block-cursor-background": cursor,
            "block-cursor-foreground": cursor_text,
            "block-cursor-text-style": "bold",
            "block-cursor-blurred-background": cursor_blurred,
            "block-cursor-blurred-foreground": foreground,
            "input-cursor-background": foreground,
            "input-cursor-foreground": background,
            "input-selection-background": cursor,
            "scrollbar": scrollbar,
            "scrollbar-hover": muted,
            "scrollbar-active": accent,
            "scrollbar-background": surface,
            "scrollbar-background-hover": surface,
            "scrollbar-background-active": surface,
            "scrollbar-corner-color": surface,
        },
    )


NIGHT = _theme(
    "quizapp-night",
    dark=True,
    foreground="#d9dce3",
    background="#14161b",
    surface="#191c22",
    panel="#22262e",
    cursor="#2c3038",
    cursor_text="#ffffff",
    cursor_blurred="#22262e",
    accent="#e3b062",
    secondary="#8fa3bf",
    success="#8cc49a",
    warning="#e3b062",
    error="#e58f85",
    muted="#a0a7b6",
    faint="#7a8191",
    code="#a9c7e8",
    scrollbar="#7a8191",
)

DAY = _theme(
    "quizapp-day",
    dark=False,
    foreground="#1f2328",
    background="#fbfaf7",
    surface="#f4f2ec",
    panel="#e9e6dd",
    cursor="#dcd8cc",
    cursor_text="#000000",
    cursor_blurred="#e9e6dd",
    accent="#794e00",
    secondary="#44546a",
    success="#1a6135",
    warning="#794e00",
    error="#98281f",
    muted="#515767",
    faint="#6f7484",
    code="#1d4f91",
    scrollbar="#757261",
)

# White, yellow, and cyan on black. The contrast ratio is at least 7:1.
CONTRAST = _theme(
    "quizapp-contrast",
    dark=True,
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    cursor="#002b6b",
    cursor_text="#ffffff",
    cursor_blurred="#333333",
    accent="#ffd500",
    secondary="#9fd8ff",
    success="#5dff7f",
    warning="#ffd500",
    error="#ffb9b2",
    muted="#e0e0e0",
    faint="#b0b0b0",
    code="#7fe9ff",
    scrollbar="#ffffff",
)

# The Okabe-Ito palette: correct is sky blue, wrong is vermilion, and the accent is yellow. They can
# be distinguished with every kind of color blindness.
COLOR_SAFE = _theme(
    "quizapp-color-safe",
    dark=True,
    foreground="#e6e6e6",
    background="#0f1216",
    surface="#14181d",
    panel="#1b2027",
    cursor="#262c36",
    cursor_text="#ffffff",
    cursor_blurred="#1b2027",
    accent="#f0e442",
    secondary="#cc79a7",
    success="#56b4e9",
    warning="#e69f00",
    error="#ee7a28",
    muted="#a9afba",
    faint="#737a88",
    code="#e2a9c7",
    scrollbar="#737a88",
)

# The note next to each own theme in the list of themes.
OWN = {
    NIGHT.name: "dark",
    DAY.name: "light",
    CONTRAST.name: "high contrast",
    COLOR_SAFE.name: "color-blind safe",
}
THEMES = (NIGHT, DAY, CONTRAST, COLOR_SAFE)
