"""The page about the whole procedure of a cycle: states, durations, materials, review, gates, notice, supervision."""

from __future__ import annotations

from typing import Any

from generator.site.act_words import act_name
from generator.site.acts import Recorded
from generator.site.amendments import amendment_rows, moved_draw
from generator.site.context import Context
from generator.site.durations import duration_rows
from generator.site.ledger_view import Cycle
from generator.site.marks import chinese, words
from generator.site.measures import use_rows
from generator.site.procedure_states import states
from generator.site.spot_check import spot_check
from generator.site.unit_names import unit_href, unit_name, without_effect

BASE = "../"


def procedure_context(context: Context, cycle: Cycle) -> dict[str, Any]:
    """Everything the template ``procedure.html`` shows. Raises FindingsError C110."""
    sections = {
        "amendments": amendment_rows(context, cycle, BASE),
        "materials": _materials(context, cycle),
        "review": spot_check(context, cycle),
        "gates": _gates(context, cycle),
        "release": _release(context, cycle),
        "notice": _notice(context, cycle),
        "use": use_rows(context, cycle, BASE),
        "supervision": _supervision(context, cycle),
    }
    label = context.label
    return {
        "base": BASE,
        "cycle": cycle.id,
        "title": label("procedure.title", cycle=cycle.id),
        "filled": cycle.acts.filled,
        "states": states(context, cycle),
        "durations": duration_rows(context, cycle),
        **sections,
        "moved": moved_draw(context, cycle),
        "toc": [
            ("states", label("procedure.states")),
            ("durations", label("procedure.durations")),
            *((name, label(f"procedure.{name}")) for name, found in sections.items() if found),
        ],
    }


def _materials(context: Context, cycle: Cycle) -> dict[str, Any] | None:
    found = cycle.acts.one("materials")
    if found is None:
        return None
    label = context.label
    indicators = cycle.scheme.indicators()
    checklist = _checklist(context, cycle)
    return {
        "key": found.held.key,
        "deadline": context.date(found.body.get("deadline").text()),
        "submissions": [
            {
                "unit": unit_name(context, cycle, item.get("unit").text()),
                "received": item.get("received").optional(lambda day: day.text()) or "",
                "missing": [checklist.get(one.text(), one.text()) for one in item.get("missing").items()],
                "late": item.get("late").optional(lambda text: words(context, text)),
            }
            for item in found.body.get("submissions").items()
        ],
        "sources": [
            {
                "indicator": label.of(indicators[name].name) if name in indicators else name,
                "method": label(f"found.{item.get('method').text()}"),
                "first": item.get("first").text(),
                "last": item.get("last").text(),
                "about": words(context, item.get("about")),
            }
            for item in found.body.get("sources").items()
            for name in [item.get("indicator").text()]
        ],
    }


def _checklist(context: Context, cycle: Cycle) -> dict[str, str]:
    """What every unit has to hand in, by id."""
    plan = cycle.acts.one("plan")
    items = plan.body.get("checklist").items() if plan else []
    return {item.get("id").text(): context.label.of(item.get("name").bilingual()) for item in items}


def _gates(context: Context, cycle: Cycle) -> dict[str, Any] | None:
    found = cycle.acts.one("gates")
    if found is None:
        return None
    gates = {item.get("id").text(): words(context, item.get("name")) for item in found.body.get("gates").items()}
    rows: dict[str, dict[str, tuple[bool, str]]] = {}
    failed = []
    for item in found.body.get("findings").items():
        unit, gate, passed = item.get("unit").text(), item.get("gate").text(), item.get("passed").boolean()
        ceiling = item.get("ceiling").optional(lambda grade: grade.text())
        grade = cycle.scheme.grade(ceiling) if ceiling else None
        rows.setdefault(unit, {})[gate] = (passed, context.label.of(grade.name) if grade else "")
        if not passed:
            cites = [one.text() for one in item.get("cites").items()]
            failed.append(
                {
                    "unit": unit_name(context, cycle, unit),
                    "href": unit_href(cycle, unit, BASE),
                    "gate": gates[gate].value if gate in gates else gate,
                    "ceiling": context.label.of(grade.name) if grade else "",
                    "no_effect": without_effect(cycle, unit, ceiling),
                    "cites": context.cites(cites, BASE, cycle.sources),
                }
            )
    return {
        "key": found.held.key,
        "given_by": found.body.get("given_by").text(),
        "names": list(gates.values()),
        "rows": [
            (unit_name(context, cycle, unit), [by_gate.get(gate) for gate in gates]) for unit, by_gate in rows.items()
        ],
        "failed": failed,
    }


def _release(context: Context, cycle: Cycle) -> dict[str, Any] | None:
    found = cycle.acts.one("release-review")
    if found is None:
        return None
    label = context.label
    return {
        "key": found.held.key,
        **{name: found.body.get(name).text() for name in ("author", "reviewer")},
        **{name: context.date(found.body.get(name).text()) for name in ("date", "impact_date")},
        "items": [
            {
                "name": label(f"release.{name}") if label.has(f"release.{name}") else name,
                "verdict": item.get("verdict").text(),
                "text": label(f"release.{item.get('verdict').text()}"),
                "cites": context.cites([one.text() for one in item.get("cites").items()], BASE, cycle.sources),
            }
            for item in found.body.get("items").items()
            for name in [item.get("item").text()]
        ],
    }


def _notice(context: Context, cycle: Cycle) -> dict[str, Any] | None:
    found = cycle.acts.one("notice")
    if found is None:
        return None
    body = found.body
    return {
        "key": found.held.key,
        "number": chinese(context, body.get("number")),
        "title": words(context, body.get("title")),
        "first": context.date(body.get("from").text()),
        "last": context.date(body.get("to").text()),
        "audience": context.label(f"audience.{body.get('audience').text()}"),
        "issuer": words(context, body.get("issuer")),
        "late": words(context, body.get("late")) if "late" in body.members() else None,
        "cites": context.cites([one.text() for one in body.get("cites").items()], BASE, cycle.sources),
        "contacts": [
            {name: words(context, item.get(name)) for name in ("office", "address", "hours")}
            for item in body.get("contacts").items()
        ],
    }


def _supervision(context: Context, cycle: Cycle) -> dict[str, Any] | None:
    found = cycle.acts.one("closure")
    if found is None:
        return None
    given = found.body.members()
    return {
        "key": found.held.key,
        "supervisor": found.body.get("supervisor").text() if given.get("supervisor") else "",
        "opinion": words(context, found.body.get("opinion")),
        "steps": _audited(context, found) if given.get("steps") else [],
        "years": given["archive"].get("years").integer() if given.get("archive") and given["archive"].value else 0,
        "archive": context.cites(
            [item.text() for item in given["archive"].get("cites").items()] if given.get("archive") else [],
            BASE,
            cycle.sources,
        ),
    }


def _audited(context: Context, found: Recorded) -> list[dict[str, Any]]:
    return [
        {
            "name": act_name(context, item.get("step").text()),
            "kept": item.get("kept").boolean(),
            "note": item.get("note").optional(lambda note: words(context, note)),
        }
        for item in found.body.get("steps").items()
    ]
