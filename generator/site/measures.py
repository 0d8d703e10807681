"""What results of units were used for: each measure with the decision and clause it rests on (P1-A19, P2-4.1)."""

from __future__ import annotations

from typing import Any

from generator.site.context import Context
from generator.site.ledger_view import Cycle
from generator.site.marks import chinese, words
from generator.site.unit_names import unit_name


def use_rows(context: Context, cycle: Cycle, base: str, unit: str = "") -> dict[str, Any] | None:
    """The measures of a cycle, or those that concern one unit; None where nothing is published about them.

    ``base`` leads from the page to the language's folder. Raises FindingsError C110.
    """
    found = cycle.acts.one("application")
    if found is None:
        return None
    label = context.label
    items = cycle.acts.of_unit("application", "units", unit) if unit else found.body.get("units").items()
    rows = [
        {
            "unit": unit_name(context, cycle, item.get("unit").text()),
            "measure": label(f"measure.{item.get('measure').text()}"),
            "date": item.get("date").text(),
            "document": chinese(context, item.get("document")),
            "cites": context.cites([one.text() for one in item.get("cites").items()], base, cycle.sources),
            "accountable": item.get("accountable").optional(lambda text: words(context, text)),
        }
        for item in items
    ]
    return {"key": found.held.key, "rows": rows}
