"""The page of a cycle's plan: schedule, periods, quorum, spot check, means, office, interpretations, amendments."""

from __future__ import annotations

from typing import Any

from generator.published.shapes import Document
from generator.published.vocabulary import ACTS
from generator.site.act_words import act_name, statement_link
from generator.site.acts import Recorded
from generator.site.amendments import amendment_rows, moved_days, moved_draw
from generator.site.context import Context
from generator.site.ledger_view import Cycle
from generator.site.marks import chinese, count, ratio, words
from generator.site.unit_acts import goal_rows
from generator.site.unit_names import office_departments, unit_name

BASE = "../"
_WORKDAYS = ("comments", "posting", "answer", "outside", "feedback")
_DAYS = ("reconsideration", "reconsideration_decision", "appeal", "appeal_decision")


def plan_context(context: Context, cycle: Cycle) -> dict[str, Any]:
    """Everything the template ``plan.html`` shows; sections whose record was withdrawn are None. Raises C110."""
    plan, office = cycle.acts.one("plan"), cycle.acts.one("office")
    return {
        "base": BASE,
        "cycle": cycle.id,
        "title": context.label("plan.title", cycle=cycle.id),
        "plan": _plan(context, cycle, plan) if plan else None,
        "office": _office(context, cycle, office) if office else None,
        "goals": None if cycle.units else _goals(context, cycle),
        "rulings": ruling_rows(context, cycle, BASE),
        "amendments": amendment_rows(context, cycle, BASE),
        "moved": moved_draw(context, cycle),
    }


def _goals(context: Context, cycle: Cycle) -> dict[str, Any] | None:
    """The goals of all units, for a cycle whose units have no pages yet. Raises FindingsError C110."""
    found = cycle.acts.one("goals")
    if found is None:
        return None
    units = dict.fromkeys(item.get("unit").text() for item in found.body.get("goals").items())
    return {
        "key": found.held.key,
        "date": context.date(found.body.get("date").text()),
        "units": [(unit_name(context, cycle, unit), goal_rows(context, cycle, unit)) for unit in units],
    }


def ruling_rows(context: Context, cycle: Cycle, base: str) -> list[dict[str, Any]]:
    """The interpretations of a cycle in the order of their publication. Raises FindingsError C110."""
    rows = []
    for found in cycle.acts.each("interpretation"):
        body = found.body
        word = body.get("word").optional(Document.text)
        rows.append(
            {
                "id": found.held.name,
                "anchor": cycle.sources.rulings[found.held.name],
                "key": found.held.key,
                "date": body.get("date").text(),
                "clause": context.cites([body.get("clause").text()], base, cycle.sources),
                "word": context.label(f"vague.{word}") if word else "",
                "parameter": body.get("parameter").optional(lambda item: chinese(context, item)),
                "ruling": words(context, body.get("ruling")),
                "reason": words(context, body.get("reason")),
                "statement": statement_link(context, found, base),
            }
        )
    return rows


def _plan(context: Context, cycle: Cycle, found: Recorded) -> dict[str, Any]:
    body, label = found.body, context.label
    in_force, check, resources = body.get("in_force"), body.get("spot_check"), body.get("resources")

    def cites(item: Document) -> Any:
        return context.cites([one.text() for one in item.get("cites").items()], BASE, cycle.sources)

    periods = []
    for name in (*_WORKDAYS, *_DAYS):
        period, unit = body.get("periods").get(name), "workdays" if name in _WORKDAYS else "days"
        periods.append((label(f"period.{name}"), count(period.get(unit)), label(f"period.{unit}"), cites(period)))
    return {
        "key": found.held.key,
        "statement": statement_link(context, found, BASE),
        "published": context.date(in_force.get("published").text()),
        "last_day": context.date(in_force.get("last_day").text()),
        "transition": in_force.get("transition").optional(lambda text: words(context, text)),
        "in_force_cites": cites(in_force),
        "schedule": [_milestone(context, cycle, item) for item in body.get("schedule").items()],
        "periods": periods,
        "quorum": (ratio(body.get("quorum").get("share")), cites(body.get("quorum"))),
        "check": {
            "share": ratio(check.get("share")),
            "minimum": count(check.get("minimum")),
            "event": words(context, check.get("event")),
            "drawn": context.date(check.get("drawn").text()),
            "cites": cites(check),
        },
        "channels": (count(body.get("channels").get("minimum")), cites(body.get("channels"))),
        "checklist": [words(context, item.get("name")) for item in body.get("checklist").items()],
        "people": count(resources.get("people")),
        "budget": words(context, resources.get("budget")),
        "resources_cites": cites(resources),
    }


def _milestone(context: Context, cycle: Cycle, item: Document) -> dict[str, Any]:
    """A day of the schedule beside the day on which the act was published; late where it was published after it.

    A day that was moved counts as it is now, and the announced one stands beside it.
    """
    act, announced = item.get("step").text(), item.get("by").text()
    by = moved_days(cycle).get(act, announced)
    done = cycle.acts.statement(act) if act in ACTS else None
    day = done.statement.date if done else ""
    return {
        "name": act_name(context, act),
        "by": by,
        "announced": announced if by != announced else "",
        "done": day,
        "late": bool(day) and day > by,
        "href": f"{BASE}statements/{done.index}.html" if done else "",
    }


def _office(context: Context, cycle: Cycle, found: Recorded) -> dict[str, Any]:
    body, departments = found.body, office_departments(context, cycle)
    return {
        "key": found.held.key,
        "date": context.date(body.get("date").text()),
        "statement": statement_link(context, found, BASE),
        "qualification": words(context, body.get("qualification")),
        "members": [
            {"department": departments.get(seat["holder"], ""), **seat}
            for seat in (_seat(item) for item in body.get("members").items())
        ],
        "experts": [
            {"qualification": words(context, item.get("qualification")), **_seat(item)}
            for item in body.get("experts").items()
        ],
        "leadership": [
            (
                item.get("holder").text(),
                [unit_name(context, cycle, unit.text()) for unit in item.get("leads").items()],
            )
            for item in body.get("leadership").items()
        ],
    }


def _seat(item: Document) -> dict[str, str]:
    trained = item.get("trained").optional(Document.text)
    return {"holder": item.get("holder").text(), "pledged": item.get("pledged").text(), "trained": trained or ""}
