"""Part of V17: goals, materials, and the review: a sample that anybody can draw again (P1-A14 to P1-A16, P2-1.1(1))."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from generator.audit.amended import draws, experts
from generator.audit.cycles import Held
from generator.audit.evidence import differing
from generator.audit.planned import Planned
from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.published import sampling
from generator.published.acts import GatesBody, GoalsBody, MaterialsBody, OfficeBody, PopulationBody, ReviewBody
from generator.published.shapes import Document
from generator.published.tenures import covered

T = TypeVar("T", bound="str | tuple[str, str]")

REVIEW = "P1-A16"

BALLOTS = frozenset({"votes_to_points", "vote_share_bands"})
"""The kinds of rules that are scored from ballots; all others take figures."""


def check_goals(planned: Planned) -> Iterator[Problem]:
    """A409: every unit that takes part has a goal, and nobody else."""
    held: Held[GoalsBody] | None = planned.cycle.one("goals")
    if held is None or planned.roster is None:
        return
    for unit in sorted({goal.unit for goal in held.body.goals} ^ set(planned.assessed)):
        yield planned.problem("A409", held, "P2-1.1(1)", unit=unit)


def check_materials(planned: Planned) -> Iterator[Problem]:
    """A410: every unit that takes part handed in, each once, and what is missing is something that was asked for."""
    held: Held[MaterialsBody] | None = planned.cycle.one("materials")
    if held is None or planned.roster is None:
        return
    for unit in _not_once((entry.unit for entry in held.body.submissions), planned.assessed):
        yield planned.problem("A410", held, "P2-3.2(2)", unit=unit)
    for entry in held.body.submissions:
        if not set(entry.missing) <= set(planned.plan.body.checklist) or len(set(entry.missing)) < len(entry.missing):
            yield planned.problem("A410", held, "P2-3.2(2)", unit=entry.unit)


def check_population(planned: Planned) -> Iterator[Problem]:
    """A411 to A413, A457: the items are those of the scheme and of the units that take part, and hold every figure.

    Of what was scored from ballots at least one group's are among them: another group may have cast none.
    """
    held: Held[PopulationBody] | None = planned.cycle.one("population")
    if held is None:
        return
    body, asked = held.body, planned.plan.body.spot_check
    draw = draws(planned, planned.index(held))[-1]
    if _is_too_large(body):
        yield planned.problem("A411", held, REVIEW, at="strata")
        return
    items = sampling.items(body.strata, body.units, body.absent)
    for at, found, expected in (
        ("strata", list(body.strata), sorted(set(body.strata))),
        ("units", list(body.units), sorted(planned.assessed) if planned.roster else list(body.units)),
        ("absent", list(body.absent), sorted(set(body.absent) & set(sampling.items(body.strata, body.units, ())))),
        ("size", body.size, len(items)),
        ("sample", body.sample, sampling.sample_size(asked.share, asked.minimum, len(items))),
    ):
        if found != expected:
            yield planned.problem("A411", held, REVIEW, at=at)
    if (body.event, body.drawn) != (draw.event, draw.drawn):
        yield planned.problem("A412", held, REVIEW)
    for stratum in _other_strata(planned, body):
        yield planned.problem("A457", held, REVIEW, stratum=stratum)
    known, strata = set(items), _strata(planned)
    for unit, result in planned.cycle.results.items():
        for indicator in result.body.indicators:
            scored = [f"{stratum}/{unit}" for stratum in strata.get(indicator.id, ())]
            has_points = indicator.missing is None and indicator.points.shown is not None
            if scored and (indicator.inputs or has_points) and known.isdisjoint(scored):
                yield planned.problem("A413", held, REVIEW, item=scored[0])


def check_review(planned: Planned) -> Iterator[Problem]:
    """A414 to A418: the seed, the sample drawn again, the reports of units on themselves, who looked, what changed."""
    held: Held[ReviewBody] | None = planned.cycle.one("review")
    if held is None:
        return
    body = held.body
    yield from _seed(planned, held)
    yield from _sample(planned, held)
    if planned.roster is not None:
        for unit in _not_once((entry.unit for entry in body.self_reports), planned.assessed):
            yield planned.problem("A416", held, REVIEW, unit=unit)
    office: Held[OfficeBody] | None = planned.cycle.one("office")
    if office is not None:
        yield from _reviewers(planned, held)
    wrong = [entry.item for entry in body.checked if entry.result == "adjusted"]
    for item in _not_once((entry.item for entry in body.adjustments), wrong):
        yield planned.problem("A418", held, REVIEW, item=item)


def check_gates(planned: Planned) -> Iterator[Problem]:
    """A419 to A421: every unit was looked at for every gate, and no grade is above what a gate leaves."""
    held: Held[GatesBody] | None = planned.cycle.one("gates")
    if held is None:
        return
    body, order = held.body, planned.order
    if planned.roster is not None:
        pairs = [(unit, gate) for unit in planned.assessed for gate in body.gates]
        for unit, gate in _not_once(((entry.unit, entry.gate) for entry in body.findings), pairs):
            yield planned.problem("A419", held, "P2-2.1(4)", unit=unit, gate=gate)
    for entry in body.findings:
        limited = order.get(entry.ceiling or "", 0) > 0 if not entry.passed else entry.ceiling is None
        if order and not limited:
            yield planned.problem("A420", held, "P2-2.1(4)", unit=entry.unit, gate=entry.gate)
        if entry.passed or entry.ceiling not in order:
            continue
        for decided in _decided(planned, entry.unit):
            if decided.body.grade in order and order[decided.body.grade] < order[entry.ceiling]:
                words = {"unit": entry.unit, "grade": decided.body.grade, "ceiling": entry.ceiling}
                yield planned.problem("A421", decided, "P2-2.1(4)", **words)


def _strata(planned: Planned) -> dict[str, list[str]]:
    """By indicator the strata that it is scored from; none where a rule does not name its groups."""
    if planned.cycle.scheme is None:
        return {}
    found: dict[str, list[str]] = {}
    scheme = Document(planned.cycle.scheme.record.body, planned.cycle.scheme.path, "/body")
    for family in scheme.get("families").items():
        for item in family.get("indicators").items():
            rule, name = item.get("rule"), item.get("id").text()
            kind = rule.get("kind").text()
            if kind == "votes_to_points":
                found[name] = [f"votes/{group.get('id').text()}" for group in rule.get("groups").items()]
            elif kind not in BALLOTS:
                found[name] = [f"data/{name}"]
    return found


def _other_strata(planned: Planned, body: PopulationBody) -> list[str]:
    """What the scheme's rules ask for and is no stratum, and the reverse.

    A rule by shares of votes names no groups: then others may have voted too.
    """
    if planned.cycle.scheme is None:
        return []
    expected: set[str] = set()
    by_share = False
    scheme = Document(planned.cycle.scheme.record.body, planned.cycle.scheme.path, "/body")
    for family in scheme.get("families").items():
        for item in family.get("indicators").items():
            rule = item.get("rule")
            kind = rule.get("kind").text()
            by_share = by_share or kind == "vote_share_bands"
            if kind not in BALLOTS:
                expected.add(f"data/{item.get('id').text()}")
            elif kind == "votes_to_points":
                expected |= {f"votes/{group.get('id').text()}" for group in rule.get("groups").items()}
    other = expected ^ set(body.strata)
    return sorted(name for name in other if name in expected or not (by_share and name.startswith("votes/")))


def _is_too_large(body: PopulationBody) -> bool:
    return len(body.strata) * len(body.units) > sampling.MOST_ITEMS


def _decided(planned: Planned, unit: str) -> list[Held[Any]]:
    """The records whose grade a gate limits: the unit's decision, and the corrections after it.

    Not a correction without figures: it may say that the gate was passed after all.
    """
    found = (planned.cycle.decisions.get(unit), *planned.cycle.acts.get("unit-correction", {}).get(unit, ()))
    return [held for held in found if held is not None and getattr(held.body, "figures", True)]


def _reviewers(planned: Planned, held: Held[ReviewBody]) -> Iterator[Problem]:
    """Experts, by the office record and the amendments before the review, on the days on which they looked."""
    body, seats = held.body, experts(planned, planned.index(held)) or {}
    whole = (body.drawn, max(body.drawn, body.date))
    looked = {(entry.expert, entry.date, entry.date) for entry in body.self_reports}
    looked |= {(entry.expert, *whole) for entry in body.checked}
    looked |= {(entry.expert, *whole) for entry in body.adjustments}
    for holder in sorted({name for name, first, last in looked if not covered(seats, name, first, last)}):
        yield planned.problem("A417", held, REVIEW, holder=holder)


def _seed(planned: Planned, held: Held[ReviewBody]) -> Iterator[Problem]:
    """The announced event gave it, on its day, and the items had been published before that day."""
    body, announced = held.body, draws(planned, planned.index(held))[-1].drawn
    materials = planned.moments.get("materials")
    late = materials is not None and body.drawn <= materials.date
    if materials is not None and materials.earliest is not None and not planned.demo:
        late = late or body.drawn < materials.earliest
    if body.drawn != announced or late:
        yield planned.problem("A414", held, REVIEW, drawn=body.drawn, announced=announced)


def _sample(planned: Planned, held: Held[ReviewBody]) -> Iterator[Problem]:
    population: Held[PopulationBody] | None = planned.cycle.one("population")
    materials = planned.cycle.act("materials")
    if population is None or materials is None or _is_too_large(population.body):
        return
    try:
        seed = sampling.seed_of(held.body.digits, materials.sha256)
    except FindingsError:
        yield planned.problem("A415", held, REVIEW, **differing("checked", [], []))
        return
    body = population.body
    drawn = sampling.draw(seed, sampling.items(body.strata, body.units, body.absent), body.sample)
    checked = [entry.item for entry in held.body.checked]
    if checked != drawn:
        yield planned.problem("A415", held, REVIEW, **differing("checked", checked, drawn))


def _not_once(found: Iterable[T], expected: Iterable[T]) -> list[T]:
    """What is not there exactly once, or is there and is not expected, in the order in which it is met."""
    counted, wanted = Counter(found), set(expected)
    return [*(item for item in counted if item not in wanted or counted[item] != 1), *sorted(wanted - set(counted))]
