"""The example office's records, and an airlock with derived salts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import pytest

from generator.disclosure.airlock import Airlock, Released
from generator.disclosure.salts import DerivedSalts
from generator.disclosure.slots import slot_table
from generator.disclosure.unit_result import release_results
from generator.intake import repository
from generator.intake.models.inputs import Roster, Tally
from generator.intake.models.organ import Organ
from generator.intake.models.scheme import Scheme
from generator.intake.repository import Cycle
from generator.office.cohort import cohort_inputs, participating
from generator.scoring.sheet import score
from generator.signing import demo
from tests.example.regenerate import ROOT


@dataclass(frozen=True)
class Material:
    """A cycle that can be changed piece by piece and released."""

    organ: Organ
    cycle: Cycle

    @property
    def scheme(self) -> Scheme:
        assert self.cycle.scheme is not None
        return self.cycle.scheme.record

    @property
    def roster(self) -> Roster:
        assert self.cycle.roster is not None
        return self.cycle.roster.record

    @property
    def airlock(self) -> Airlock:
        slots = slot_table(self.scheme, planned=True)
        return Airlock(self.organ.id, self.cycle.name, DerivedSalts("2025", demo.salt), slots)

    def release(self) -> dict[str, Released]:
        """The results by unit."""
        sheets = score(self.scheme, participating(self.cycle), cohort_inputs(self.cycle))
        released = release_results(self.airlock, self.scheme, self.organ, self.roster, sheets, self.cycle, "0" * 64)
        return {item.record.name: item for item in released}

    def with_scheme(self, **changes: Any) -> Material:
        """With other values of the scheme's own fields."""
        assert self.cycle.scheme is not None
        scheme = replace(self.cycle.scheme, record=self.scheme.model_copy(update=changes))
        return replace(self, cycle=replace(self.cycle, scheme=scheme))

    def with_indicator(self, indicator: str, **changes: Any) -> Material:
        """With other values in one indicator; ``rule`` as a dictionary changes fields of the rule."""
        families = []
        for family in self.scheme.families:
            indicators = []
            for item in family.indicators:
                update = dict(changes)
                if item.id == indicator and isinstance(update.get("rule"), dict):
                    update["rule"] = item.rule.model_copy(update=update["rule"])
                indicators.append(item.model_copy(update=update) if item.id == indicator else item)
            families.append(family.model_copy(update={"indicators": indicators}))
        return self.with_scheme(families=families)

    def with_tallies(self, group: str, change: Callable[[Tally], Tally | None]) -> Material:
        """With every tally of a rater group replaced by what ``change`` makes of it (None: taken away)."""
        votes = self.cycle.votes[group]
        tallies = [changed for tally in votes.record.tallies if (changed := change(tally)) is not None]
        record = votes.record.model_copy(update={"tallies": tallies})
        votes_by_group = {**self.cycle.votes, group: replace(votes, record=record)}
        return replace(self, cycle=replace(self.cycle, votes=votes_by_group))

    def with_roster(self, change: Callable[[Any], Any]) -> Material:
        """With every entry of the roster replaced."""
        assert self.cycle.roster is not None
        record = self.roster.model_copy(update={"units": [change(entry) for entry in self.roster.units]})
        return replace(self, cycle=replace(self.cycle, roster=replace(self.cycle.roster, record=record)))


def tally(of: Tally, counts: dict[str, int]) -> Tally:
    """``of`` with other votes, all of them valid."""
    number = sum(counts.values())
    return of.model_copy(update={"issued": number, "returned": number, "invalid": 0, "counts": counts})


def points(numbers: Iterable[str]) -> list[Fraction]:
    """Fractions from their texts."""
    return [Fraction(number) for number in numbers]


@pytest.fixture(scope="session")
def material() -> Material:
    """The example's cycle."""
    office, problems = repository.load(ROOT)
    assert problems == []
    assert office.organ is not None
    return Material(office.organ.record, office.cycles["2025"])
