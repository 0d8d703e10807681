"""What scoring reads: figures and counted ballots of one cycle, already typed; no files, no YAML.

Values that are public may leave in a sheet's ``inputs``; places and counts of ballots are not public and stand only
in the steps, which the airlock withholds where it must.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Figure:
    """One unit's figure for one indicator: a value, or its places in several rankings, or the reason why there is none.

    ``missing`` is that reason in both languages (``zh``, ``en``); ``source`` is the id of the providing department.
    """

    value: Fraction | None = None
    places: tuple[int, ...] | None = None
    missing: Mapping[str, str] | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class GroupTally:
    """Counted ballots of one rater group on one indicator of one unit."""

    issued: int
    returned: int
    invalid: int
    counts: Mapping[str, int]

    @property
    def valid(self) -> int:
        """Ballots that count: returned less invalid."""
        return self.returned - self.invalid


@dataclass(frozen=True, slots=True)
class CohortInputs:
    """Everything a cycle is scored from, by (indicator id, unit id); tallies also by rater group."""

    figures: Mapping[tuple[str, str], Figure] = field(default_factory=dict)
    tallies: Mapping[tuple[str, str], Mapping[str, GroupTally]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PublicInput:
    """A number that points rest on and that is public: its name, exact value, unit of measure and source."""

    name: str
    value: Fraction
    unit: Mapping[str, str] | None
    source: str | None
