"""Docstrings that are shown to the learner, also where Python leaves docstrings out (-OO)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any


def docstring(thing: type | Callable[..., Any]) -> str:
    """Return the docstring of a class or a function, without its indent; "" if it has none.

    A class without one has that of its base class.
    """
    for each in thing.__mro__[:-1] if isinstance(thing, type) else (thing,):
        found = _own(each)
        if found:
            return found
    return ""


def _own(thing: type | Callable[..., Any]) -> str:
    import inspect

    if thing.__doc__:
        return inspect.cleandoc(thing.__doc__)
    return _in_source(thing) if sys.flags.optimize > 1 else ""


def _in_source(thing: type | Callable[..., Any]) -> str:
    """Read the docstring from the source file; "" if there is no source."""
    import ast
    from pathlib import Path

    file = getattr(sys.modules.get(thing.__module__), "__file__", None)
    try:
        module = ast.parse(Path(file or "").read_bytes())
    except (OSError, SyntaxError, ValueError):
        return ""
    for node in ast.walk(module):
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == thing.__name__:
            return ast.get_docstring(node) or ""
    return ""
