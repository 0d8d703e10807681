"""The preliminary opinion: what the scores came to when it was given, and whose came to something else since (P1-A17).

The opinion is committed to, not published; the office reads its own from the openings of that statement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from generator.core.errors import FindingsError, KaoheError
from generator.core.files import read_bounded
from generator.core.problem import Place, Problem
from generator.disclosure.openings import MAX_OPENINGS, decode_openings
from generator.intake import sealed
from generator.intake.models import people
from generator.intake.repository import Cycle, Office
from generator.intake.sealed import Identities
from generator.office.cohort import unit_sheets
from generator.office.people_cohort import people_assessment
from generator.office.readable_statements import digest_of, readable_statements
from generator.published.commitment import slot_name
from generator.published.record import MAX_BYTES, decode_record
from generator.published.shapes import exact_text
from generator.published.vocabulary import WITHHELD

ACT = "preliminary"
CLAUSE = "P1-A17"


def opinion_now(cycle: Cycle) -> dict[str, Any]:
    """What the inputs come to now: exact total and recommended grade of every unit and person, by unit and number.

    Raises FindingsError S2xx where the units cannot be scored.
    """
    persons: dict[str, Any] = {}
    if cycle.one(people.SCHEME) is not None:
        assessed = people_assessment(cycle).people
        persons = {person.id: _result(person.total, person.recommended) for person in assessed}
    return {"units": _units(cycle), "people": persons}


def changed_since_opinion(cycle: Cycle) -> list[str]:
    """The units whose total or grade is another than in the preliminary opinion, sorted.

    Raises FindingsError P115 where the opinion's openings could not be opened, S2xx as :func:`opinion_now`.
    """
    if cycle.opinion is None:
        place = Place(f"records/cycles/{cycle.name}/sealed/{ACT}.openings.age")
        raise FindingsError(Problem("P115", place, clause=CLAUSE))
    before, now = cycle.opinion["units"], _units(cycle)
    return sorted(unit for unit in before.keys() | now.keys() if before.get(unit) != now.get(unit))


def with_opinions(root: Path, office: Office, identities: Identities) -> Office:
    """The office with each cycle's published preliminary opinion, where its openings open; reads only, never raises."""
    cycles = {
        name: replace(cycle, opinion=_opened(root, office, name, identities)) for name, cycle in office.cycles.items()
    }
    return replace(office, cycles=cycles)


def _opened(root: Path, office: Office, cycle: str, identities: Identities) -> Mapping[str, Any] | None:
    path = root / "records" / "cycles" / cycle / "sealed" / f"{ACT}.openings.age"
    if office.organ is None or not path.is_file() or path.is_symlink():
        return None
    name = path.relative_to(root).as_posix()
    try:
        data = sealed.unseal(read_bounded(path, name, MAX_OPENINGS), identities, name, MAX_OPENINGS)
        openings = decode_openings(data, name)
    except KaoheError:
        # Closed to these identities or damaged: said elsewhere (F225, X192).
        return None
    if openings.statement != digest_of(root, ACT, cycle):
        return None
    wanted = slot_name(office.organ.record.id, cycle, ACT, cycle, 1, WITHHELD)
    committed = _committed(root, openings.statement, cycle)
    return next((item.value for item in openings.disclosures if item.name == wanted and item.digest in committed), None)


def _committed(root: Path, statement: str, cycle: str) -> Sequence[str]:
    """What the published record of the opinion commits to; nothing where it cannot be read."""
    index, _ = readable_statements(root)[statement]
    name = f"records/ledger/statements/{index}/records/{ACT}/{cycle}.json"
    try:
        return decode_record(read_bounded(root / name, name, MAX_BYTES), name).commitments
    except KaoheError:
        return ()


def _units(cycle: Cycle) -> dict[str, Any]:
    return {unit: _result(sheet.total, sheet.grade) for unit, sheet in unit_sheets(cycle).items()}


def _result(total: Fraction | None, grade: str | None) -> dict[str, str | None]:
    return {"exact": None if total is None else exact_text(total), "grade": grade}
