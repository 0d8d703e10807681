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
    ``periods`` holds one value per month or quarter (None: none there); ``exempted`` the number of cases by ground.
    """

    value: Fraction | None = None
    places: tuple[int, ...] | None = None
    missing: Mapping[str, str] | None = None
    source: str = ""
    periods: tuple[Fraction | None, ...] | None = None
    exempted: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GroupTally:
    """Counted ballots of one rater group on one indicator of one unit; ``reasons`` count the invalid ones, if given."""

    issued: int
    returned: int
    invalid: int
    counts: Mapping[str, int]
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def valid(self) -> int:
        """Ballots that count: returned less invalid."""
        return self.returned - self.invalid


@dataclass(frozen=True, slots=True)
class Ratings:
    """The numbers that the raters of one group gave one subject on one indicator, one per valid sheet, ascending."""

    issued: int
    returned: int
    invalid: int
    values: tuple[Fraction, ...]

    @property
    def valid(self) -> int:
        """Sheets that count: returned less invalid."""
        return self.returned - self.invalid


@dataclass(frozen=True, slots=True)
class Entry:
    """Everything about one subject on one indicator."""

    figure: Figure | None = None
    tallies: Mapping[str, GroupTally] = field(default_factory=dict)
    ratings: Mapping[str, Ratings] = field(default_factory=dict)
    reasons: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CohortInputs:
    """Everything a cycle is scored from, by (indicator id, subject id); tallies and ratings also by rater group.

    ``reasons`` says, by rater group, why it has nothing valid; ``adjustments`` goes by (adjustment id, subject id).
    """

    figures: Mapping[tuple[str, str], Figure] = field(default_factory=dict)
    tallies: Mapping[tuple[str, str], Mapping[str, GroupTally]] = field(default_factory=dict)
    ratings: Mapping[tuple[str, str], Mapping[str, Ratings]] = field(default_factory=dict)
    reasons: Mapping[tuple[str, str], Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    adjustments: Mapping[tuple[str, str], Figure] = field(default_factory=dict)

    def entry(self, indicator: str, subject: str) -> Entry:
        """What there is about ``subject`` on ``indicator``."""
        at = indicator, subject
        return Entry(self.figures.get(at), self.tallies.get(at, {}), self.ratings.get(at, {}), self.reasons.get(at, {}))


@dataclass(frozen=True, slots=True)
class PublicInput:
    """A number that points rest on and that is public: its name, exact value, unit of measure and source."""

    name: str
    value: Fraction
    unit: Mapping[str, str] | None
    source: str | None
