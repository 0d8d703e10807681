"""What must not be found in the finished site: every restricted text, and every value the airlock withheld."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from generator.core.errors import KaoheError
from generator.disclosure.airlock import Airlock, Released
from generator.disclosure.salts import DerivedSalts
from generator.disclosure.slots import slot_table
from generator.disclosure.unit_result import release_results
from generator.intake.repository import Office, public_values, restricted_values
from generator.office.cohort import cohort_inputs, participating
from generator.scoring.sheet import score

_OF_BALLOTS = ("counts", "value", "values")


@dataclass(frozen=True, slots=True)
class Needles:
    """``restricted`` is what the leak gate looks for; ``public`` may appear although it stands elsewhere too."""

    restricted: tuple[str, ...]
    public: tuple[str, ...]


def needles(office: Office) -> Needles:
    """Both lists, each text once, sorted. Texts that the airlock released are public, whatever else they are."""
    restricted = set(restricted_values(office))
    public = set(public_values(office))
    for name in office.cycles:
        for item in _results(office, name):
            for disclosure in item.disclosures:
                restricted |= set(_withheld(disclosure.value))
            public |= set(_texts(item.record.body))
    return Needles(tuple(sorted(restricted)), tuple(sorted(public)))


def _results(office: Office, name: str) -> Sequence[Released]:
    """The results of a cycle as they would go out; the salts do not matter here, only the values are looked at."""
    cycle = office.cycles[name]
    if cycle.scheme is None or cycle.roster is None or office.organ is None:
        return []
    salts = DerivedSalts(name, lambda label: sha256(label.encode()).digest()[:16])
    scheme, organ = cycle.scheme.record, office.organ.record
    airlock = Airlock(organ.id, name, salts, slot_table(scheme))
    try:
        sheets = score(scheme, participating(cycle), cohort_inputs(cycle))
        return release_results(airlock, scheme, organ, cycle.roster.record, sheets, cycle, "0" * 64)
    except KaoheError:
        # Inputs of an open cycle may not be complete; their restricted fields are searched for all the same.
        return []


def _withheld(value: Any) -> Iterator[str]:
    """The texts of a withheld value; of a derivation only what came of the ballots, not what the scheme says anyway."""
    if isinstance(value, dict) and "steps" in value:
        yield value["exact"]
        for step in value["steps"]:
            yield step["result"]
            yield from (text for name, text in step["args"].items() if name in _OF_BALLOTS)
    else:
        yield from _texts(value)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
