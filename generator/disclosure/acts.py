"""Public records of everything but scores: trust, scheme, report, decision, closing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.disclosure.airlock import Airlock, Released
from generator.disclosure.public_form import public_form
from generator.disclosure.slots import slot_body
from generator.disclosure.whole_form import whole_form
from generator.intake.models.calendar import Calendar
from generator.intake.models.organ import Organ
from generator.intake.models.procedure import Closing, Decision, Report
from generator.intake.models.scheme import Scheme
from generator.intake.models.trust import Trust
from generator.published import trust as published_trust


def release_trust(airlock: Airlock, trust: Trust) -> list[Released]:
    """The trust record."""
    return [airlock.release("trust", f"v{trust.version}", published_form(trust).body())]


def published_form(trust: Trust) -> published_trust.Trust:
    """The trust as its record says it; key comments are left behind, they often name people."""
    before, old = trust.previous_log, trust.succeeds
    return published_trust.Trust(
        version=trust.version,
        demo=trust.demo,
        origin=trust.origin,
        log_key=trust.log_key,
        holders=tuple(
            published_trust.Holder(holder.id, holder.role, tuple(" ".join(key.split()[:2]) for key in holder.keys))
            for holder in trust.holders
        ),
        thresholds={
            kind: {str(role): number for role, number in roles.items()} for kind, roles in trust.thresholds.items()
        },
        policy=trust.policy,
        fido=published_trust.Fido(trust.fido.touch, trust.fido.pin),
        timestamping=tuple(trust.timestamping),
        revoked=tuple(published_trust.Revoked(item.key, item.holder, item.reason) for item in trust.revoked),
        previous_log=None
        if before is None
        else published_trust.PreviousLog(before.origin, before.log_key, before.size, before.root),
        succeeds=None
        if old is None
        else published_trust.Succeeds(old.root, old.origin, old.log_key, old.size, old.log_root, old.reason),
    )


def release_scheme(
    airlock: Airlock,
    scheme: Scheme,
    organ: Organ,
    calendars: Sequence[Calendar],
    blocks: Mapping[str, int],
    *,
    planned: bool,
) -> list[Released]:
    """Scheme, organ, calendars and the slot table that the cycle's records will follow.

    ``blocks``: the number of slots of the block of people, empty in a cycle that assesses none.
    """
    organ_body = public_form(organ, leave_out=("schema", "id", "recipients", "confidentiality"))
    return [
        airlock.release("scheme", scheme.id, public_form(scheme)),
        airlock.release("organ", organ.id, organ_body),
        *(airlock.release("calendar", calendar.year, public_form(calendar)) for calendar in calendars),
        airlock.release("slots", scheme.cycle, slot_body(scheme, blocks, planned=planned)),
    ]


def release_report(airlock: Airlock, report: Report, units: int, changed: Sequence[str] | None = None) -> Released:
    """How the final report came about (P1-A17): dates and counts of comments, never the comments.

    ``changed``: the units whose result differs from the preliminary opinion; None in a cycle without a plan.
    """
    body: dict[str, Any] = {
        "preliminary": report.preliminary.isoformat(),
        "date": report.date.isoformat(),
        "comments": public_form(report.comments),
        "units": units,
    }
    if changed is not None:
        body["changed"] = sorted(changed)
    return airlock.release("report", report.cycle, body, {"comments.summary": report.comments.summary})


def release_decision(
    airlock: Airlock,
    decision: Decision,
    recommended: Mapping[str, str | None],
    results: Mapping[str, str],
    *,
    planned: bool,
) -> list[Released]:
    """One record per decided unit and one about the meeting (P1-A18).

    ``recommended`` is the grade the score led to, ``results`` the digest of each unit's published result.
    """
    released = []
    for item in decision.grades:
        departs: dict[str, Any] | None = None
        if item.departs is not None:
            departs = {"reason": public_form(item.departs), "clause": item.departs_clause}
        body = {
            "unit": item.unit,
            "grade": item.grade,
            "recommended": recommended[item.unit],
            "result": results[item.unit],
            "departs": departs,
        }
        released.append(airlock.release("unit-decision", item.unit, body, {"discussion": item.discussion}))
    meeting = decision.deliberation
    summary: dict[str, Any] = {
        "document": decision.document,
        "date": decision.date.isoformat(),
        "deliberated": meeting.date.isoformat(),
        "members": meeting.members,
        "present": meeting.present,
        "recused": meeting.recused,
        "passed": meeting.passed,
    }
    held: dict[str, Any] = {"minutes": meeting.minutes}
    if planned:
        held["attendance"] = whole_form(meeting.attendance)
    return [*released, airlock.release("deliberation", decision.cycle, summary, held)]


def release_closing(airlock: Airlock, closing: Closing, statements: Sequence[str]) -> Released:
    """The end of a cycle: every statement it consists of, so that a missing one shows (P1-A23)."""
    body = {
        "statements": list(statements),
        "checked": closing.checked,
        "deviations": closing.deviations,
        "opinion": public_form(closing.opinion),
    }
    body |= public_form(closing, leave_out=("schema", "cycle", "date", "checked", "deviations", "opinion"))
    return airlock.release("closure", closing.cycle, body, {"findings": closing.findings})
