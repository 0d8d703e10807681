"""What a year's scheme changes of the year before, from the published bodies (P1-A10; docs/spec/41-site.md, "Changes").

Indicators are matched by id, grades by id, everything else by its field; nothing is judged, only set side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from generator.site.ledger_view import Cycle, LedgerView
from generator.site.scheme import Grade, Indicator, Scheme

PATH = "changes.html"
"""The page's name in the folder of its cycle."""

SAID_OF_INDICATORS = (
    "weight", "rule", "definition", "unit", "provider", "method", "part", "nature", "scope", "dimension", "missing",
)  # fmt: skip
"""The fields of an indicator that a change is told of, in the order in which they are named."""


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """One indicator in both years; ``before`` is None where it is new, ``after`` where it is dropped.

    ``fields`` are those of ``SAID_OF_INDICATORS`` that differ; ``since`` is the cycle from which on it was always
    there, as far as the ledger goes (P1-A9).
    """

    before: Indicator | None
    after: Indicator | None
    fields: tuple[str, ...]
    since: str

    @property
    def either(self) -> Indicator:
        """The indicator as it is now, else as it was."""
        found = self.after or self.before
        assert found is not None
        return found


@dataclass(frozen=True, slots=True)
class GradeChange:
    """A grade whose bound differs, or that only one of the years has."""

    before: Grade | None
    after: Grade | None


@dataclass(frozen=True, slots=True)
class SchemeChanges:
    """Everything that differs between two schemes; ``settings`` are (name of the setting, before, after)."""

    indicators: tuple[IndicatorChange, ...]
    grades: tuple[GradeChange, ...]
    settings: tuple[tuple[str, str, str], ...]

    @property
    def added(self) -> tuple[IndicatorChange, ...]:
        """Indicators that the year before did not have."""
        return tuple(found for found in self.indicators if found.before is None)

    @property
    def dropped(self) -> tuple[IndicatorChange, ...]:
        """Indicators that this year does not have any more."""
        return tuple(found for found in self.indicators if found.after is None)

    @property
    def changed(self) -> tuple[IndicatorChange, ...]:
        """Indicators of both years that are not the same."""
        return tuple(found for found in self.indicators if found.fields)

    @property
    def same(self) -> bool:
        """Whether both years assess alike."""
        return not (self.added or self.dropped or self.changed or self.grades or self.settings)


def previous(view: LedgerView, cycle: Cycle) -> Cycle | None:
    """The cycle before this one in the ledger; None for the first."""
    before = [found for found in view.cycles if found.id < cycle.id]
    return before[-1] if before else None


def compare(old: Scheme, new: Scheme, since: Mapping[str, str]) -> SchemeChanges:
    """What ``new`` changes of ``old``: indicators in the new order, dropped ones last; ``since`` by indicator id."""
    before, after = old.indicators(), new.indicators()
    indicators = [
        IndicatorChange(before.get(key), found, _fields(before.get(key), found), since.get(key, ""))
        for key, found in after.items()
    ]
    indicators += [
        IndicatorChange(found, None, (), since.get(key, "")) for key, found in before.items() if key not in after
    ]
    return SchemeChanges(tuple(indicators), tuple(_grades(old, new)), tuple(_settings(old, new)))


def first_used(history: Sequence[tuple[str, Scheme]]) -> dict[str, str]:
    """By indicator id: the cycle from which on every scheme has it; ``history`` is in the order of the years.

    An indicator that the last scheme does not have is told from the last unbroken run that it had.
    """
    since: dict[str, str] = {}
    there: set[str] = set()
    for cycle, scheme in history:
        now = set(scheme.indicators())
        since |= dict.fromkeys(now - there, cycle)
        there = now
    return since


def _fields(old: Indicator | None, new: Indicator) -> tuple[str, ...]:
    if old is None:
        return ()
    pairs = {name: (getattr(old, name), getattr(new, name)) for name in SAID_OF_INDICATORS if name != "rule"}
    pairs["rule"] = (old.rule.value, new.rule.value)
    return tuple(name for name in SAID_OF_INDICATORS if pairs[name][0] != pairs[name][1])


def _grades(old: Scheme, new: Scheme) -> list[GradeChange]:
    before, after = {grade.id: grade for grade in old.grades}, {grade.id: grade for grade in new.grades}
    pairs = [(before.get(key), after.get(key)) for key in dict.fromkeys((*after, *before))]
    return [GradeChange(*pair) for pair in pairs if _bound(pair[0]) != _bound(pair[1])]


def _bound(grade: Grade | None) -> tuple[bool, Fraction | None]:
    return (grade is not None, grade.at_least if grade else None)


def _settings(old: Scheme, new: Scheme) -> list[tuple[str, str, str]]:
    """Total, rounding, notice, cap and disclosure, each as text."""
    pairs = [
        ("total", str(old.total), str(new.total)),
        ("digits", str(old.rounding[1]), str(new.rounding[1])),
        ("rounding", old.rounding[0], new.rounding[0]),
        ("notice", str(old.notice[0]), str(new.notice[0])),
        ("cap", _text(old.weight_cap), _text(new.weight_cap)),
        ("group_mean", str(old.group_mean), str(new.group_mean)),
        ("vote_counts", str(old.vote_counts), str(new.vote_counts)),
        ("protection_width", str(old.protection_width), str(new.protection_width)),
    ]
    return [(name, before, after) for name, before, after in pairs if before != after]


def _text(cap: tuple[Fraction, tuple[str, ...]] | None) -> str:
    return str(cap[0]) if cap else ""
