"""What units have to mend: how each rectification stands on the day of the ledger's last statement (P2-4.2).

Pages are made from the ledger alone, so "overdue" is said as of that day and not as of the reader's.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any

from generator.site.acts import Recorded
from generator.site.context import Context, Link
from generator.site.ledger_view import Cycle
from generator.site.marks import words
from generator.site.unit_names import unit_href, unit_name


class Standing(enum.StrEnum):
    """Whether a rectification is verified, still within its time, or overdue; also how the catalogue calls it."""

    OVERDUE = "overdue"
    DUE = "due"
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class Rectification:
    """One rectification as it stands: its newest record, the unit, the day it is due and the day it was verified."""

    recorded: Recorded
    unit: str
    ordered: str
    due: str
    verified: str
    standing: Standing


def standings(context: Context, cycle: Cycle, unit: str = "") -> list[Rectification]:
    """The rectifications of a cycle (of one unit): overdue ones first, each group by the day they are due.

    Raises FindingsError C110.
    """
    records = cycle.acts.rectifications_of(unit) if unit else cycle.acts.each("rectification")
    order = list(Standing)
    return sorted(
        (_standing(context.view.date, item) for item in records),
        key=lambda item: (order.index(item.standing), item.due, item.recorded.held.name),
    )


def rectification_rows(context: Context, cycle: Cycle, base: str, unit: str = "") -> list[dict[str, Any]]:
    """What the template ``_rectifications.html`` shows; ``base`` leads from the page to the language's folder."""
    label = context.label
    rows = []
    for item in standings(context, cycle, unit):
        body, held = item.recorded.body, item.recorded.held
        rows.append(
            {
                "id": held.name,
                "key": held.key,
                "unit": unit_name(context, cycle, item.unit),
                "unit_href": unit_href(cycle, item.unit, base),
                "problem": words(context, body.get("problem")),
                "responsible": words(context, body.get("responsible")),
                "ordered": item.ordered,
                "due": item.due,
                "verified": item.verified,
                "verified_by": body.get("verified").get("by").text() if item.verified else "",
                "standing": item.standing.value,
                "standing_name": label(f"standing.{item.standing.value}"),
                "standing_text": label(
                    f"standing.{item.standing.value}.text",
                    due=context.date(item.due),
                    verified=context.date(item.verified) if item.verified else "",
                    today=context.date(context.view.date),
                ),
                "progress": [
                    (step.get("date").text(), words(context, step.get("text"))) for step in body.get("progress").items()
                ],
                "statements": [
                    Link(f"{base}statements/{known.held.index}.html", label("statement.number", index=known.held.index))
                    for known in cycle.acts.revisions("rectification", held.name)
                ],
            }
        )
    return rows


def _standing(today: str, found: Recorded) -> Rectification:
    body = found.body
    body.get("due").date()
    due, verified = body.get("due").text(), body.get("verified")
    done = verified.get("date").text() if verified.value is not None else ""
    standing = Standing.VERIFIED if done else Standing.OVERDUE if due < today else Standing.DUE
    return Rectification(found, body.get("unit").text(), body.get("ordered").text(), due, done, standing)
