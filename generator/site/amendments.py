"""What changed of a published plan, when and why: each amendment beside what it takes the place of (P1-A12, P1-A16)."""

from __future__ import annotations

from typing import Any

from generator.published.shapes import Document
from generator.site.act_words import act_name, statement_link
from generator.site.acts import Recorded
from generator.site.context import Context
from generator.site.ledger_view import Cycle
from generator.site.marks import words


def amendments_in_order(cycle: Cycle) -> list[Recorded]:
    """The amendments of a cycle in the order in which they count. Raises FindingsError C110."""
    found = cycle.acts.each("amendment")
    return sorted(found, key=lambda one: (one.held.index, one.body.get("date").text()))


def amendment_rows(context: Context, cycle: Cycle, base: str) -> list[dict[str, Any]]:
    """What a page shows of each amendment; nothing where the plan is not there. Raises FindingsError C110."""
    plan = cycle.acts.one("plan")
    if plan is None:
        return []
    first = plan.body.get("spot_check")
    draw = (context.label.of(first.get("event").bilingual()), first.get("drawn").text())
    schedule = _days(plan.body)
    rows = []
    for found in amendments_in_order(cycle):
        body, published = found.body, found.statement.statement.date
        new = body.get("draw").optional(lambda item: item)
        moved = _days(body)
        rows.append(
            {
                "id": found.held.name,
                "anchor": f"amendment-{found.held.name}",
                "key": found.held.key,
                "date": body.get("date").text(),
                "reason": words(context, body.get("reason")),
                "cites": context.cites([one.text() for one in body.get("cites").items()], base, cycle.sources),
                "statement": statement_link(context, found, base),
                "draw": _draw(context, new, draw, published) if new is not None else None,
                "joined": [_expert(context, item) for item in body.get("joined").items()],
                "left": [item.get("holder").text() for item in body.get("left").items()],
                "schedule": [(act_name(context, step), schedule.get(step, ""), by) for step, by in moved.items()],
            }
        )
        schedule |= moved
        if new is not None:
            draw = (context.label.of(new.get("event").bilingual()), new.get("drawn").text())
    return rows


def moved_draw(context: Context, cycle: Cycle) -> dict[str, Any] | None:
    """How often the draw was moved, and to which event and day in the end; None where it was not. Raises C110."""
    moved = [item for found in amendments_in_order(cycle) for item in [found.body.get("draw")] if item.value]
    if not moved:
        return None
    return {
        "number": len(moved),
        "event": context.label.of(moved[-1].get("event").bilingual()),
        "drawn": context.date(moved[-1].get("drawn").text()),
    }


def moved_days(cycle: Cycle) -> dict[str, str]:
    """The last day of each step whose day was moved, as it is now. Raises FindingsError C110."""
    days: dict[str, str] = {}
    for found in amendments_in_order(cycle):
        days |= _days(found.body)
    return days


def changed(context: Context, found: Recorded) -> str:
    """What an amendment changes, in a few words. Raises FindingsError C110."""
    body = found.body
    there = {
        "draw": bool(body.get("draw").value),
        "experts": bool(body.get("joined").items() or body.get("left").items()),
        "schedule": bool(body.get("schedule").items()),
    }
    return context.label("separator").join(
        context.label(f"amended.{name}") for name, is_there in there.items() if is_there
    )


def _draw(context: Context, new: Document, before: tuple[str, str], published: str) -> dict[str, Any]:
    """The new draw beside the one before it, and whether that one's day had come when the public learnt of it."""
    event, day = before
    return {
        "event": words(context, new.get("event")),
        "drawn": new.get("drawn").text(),
        "event_before": event,
        "drawn_before": context.date(day),
        "late": published >= day,
    }


def _days(body: Document) -> dict[str, str]:
    return {item.get("step").text(): item.get("by").text() for item in body.get("schedule").items()}


def _expert(context: Context, item: Document) -> dict[str, Any]:
    trained = item.get("trained").optional(Document.text)
    return {
        "holder": item.get("holder").text(),
        "qualification": words(context, item.get("qualification")),
        "pledged": context.date(item.get("pledged").text()),
        "trained": context.date(trained) if trained else "",
    }
