"""Where the public turns with questions and objections, as the organ's record says it (P2-4.3, P1-A23)."""

from __future__ import annotations

from typing import Any

from generator.site.context import Context
from generator.site.ledger_view import Cycle, LedgerView

CLAUSES = ("P2-4.3", "P1-A23")
"""Results are open to comment, and the process is itself supervised."""

ANCHOR = "objections"
"""The section's place on the home page; the footer of every page leads there."""


def objections(context: Context, cycle: Cycle, base: str) -> dict[str, Any]:
    """What the template ``_objections.html`` shows; ``base`` leads from the page to the language's folder."""
    of, organ = context.label.of, cycle.organ
    return {
        "text": context.label("contact.planned" if cycle.planned else "contact.text"),
        "plan": f"{base}{cycle.id}/plan.html#periods" if cycle.planned else "",
        "office": of(organ.contact_office),
        "hours": of(organ.contact_hours),
        "cites": context.cites(CLAUSES, base, cycle.sources),
    }


def newest(view: LedgerView) -> Cycle | None:
    """The cycle with the newest organ record, which says where to turn today; None where there is no cycle."""
    return max(view.cycles, key=lambda cycle: cycle.organ_at.index, default=None)
