"""What those who were told the preliminary opinion learn from the report and from every correction after it.

Only for inputs with which nothing is wrong; docs/spec/16-procedure.md, "What the results of one unit tell together".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from generator.core.errors import FindingsError
from generator.core.problem import Place, Problem
from generator.disclosure.told_results import Pinned, Result, Tallies, pinned
from generator.intake.corrections import unit_corrections
from generator.intake.models import outcome
from generator.intake.models.outcome import Told
from generator.intake.models.plan import PLAN
from generator.intake.models.scheme import Scheme
from generator.intake.repository import Cycle, Office
from generator.office.cohort import cohort_inputs, participating, unit_sheets
from generator.office.unit_corrections import corrected_inputs
from generator.procedure.named_figures import put_back
from generator.procedure.outcome_difference import accepted_changes
from generator.published.shapes import exact_text
from generator.scoring.inputs import CohortInputs, GroupTally
from generator.scoring.sheet import Sheet, score

CLAUSE = "P2-5.1"


class _Published(NamedTuple):
    """A result of every unit, and where its making is recorded."""

    sheets: Mapping[str, Sheet]
    tallies: Mapping[str, Tallies]
    place: Place


def against_score(office: Office, cycle: Cycle) -> Iterator[Problem]:
    """D203 to D206: what a unit learns about ballots from its opinion, and from that and what is published later.

    Expects a cycle whose records passed every other check; says nothing without a plan, before there is an opinion, and
    while a record is unread.
    """
    bound = cycle.one(outcome.PRELIMINARY)
    if bound is None or cycle.scheme is None or cycle.one(PLAN) is None:
        return
    if any(path in office.unread for path in cycle.present):
        return
    scheme, told = cycle.scheme.record, bound.record.told or "result"
    earlier = put_back(cycle, accepted_changes(cycle))
    try:
        first = _Published(unit_sheets(earlier), _by_unit(cohort_inputs(earlier)), bound.place(("told",)))
        later = list(_later(cycle))
    except FindingsError:
        # What cannot be scored is reported where scores are looked at.
        return
    for unit in participating(cycle):
        yield from _of_unit(cycle, scheme, unit, told, first, later)


def _later(cycle: Cycle) -> Iterator[_Published]:
    """The report and the corrections after it, as far as they are recorded."""
    if cycle.report is None or cycle.scheme is None:
        return
    register = cycle.one(outcome.COMMENTS)
    place = register.place(("comments",)) if register is not None else Place(cycle.report.path)
    yield _Published(unit_sheets(cycle), _by_unit(cohort_inputs(cycle)), place)
    for number, bound in unit_corrections(cycle).items():
        inputs = corrected_inputs(cycle, number)
        sheets = score(cycle.scheme.record, participating(cycle), inputs)
        yield _Published(sheets, _by_unit(inputs), bound.place(("corrections",)))


def _of_unit(
    cycle: Cycle, scheme: Scheme, unit: str, told: Told, first: _Published, later: Sequence[_Published]
) -> Iterator[Problem]:
    """What is learned at each step that was not learned before it, or would be without the opinion."""
    opinion = _result(first, unit, told, published=False)
    seen = set(pinned(scheme, [opinion]))
    for item in sorted(seen, key=_order):
        yield _problem("D204", first.place, scheme, unit, item)
    # A correction tells a total and the figures that changed; the rounded points of ballots stay those of the report.
    known, public = [opinion], list[Result]()
    for step in later:
        result = _result(step, unit, "total" if public else "result", published=True)
        new = result.sheet != known[-1].sheet or result.tallies != known[-1].tallies
        known.append(result)
        public.append(result)
        if not new:
            # The same again tells one who was told as much nothing; who was told less is a reader like any other.
            continue
        found = set(pinned(scheme, known)) - seen
        if found:
            # What the published results alone give away is said where they are made (D202).
            found -= set(pinned(scheme, public))
        for item in sorted(found, key=_order):
            place = _ballots_place(cycle, unit, item) if item.what == "ballots" else None
            code = "D206" if item.what == "ballots" else "D205"
            yield _problem(code, place or step.place, scheme, unit, item)
        seen |= found


def _problem(code: str, place: Place, scheme: Scheme, unit: str, item: Pinned) -> Problem:
    params = {"indicator": item.indicator, "unit": unit}
    if item.what == "unknown":
        return Problem("D203", place, params, clause=CLAUSE)
    if item.what == "ballots":
        # Which ballots a comment changed is confidential: the line says where, the message nothing.
        return Problem(code, place, {}, clause=CLAUSE)
    minimum = exact_text(scheme.disclosure.protection_width)
    return Problem(code, place, params | {"group": item.group, "minimum": minimum}, clause=CLAUSE)


def _ballots_place(cycle: Cycle, unit: str, item: Pinned) -> Place | None:
    """The first accepted change of these ballots in the register of comments."""
    register = cycle.one(outcome.COMMENTS)
    for at, comment in enumerate(register.record.comments if register is not None else ()):
        for index, changed in enumerate(comment.changed if comment.disposition != "rejected" else ()):
            kind, group, *rest = changed.item.split("/")
            if kind == "votes" and rest[:2] == [unit, item.indicator] and item.group in ("", group):
                assert register is not None
                return register.place(("comments", at, "changed", index))
    return None


def _result(step: _Published, unit: str, told: Told, *, published: bool) -> Result:
    return Result(step.sheets[unit], step.tallies.get(unit, {}), told, published)


def _by_unit(inputs: CohortInputs) -> Mapping[str, Tallies]:
    found: dict[str, dict[str, Mapping[str, GroupTally]]] = {}
    for (indicator, unit), groups in inputs.tallies.items():
        found.setdefault(unit, {})[indicator] = groups
    return found


def _order(item: Pinned) -> tuple[str, str, str]:
    return item.what, item.indicator, item.group
