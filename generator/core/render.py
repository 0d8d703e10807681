"""Problems as text for a terminal and as JSON for machines.

path:line:col: CODE message (clause)
source line
^^^^ caret, by display width: Chinese takes two columns
hint
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from generator.core import messages
from generator.core.messages import Lang
from generator.core.problem import Problem

_OBEYED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of control characters, changes of direction, lone surrogates and line ends."""


def display_width(text: str) -> int:
    """Columns a terminal uses for ``text``: wide and full-width characters two, combining and invisible ones none."""
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Cf", "Cc", "Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def _printable(text: str) -> str:
    """``text`` with everything escaped that a terminal obeys instead of showing; a tab becomes one space."""
    return "".join(
        char.encode("unicode_escape").decode("ascii") if unicodedata.category(char) in _OBEYED else char
        for char in text.replace("\t", " ")
    )


def problem_text(problem: Problem, lang: Lang, *, with_hint: bool = True) -> str:
    """The problem as a person reads it; several lines, no trailing newline."""
    place = problem.place
    params = {name: _printable(value) for name, value in problem.params.items()}
    where = _printable(place.path) + (f":{place.line}:{place.col}" if place.line else "")
    message = messages.text(problem.code, lang, **params)
    clause = f" [{problem.clause}]" if problem.clause else ""
    lines = [f"{where}: {problem.code} {message}{clause}" if where else f"{problem.code} {message}{clause}"]
    if problem.source is not None and place.line:
        start = max(place.col - 1, 0)
        gutter = f"{place.line:>5} | "
        before = display_width(_printable(problem.source[:start]))
        run = display_width(_printable(problem.source[start : start + problem.width]))
        lines.append(gutter + _printable(problem.source))
        lines.append(" " * len(gutter) + " " * before + "^" * max(run, 1))
    hint = _hint(problem, lang) if with_hint else ""
    if hint:
        lines.append(f"  {messages.text('label.hint', lang)}{hint}")
    return "\n".join(lines)


def problems_text(problems: Iterable[Problem], lang: Lang) -> str:
    """All problems, one after another; of several in a row with one and the same hint, the last has it."""
    texts = []
    following = ""
    for problem in reversed(list(problems)):
        hint = _hint(problem, lang)
        texts.append(problem_text(problem, lang, with_hint=hint != following))
        following = hint
    return "\n".join(reversed(texts))


def _hint(problem: Problem, lang: Lang) -> str:
    return messages.hint(problem.code, lang, **{name: _printable(value) for name, value in problem.params.items()})


def problem_json(problem: Problem) -> dict[str, Any]:
    """The problem as JSON; shape in docs/SPEC.md, "Machine output"."""
    return {
        "code": problem.code,
        "path": problem.place.path,
        "line": problem.place.line,
        "col": problem.place.col,
        "clause": problem.clause,
        "params": dict(sorted(problem.params.items())),
        "message": {lang: messages.text(problem.code, lang, **problem.params) for lang in messages.LANGS},
        "hint": {lang: messages.hint(problem.code, lang, **problem.params) for lang in messages.LANGS},
    }
