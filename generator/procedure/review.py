"""Experts reviewed what units say of themselves, and checked a sample again that nobody chose (P1-A16).

Codes X335 to X339, X440 to X451 and X458; docs/spec/16-procedure.md. No message says which expert is close to which
unit, nor any figure.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from fractions import Fraction

from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.few import few
from generator.intake.models import evaluation, plan
from generator.intake.models.evaluation import Adjustment, Review
from generator.intake.node import Loc
from generator.intake.repository import Cycle
from generator.intake.similar import nearest, repeated
from generator.procedure import amended, named_figures, population
from generator.procedure.amended import ExpertSeat
from generator.procedure.named import Day, Setting, assessed_unit, day, is_read, not_before, without
from generator.procedure.population import Item
from generator.published import sampling

CLAUSE = "P1-A16"

Days = tuple[datetime.date, datetime.date]
"""The first and the last of some days."""


def check(at: Setting) -> Iterator[Problem]:
    """M121, X122, X301, X302, X335 to X339, X440 to X443, X447 to X451 and X458 for the review of one cycle.

    Whether what was checked is the sample shows once the materials are published: :func:`check_sample`.
    """
    bound = at.cycle.one(evaluation.REVIEW)
    if bound is None:
        return
    yield from _days(at.cycle, bound)
    yield from few(_self_reports(at, bound), bound.path)
    yield from few(_checked(at, bound), bound.path)
    yield from few(_adjustments(at, bound), bound.path)


def check_sample(cycle: Cycle, digest: str | None) -> Iterator[Problem]:
    """X444 to X446: what was checked is exactly the sample, in the order in which it was drawn.

    ``digest`` is the SHA-256 (hex) of the published materials statement; None where it is not published yet: nothing is
    looked at. Nor is it where a file of figures or ballots is not there or was not read, or where the digits have a
    form of which :func:`check` tells.
    """
    bound = cycle.one(evaluation.REVIEW)
    if bound is None or digest is None or not population.is_known(cycle):
        return
    digits = bound.record.seed.digits
    if cycle.one(plan.PLAN) is None or not sampling.is_digits(digits):
        return
    drawn_from = population.population(cycle)
    sample = sampling.draw(sampling.seed_of(digits, digest), drawn_from.items, drawn_from.sample)
    yield from few(_against(bound, sample, set(drawn_from.items)), bound.path)


def _against(bound: Bound[Review], sample: list[str], known: Collection[str]) -> Iterator[Problem]:
    """The comparison itself; of an item that is not ``known``, X442 tells."""
    checked = [entry.item for entry in bound.record.checked]
    drawn, there = set(sample), set(checked)
    for at, item in enumerate(checked):
        if item in known and item not in drawn:
            yield bound.problem("X444", ("checked", at, "item"), clause=CLAUSE, item=item)
    for item in sample:
        if item not in there:
            yield bound.problem("X445", ("checked",), clause=CLAUSE, item=item)
    if drawn == there and checked != sample:
        at = next((i for i, pair in enumerate(zip(checked, sample, strict=False)) if pair[0] != pair[1]), len(sample))
        if at < len(sample):
            yield bound.problem("X446", ("checked", at, "item"), clause=CLAUSE, item=checked[at], expected=sample[at])


def _days(cycle: Cycle, bound: Bound[Review]) -> Iterator[Problem]:
    """The materials, then the event that gives the seed on its announced day, then the end of the review."""
    record = bound.record
    drawn = Day("review.seed.drawn", record.seed.drawn, bound, ("seed", "drawn"))
    announced, materials = amended.draws(cycle)[-1:], cycle.one(evaluation.MATERIALS)
    if announced and is_read(cycle, amended.FOLDER) and record.seed.drawn != announced[0].drawn:
        words = {"date": record.seed.drawn, "announced": announced[0].drawn}
        yield bound.problem("X339", drawn.loc, clause=CLAUSE, **words)
    if materials is not None and record.seed.drawn <= materials.record.date:
        words = {"date": record.seed.drawn, "materials": materials.record.date}
        yield bound.problem("X440", drawn.loc, clause=CLAUSE, **words)
    if not sampling.is_digits(record.seed.digits):
        full_width = sampling.is_digits(unicodedata.normalize("NFKC", record.seed.digits))
        code = "M121" if full_width else "X441"
        yield bound.problem(code, ("seed", "digits"), clause=CLAUSE, limit=sampling.MAX_DIGITS)
    yield from not_before(day("review.date", bound), drawn, CLAUSE)
    at, last = max(enumerate(record.self_reports), key=lambda pair: pair[1].date)
    reviewed = Day("review.self_reports.date", last.date, bound, ("self_reports", at, "date"))
    yield from not_before(day("review.date", bound), reviewed, CLAUSE)


def _self_reports(at: Setting, bound: Bound[Review]) -> Iterator[Problem]:
    materials = at.cycle.one(evaluation.MATERIALS)
    submissions = materials.record.submissions if materials is not None else []
    received = {entry.unit: entry.received for entry in submissions}
    experts = _experts(at.cycle)
    for index, entry in enumerate(bound.record.self_reports):
        loc = ("self_reports", index)
        yield from assessed_unit(at, bound, (*loc, "unit"), entry.unit, CLAUSE)
        yield from _expert(experts, bound, (*loc, "expert"), entry.expert, entry.unit, (entry.date, entry.date))
        came = received.get(entry.unit)
        if came is not None and entry.date < came:
            words = {"unit": entry.unit, "date": entry.date, "received": came}
            yield bound.problem("X338", (*loc, "date"), clause=CLAUSE, **words)
    for unit in without(at, [entry.unit for entry in bound.record.self_reports]):
        yield bound.problem("X335", ("self_reports",), clause=CLAUSE, unit=unit)


def _experts(cycle: Cycle) -> Mapping[str, ExpertSeat] | None:
    """Everybody who is or was an expert of this cycle; None where that cannot be told."""
    return amended.experts(cycle) if is_read(cycle, amended.FOLDER) else None


def _expert(
    experts: Mapping[str, ExpertSeat] | None, bound: Bound[Review], loc: Loc, name: str, unit: str, when: Days
) -> Iterator[Problem]:
    """X336 to X337 and X458: an expert of the cycle, on any of the days ``when``, who need not step aside."""
    if experts is None:
        return
    if name not in experts:
        yield bound.problem("X336", loc, clause=CLAUSE, holder=name, near=nearest(name, experts))
        return
    if not any(tenure.meets(*when) for tenure in experts[name].tenures):
        yield bound.problem("X458", loc, clause=CLAUSE, holder=name)
    if unit in experts[name].related:
        yield bound.problem("X337", loc, clause=CLAUSE)


def _checking(record: Review) -> Days:
    """The days on which items can have been checked: from the draw to the end of the review."""
    return record.seed.drawn, max(record.date, record.seed.drawn)


def _checked(at: Setting, bound: Bound[Review]) -> Iterator[Problem]:
    record = bound.record
    items = [entry.item for entry in record.checked]
    for index in repeated(items):
        yield bound.problem("X443", ("checked", index, "item"), clause=CLAUSE, item=items[index])
    known = set(population.population(at.cycle).items) if population.is_known(at.cycle) else None
    adjusted = {entry.item for entry in record.adjustments}
    experts, when = _experts(at.cycle), _checking(record)
    for index, entry in enumerate(record.checked):
        loc = ("checked", index)
        item = population.parse_item(entry.item)
        if item is None or (known is not None and entry.item not in known):
            yield bound.problem("X442", (*loc, "item"), clause=CLAUSE, item=entry.item)
        if item is not None:
            yield from _expert(experts, bound, (*loc, "expert"), entry.expert, item.unit, when)
        if entry.result == "adjusted" and entry.item not in adjusted:
            yield bound.problem("X447", (*loc, "result"), clause=CLAUSE, item=entry.item)


def _adjustments(at: Setting, bound: Bound[Review]) -> Iterator[Problem]:
    record = bound.record
    items = [entry.item for entry in record.adjustments]
    for index in repeated(items):
        yield bound.problem("X443", ("adjustments", index, "item"), clause=CLAUSE, item=items[index])
    found_wrong = {entry.item for entry in record.checked if entry.result == "adjusted"}
    later, experts = population.commented(at.cycle), _experts(at.cycle)
    for index, entry in enumerate(record.adjustments):
        loc = ("adjustments", index)
        if entry.item not in found_wrong:
            yield bound.problem("X448", (*loc, "item"), clause=CLAUSE, item=entry.item)
        item = population.parse_item(entry.item)
        if item is not None:
            yield from _expert(experts, bound, (*loc, "expert"), entry.expert, item.unit, _checking(record))
        yield from _figure(at.cycle, bound, loc, entry, item, later)


def _figure(
    cycle: Cycle,
    bound: Bound[Review],
    loc: Loc,
    entry: Adjustment,
    item: Item | None,
    later: Mapping[str, Fraction] | None,
) -> Iterator[Problem]:
    """The figure is now what the adjustment made of it, or what a later comment found and changed again."""
    if item is None or item.kind != "data":
        yield bound.problem("X450", (*loc, "item"), clause=CLAUSE, item=entry.item)
        return
    if entry.before == entry.after:
        yield bound.problem("X451", (*loc, "after"), clause=CLAUSE, item=entry.item)
    if item.name not in cycle.data:
        # No such file, or one that was not read: the item itself is looked at with what was checked.
        return
    now = named_figures.find(cycle, entry.item)
    if now is None:
        yield bound.problem("X450", (*loc, "item"), clause=CLAUSE, item=entry.item)
    elif later is not None and entry.after != later.get(entry.item, now.value):
        yield bound.problem("X449", (*loc, "after"), clause=CLAUSE, item=entry.item)
