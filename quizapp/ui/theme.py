"""The app's own colours: much calm, one accent."""

from __future__ import annotations

from textual.theme import Theme

NIGHT = Theme(
    name="quizapp-night",
    primary="#e3b062",
    secondary="#8fa3bf",
    accent="#e3b062",
    foreground="#d9dce3",
    background="#14161b",
    surface="#191c22",
    panel="#22262e",
    success="#8cc49a",
    warning="#e3b062",
    error="#e58f85",
    dark=True,
    variables={
        "quiz-muted": "#9299a8",
        "quiz-faint": "#5c6373",
        "quiz-code": "#a9c7e8",
        "footer-background": "#14161b",
        "block-cursor-background": "#2c3038",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#22262e",
        "scrollbar": "#3a404c",
        "scrollbar-background": "#191c22",
        "scrollbar-corner-color": "#191c22",
    },
)

DAY = Theme(
    name="quizapp-day",
    primary="#8a5a00",
    secondary="#44546a",
    accent="#8a5a00",
    foreground="#1f2328",
    background="#fbfaf7",
    surface="#f4f2ec",
    panel="#e9e6dd",
    success="#1e6b3a",
    warning="#8a5a00",
    error="#a02c22",
    dark=False,
    variables={
        "quiz-muted": "#5a6070",
        "quiz-faint": "#8a8f9c",
        "quiz-code": "#1d4f91",
        "footer-background": "#fbfaf7",
        "block-cursor-background": "#dcd8cc",
        "block-cursor-foreground": "#000000",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#e9e6dd",
        "scrollbar": "#c5c0b2",
        "scrollbar-background": "#f4f2ec",
        "scrollbar-corner-color": "#f4f2ec",
    },
)

THEMES = (NIGHT, DAY)
