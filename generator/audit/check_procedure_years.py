"""Part of V17: what the cycles of a ledger say of one another: one regulation, and plans for good (P1-A12, P1-A25)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from generator.audit.check_procedure_citations import bases_of
from generator.audit.cycles import Cycle
from generator.audit.evidence import problem
from generator.audit.planned import Planned
from generator.core.problem import Problem

VALIDITY = "P1-A25"
NOTICE = "P1-A12"


def check_regulation(cycles: Sequence[Planned]) -> Iterator[Problem]:
    """A470: plans give one day on which the regulation was published; a later day is that of another regulation.

    The plan that gives it names the other regulation among what it rests on: a basis of its scheme that the plan before
    it did not rest on.
    """
    ordered = sorted(cycles, key=lambda planned: planned.index(planned.plan))
    for before, after in itertools.pairwise(ordered):
        old, new = before.plan.body.in_force, after.plan.body.in_force
        if old.published == new.published:
            continue
        replaced = bases_of(after).intersection(new.cites) - set(old.cites)
        if new.published < old.published or not replaced:
            words = {"found": new.published, "earlier": old.published, "cycle": before.cycle.id}
            yield after.problem("A470", after.plan, VALIDITY, **words)


def check_plans(cycles: Sequence[Cycle]) -> Iterator[Problem]:
    """A471: after a cycle that announced a plan every cycle does."""
    found = [(scheme.index, cycle) for cycle in cycles if (scheme := cycle.act("scheme")) is not None]
    first = min((index for index, cycle in found if cycle.planned), default=None)
    for index, cycle in found:
        if first is not None and index > first and not cycle.planned:
            yield problem("A471", f"ledger/statements/{index}/statement.json", NOTICE, cycle=cycle.id)
