"""What the procedure says about one unit besides its result: goals, gates, measures, rectification."""

from __future__ import annotations

from typing import Any

from generator.published.shapes import Document
from generator.site.context import Context
from generator.site.ledger_view import Cycle
from generator.site.marks import chinese, figure, words
from generator.site.measures import use_rows
from generator.site.rectifications import rectification_rows
from generator.site.unit_correction import grade_name
from generator.site.unit_names import without_effect

BASE = "../../"


def unit_acts(context: Context, cycle: Cycle, unit: str) -> dict[str, Any]:
    """What the template ``unit.html`` shows of the procedure; None where nothing was published.

    Raises FindingsError C110.
    """
    use = use_rows(context, cycle, BASE, unit)
    return {
        "goals": _goals(context, cycle, unit),
        "gates": _gates(context, cycle, unit),
        "use": use if use and use["rows"] else None,
        "rectifications": rectification_rows(context, cycle, BASE, unit),
    }


def _goals(context: Context, cycle: Cycle, unit: str) -> dict[str, Any] | None:
    found = cycle.acts.one("goals")
    if found is None:
        return None
    rows = goal_rows(context, cycle, unit)
    return {"key": found.held.key, "date": context.date(found.body.get("date").text()), "rows": rows}


def goal_rows(context: Context, cycle: Cycle, unit: str) -> list[dict[str, Any]]:
    """The goals of one unit with every change of them. Raises FindingsError C110."""
    indicators, of = cycle.scheme.indicators(), context.label.of
    return [
        {
            "indicator": of(indicators[name].name) if name in indicators else name,
            "text": words(context, item.get("text")),
            "target": figure(item.get("target")),
            "measure": chinese(context, item.get("measure")),
            "baseline": item.get("baseline").optional(figure),
            "changes": [_change(context, change) for change in item.get("changes").items()],
        }
        for item in cycle.acts.of_unit("goals", "goals", unit)
        for name in [item.get("indicator").text()]
    ]


def _change(context: Context, item: Document) -> dict[str, Any]:
    return {
        "date": context.date(item.get("date").text()),
        "from": figure(item.get("from")),
        "to": figure(item.get("to")),
        "reason": words(context, item.get("reason")),
    }


def _gates(context: Context, cycle: Cycle, unit: str) -> list[dict[str, Any]]:
    found = cycle.acts.one("gates")
    if found is None:
        return []
    names = {
        item.get("id").text(): context.label.of(item.get("name").bilingual())
        for item in found.body.get("gates").items()
    }
    return [
        {
            "name": names.get(item.get("gate").text(), item.get("gate").text()),
            "passed": item.get("passed").boolean(),
            "ceiling": grade_name(context, cycle, item.get("ceiling").optional(Document.text)),
            "no_effect": without_effect(cycle, unit, item.get("ceiling").optional(Document.text)),
            "cites": context.cites([one.text() for one in item.get("cites").items()], BASE, cycle.sources),
        }
        for item in cycle.acts.of_unit("gates", "findings", unit)
    ]
