"""Whether the comments say why the result differs from the preliminary opinion (P1-A17).

An opinion is what the inputs came to on one day: ``{"units": {unit: {"exact": "n/d", "grade": id}}, "people": {…}}``,
with null for what there is none of; docs/spec/16-procedure.md, "The preliminary opinion".
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from generator.core.problem import Problem
from generator.intake.models import outcome, people
from generator.intake.models.outcome import ChangedFigure
from generator.intake.node import Loc
from generator.intake.repository import Cycle
from generator.procedure.named_figures import find
from generator.procedure.subjects import people_roster

CLAUSE = "P1-A17"

Opinion = Mapping[str, Any]


def accepted_changes(cycle: Cycle) -> list[tuple[str, Fraction]]:
    """What accepted comments put right, the last first: the name of the figure, and what it was before."""
    return [(entry.item, entry.before) for _, entry in reversed(_accepted(cycle))]


def impossible(cycle: Cycle, scorable: Callable[[list[tuple[str, Fraction]]], bool]) -> Iterator[Problem]:
    """X350 at a ``before`` that cannot have been: with it put back, there is no score.

    Expects accepted changes that cannot all be put back. ``scorable`` tells whether some of them can; the numbers of
    one tally are put back together, since with some of them it does not add up.
    """
    register = cycle.one(outcome.COMMENTS)
    entries: dict[object, list[tuple[Loc, ChangedFigure]]] = {}
    for loc, entry in reversed(_accepted(cycle)):
        spot = find(cycle, entry.item)
        if spot is not None:
            entries.setdefault((spot.bound.path, spot.loc[:2]), []).append((loc, entry))
    if register is None or not entries:
        return
    parts = list(entries.values())

    def fails(count: int) -> bool:
        return not scorable([(entry.item, entry.before) for part in parts[:count] for _, entry in part])

    which = bisect_left(range(1, len(parts)), True, key=fails)
    loc, _ = parts[which][-1]
    yield register.problem("X350", (*loc, "before"), clause=CLAUSE)


def _accepted(cycle: Cycle) -> list[tuple[Loc, ChangedFigure]]:
    """What accepted comments put right, with its place in the register."""
    register = cycle.one(outcome.COMMENTS)
    return [
        (("comments", at, "changed", index), entry)
        for at, comment in enumerate(register.record.comments if register is not None else [])
        if comment.disposition != "rejected"
        for index, entry in enumerate(comment.changed)
    ]


def unexplained(cycle: Cycle, opinion: Opinion, without_changes: Opinion) -> Iterator[Problem]:
    """X351 at the roster's line of every unit and person whose result the accepted comments do not explain.

    ``without_changes`` is what the inputs come to with :func:`accepted_changes` put back: the preliminary opinion
    again, exactly where the comments explain every difference, those of a ranking's other units included. Of people
    whom the leadership put in order at the edge of a quota only the total is compared: that decision comes later.
    """
    for unit in _differing(opinion, without_changes, "units"):
        if cycle.roster is not None:
            units = [entry.unit for entry in cycle.roster.record.units]
            yield cycle.roster.problem("X351", _line("units", units, unit, "unit"), clause=CLAUSE)
    roster, decision = people_roster(cycle), cycle.one(people.DECISION)
    tied = {person for tie in decision.record.ties for person in tie.order} if decision is not None else set()
    for person in _differing(opinion, without_changes, "people", tied):
        if roster is not None:
            numbers = [entry.id for entry in roster.record.people]
            yield roster.problem("X351", _line("people", numbers, person, "id"), clause=CLAUSE)


def _differing(opinion: Opinion, results: Opinion, part: str, by_total: Collection[str] = ()) -> list[str]:
    before, after = opinion.get(part) or {}, results.get(part) or {}

    def result(standing: Mapping[str, Any] | None, name: str) -> list[Any] | None:
        if standing is None:
            return None
        return [standing.get("exact"), None if name in by_total else standing.get("grade")]

    every = sorted({*before, *after})
    return [name for name in every if result(before.get(name), name) != result(after.get(name), name)]


def _line(listed: str, names: Iterable[str], name: str, key: str) -> tuple[str | int, ...]:
    every = list(names)
    return (listed, every.index(name), key) if name in every else (listed,)
