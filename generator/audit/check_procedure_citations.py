"""Part of V17: what a record of the procedure rests on can be looked up (P1-A1, P1-A26)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.audit.cycles import Held
from generator.audit.planned import Planned
from generator.core.problem import Problem
from generator.published.act_shapes import CLAUSE
from generator.regulation import catalogue

SOURCES = "P1-A1"


def check_citations(planned: Planned) -> Iterator[Problem]:
    """A477: every clause exists, and what is no clause is a basis of the scheme or an interpretation of the cycle."""
    known = _bases(planned) | set(planned.cycle.each("interpretation"))
    for held in _records(planned):
        for cited in dict.fromkeys(_cited(held.record.body)):
            exists = catalogue.exists(cited) if CLAUSE.fullmatch(cited) else cited in known
            if not exists:
                yield planned.problem("A477", held, SOURCES, cited=cited)


def check_departures(planned: Planned) -> Iterator[Problem]:
    """A478: a decision that departs from the recommended grade names the clause that it departs by."""
    for unit, held in planned.cycle.decisions.items():
        if held.body.departs and held.body.clause is None:
            yield planned.problem("A478", held, "P1-A18", unit=unit)


def bases_of(planned: Planned) -> frozenset[str]:
    """The ids of the sources besides the regulation that the cycle's scheme names."""
    return frozenset(_bases(planned))


def _bases(planned: Planned) -> set[str]:
    basis = planned.cycle.scheme.record.body.get("basis") if planned.cycle.scheme is not None else None
    entries = basis if isinstance(basis, list) else []
    ids = {entry.get("id") for entry in entries if isinstance(entry, dict)}
    return {name for name in ids if isinstance(name, str)}


def _records(planned: Planned) -> Iterator[Held[Any]]:
    cycle = planned.cycle
    for records in cycle.acts.values():
        for revisions in records.values():
            yield from revisions
    yield from cycle.decisions.values()
    if cycle.closure is not None:
        yield cycle.closure


def _cited(value: Any) -> Iterator[str]:
    """Every member of ``cites`` and every ``clause``, however deep."""
    if isinstance(value, list):
        for member in value:
            yield from _cited(member)
    elif isinstance(value, dict):
        for name, member in value.items():
            if name == "clause" and isinstance(member, str):
                yield member
            elif name == "cites" and isinstance(member, list):
                yield from (cited for cited in member if isinstance(cited, str))
            else:
                yield from _cited(member)
