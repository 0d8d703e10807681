"""From people's sheets to recommended grades: status, vetoes, team, grade band, quota (P1-A6, P1-A13, P1-A18).

Every stage keeps what it did with its citations. The outcome is a recommendation; people decide.
Source: docs/spec/12-scoring.md, "From points to a grade (people)".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from generator.core.errors import FindingsError
from generator.core.problem import Place, Problem
from generator.intake.models.parameters import cycle_day
from generator.intake.models.scheme import Scheme
from generator.scoring.inputs import CohortInputs
from generator.scoring.person_grade import Circumstances, before_quota
from generator.scoring.person_quota import Competition, apply_quota
from generator.scoring.person_status import heaviest, serves
from generator.scoring.person_values import (
    Assessment,
    Limit,
    Person,
    PersonResult,
    QuotaStatement,
    StatusEffect,
    StatusFact,
    TeamEffect,
    VetoEffect,
    VetoFact,
)
from generator.scoring.sheet import Sheet, score

__all__ = [
    "Assessment", "Limit", "Person", "PersonResult", "QuotaStatement", "StatusEffect", "StatusFact", "TeamEffect",
    "VetoEffect", "VetoFact", "assess",
]  # fmt: skip


def assess(
    scheme: Scheme | Mapping[str, Scheme],
    people: Sequence[Person],
    inputs: CohortInputs,
    statuses: Sequence[StatusFact] = (),
    vetoes: Sequence[VetoFact] = (),
    team_grades: Mapping[str, str] | None = None,
    tie_order: Sequence[str] = (),
) -> Assessment:
    """The recommended grade of everyone in ``people``, with all that led to it.

    ``scheme``: one for all, or one per kind (``leader``, ``staff``). ``team_grades``: by unit, a grade of the units'
    scheme. ``tie_order``: whom a recorded human decision puts before others who are equal.

    Raises FindingsError S2xx (inputs) and S302 to S309 (facts that do not fit); ties (S301) are in the outcome.
    """
    schemes = _by_kind(scheme, people)
    problems = list(_problems(schemes, people, statuses, vetoes, tie_order))
    if problems:
        raise FindingsError(problems)
    known = {person.id: _circumstances(schemes, person, statuses, vetoes, team_grades or {}) for person in people}
    sheets: dict[str, Sheet] = {}
    for one in _distinct(schemes):
        ids = [p.id for p in people if schemes[p.kind] is one and _assessed(one, p, known[p.id])]
        sheets |= score(one, ids, inputs)
    results = {p.id: before_quota(schemes[p.kind], p, sheets.get(p.id), known[p.id]) for p in people}
    serving = {p.id for p in people if serves(p, _year(schemes[p.kind]))}
    competition = Competition(schemes, inputs, tie_order)
    statements: list[QuotaStatement] = []
    ties: list[Problem] = []
    for kinds in _sharing_a_quota(schemes):
        quota = schemes[kinds[0]].quota
        members = [result for result in results.values() if result.kind in kinds and result.id in serving]
        if quota is not None and members:
            changed, made, found = apply_quota(quota, members, competition)
            results |= {result.id: result for result in changed}
            statements += made
            ties += found
    return Assessment(tuple(results[person.id] for person in people), tuple(statements), tuple(ties))


def _by_kind(scheme: Scheme | Mapping[str, Scheme], people: Sequence[Person]) -> dict[str, Scheme]:
    if isinstance(scheme, Scheme):
        return dict.fromkeys(sorted({person.kind for person in people}), scheme)
    return dict(sorted(scheme.items()))


def _distinct(schemes: Mapping[str, Scheme]) -> list[Scheme]:
    """Each scheme once: one cohort per scheme, whatever the kinds it is for."""
    found: list[Scheme] = []
    for scheme in schemes.values():
        if not any(scheme is other for other in found):
            found.append(scheme)
    return found


def _sharing_a_quota(schemes: Mapping[str, Scheme]) -> list[list[str]]:
    """Kinds whose schemes have the same quota, grades and rules for ties: they are counted together."""
    shared: list[list[str]] = []
    for kind, scheme in schemes.items():
        for kinds in shared:
            other = schemes[kinds[0]]
            if (scheme.quota, scheme.ties, scheme.grades) == (other.quota, other.ties, other.grades):
                kinds.append(kind)
                break
        else:
            shared.append([kind])
    return shared


def _circumstances(
    schemes: Mapping[str, Scheme],
    person: Person,
    statuses: Sequence[StatusFact],
    vetoes: Sequence[VetoFact],
    team_grades: Mapping[str, str],
) -> Circumstances:
    scheme = schemes[person.kind]
    facts = [fact for fact in statuses if fact.person == person.id]
    found = frozenset(fact.veto for fact in vetoes if fact.person == person.id)
    return Circumstances(heaviest(scheme, facts, _year(scheme)), found, team_grades.get(person.unit))


def _assessed(scheme: Scheme, person: Person, known: Circumstances) -> bool:
    away = known.status is not None and known.status.effect == "not_assessed"
    return not away and serves(person, _year(scheme))


def _year(scheme: Scheme) -> int:
    """The year of the cycle; S309 has been ruled out before."""
    return int(scheme.cycle)


def _problems(
    schemes: Mapping[str, Scheme],
    people: Sequence[Person],
    statuses: Sequence[StatusFact],
    vetoes: Sequence[VetoFact],
    tie_order: Sequence[str],
) -> Iterator[Problem]:
    """Facts and people that do not fit the scheme or one another; entries are named by their number, never by id."""
    kinds = {person.id: person.kind for person in people}
    if any(cycle_day(scheme.cycle) is None for scheme in schemes.values()):
        yield _problem("S309")
    for number, person in enumerate(people, 1):
        if person.kind not in schemes:
            yield _problem("S307", number=number)
    if any(count > 1 for count in Counter(person.id for person in people).values()):
        yield _problem("S304", number=_first_repeated([person.id for person in people]))
    for number, fact in enumerate(statuses, 1):
        kind = kinds.get(fact.person)
        if kind is None:
            yield _problem("S305", number=number)
        elif kind in schemes and fact.status not in {row.id for row in schemes[kind].statuses}:
            yield _problem("S302", number=number)
        if fact.last is not None and fact.last < fact.first:
            yield _problem("S306", number=number)
    for number, found in enumerate(vetoes, 1):
        kind = kinds.get(found.person)
        if kind is None:
            yield _problem("S305", number=number)
        elif kind in schemes and found.veto not in {row.id for row in schemes[kind].vetoes}:
            yield _problem("S303", number=number)
    if len(set(tie_order)) < len(tie_order) or not set(tie_order) <= set(kinds):
        yield _problem("S308")


def _first_repeated(ids: Sequence[str]) -> int:
    return next(number for number, name in enumerate(ids, 1) if name in ids[: number - 1])


def _problem(code: str, **words: int) -> Problem:
    return Problem(code, Place(""), {name: str(value) for name, value in words.items()}, clause="P1-A6")
