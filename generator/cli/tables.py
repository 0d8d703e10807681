"""Plain-text tables, aligned by display width so that Chinese columns line up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.core import messages
from generator.core.exact import shown
from generator.core.messages import Lang
from generator.core.render import display_width
from generator.intake.models.organ import Organ
from generator.intake.models.scheme import Scheme
from generator.scoring.sheet import Sheet


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> str:
    """Rows under a head; columns in ``right`` are aligned to the right."""
    widths = [max(display_width(row[i]) for row in (head, *rows)) for i in range(len(head))]
    lines = [_line(head, widths, right), "  ".join("─" * width for width in widths)]
    return "\n".join(lines + [_line(row, widths, right) for row in rows])


def _line(cells: Sequence[str], widths: Sequence[int], right: frozenset[int]) -> str:
    padded = []
    for i, cell in enumerate(cells):
        gap = " " * (widths[i] - display_width(cell))
        padded.append(gap + cell if i in right else cell + gap)
    return "  ".join(padded).rstrip()


def result_table(scheme: Scheme, organ: Organ, sheets: Mapping[str, Sheet], lang: Lang) -> str:
    """Total and recommended grade of every unit, in roster order."""
    names = {unit.id: getattr(unit.name, lang) for unit in organ.departments}
    grades = {grade.id: getattr(grade.name, lang) for grade in scheme.grades}
    missing = messages.text("cli.score.incomplete", lang)
    rows = []
    for unit, sheet in sheets.items():
        total = missing if sheet.total is None else shown(sheet.total, scheme.rounding.digits, scheme.rounding.mode)
        rows.append([unit, names.get(unit, unit), total, grades[sheet.grade] if sheet.grade else missing])
    head = [messages.text(f"cli.column.{key}", lang) for key in ("id", "unit", "total", "grade")]
    return table(head, rows, frozenset({2}))
