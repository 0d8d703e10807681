"""Public records of the procedure: what goes out of plan, goals, review, notice and the acts after them.

Of each record exactly the public fields go out; a record that has others too is committed to as a whole, in one slot.
Bodies: docs/spec/16-procedure.md.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from generator.disclosure.airlock import Airlock, Released
from generator.disclosure.public_form import public_form
from generator.disclosure.whole_form import whole_form
from generator.intake.fields import Bilingual
from generator.intake.models.afterwards import Appeals
from generator.intake.models.outcome import Effective, Preliminary
from generator.intake.rings import Record
from generator.procedure.population import Population
from generator.published.vocabulary import WITHHELD

HEAD = ("schema", "cycle")
"""What a record's file says about itself and its public record says elsewhere."""


def release_record(airlock: Airlock, record_type: str, name: str, record: Record) -> Released:
    """The public fields of ``record``; all of it in the slot ``withheld`` where its type has one."""
    return airlock.release(record_type, name, public_form(record, leave_out=HEAD), _whole(airlock, record_type, record))


def release_revision(airlock: Airlock, record_type: str, name: str, revision: int, record: Record) -> Released:
    """The same for a record that supersedes an earlier one of its name in the cycle."""
    made = airlock.slotted(record_type, name, revision, _whole(airlock, record_type, record))
    return airlock.record(record_type, name, revision, public_form(record, leave_out=HEAD), made)


def release_population(airlock: Airlock, population: Population, event: Bilingual, drawn: datetime.date) -> Released:
    """What the sample of the spot check will be drawn from, and by which event: known before the event (P1-A16)."""
    body = {
        "strata": list(population.strata),
        "units": list(population.units),
        "absent": list(population.absent),
        "size": population.size,
        "sample": population.sample,
        "event": public_form(event),
        "drawn": drawn.isoformat(),
    }
    return airlock.release("population", airlock.cycle, body)


def release_preliminary(airlock: Airlock, preliminary: Preliminary, opinion: Mapping[str, Any]) -> Released:
    """That there is an opinion and how to comment on it; the opinion itself is committed to (P1-A17)."""
    body = public_form(preliminary, leave_out=HEAD)
    return airlock.release("preliminary", airlock.cycle, body, {WITHHELD: dict(opinion)})


def release_effective(airlock: Airlock, effective: Effective, units: Collection[str]) -> Released:
    """How many objections about ``units`` came to what, and how many of them were told; never which.

    Of people nothing is counted: with the size of the staff, or the corrected units beside it, a second number would
    tell what the numbers about people withhold (ADR 8).
    """
    told = [item for item in effective.notified if item.to in units]
    outcomes = [objection.outcome for objection in effective.objections if objection.about in units]
    body = {
        "date": effective.date.isoformat(),
        "objections": {
            "received": len(outcomes),
            **{outcome: outcomes.count(outcome) for outcome in ("upheld", "partly", "rejected")},
        },
        "notified": {
            "delivered": len(told),
            "refused": sum(not item.signed for item in told),
        },
    }
    return airlock.release("effective", airlock.cycle, body, {WITHHELD: whole_form(effective)})


def release_appeals(airlock: Airlock, appeals: Appeals, units: Collection[str]) -> Released:
    """How many reconsiderations and appeals of ``units`` came to what, never which; of people nothing is counted."""
    kinds: Sequence[str] = ("reconsideration", "appeal")
    body: dict[str, Any] = {"date": appeals.date.isoformat()}
    for kind in kinds:
        outcomes = [item.outcome for item in appeals.appeals if item.kind == kind and item.about in units]
        body[kind] = {"upheld": outcomes.count("upheld"), "changed": outcomes.count("changed")}
    return airlock.release("appeals", airlock.cycle, body, {WITHHELD: whole_form(appeals)})


def _whole(airlock: Airlock, record_type: str, record: Record) -> dict[str, Any]:
    return {WITHHELD: whole_form(record)} if WITHHELD in airlock.slots.get(record_type, ()) else {}
