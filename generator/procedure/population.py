"""What a spot check draws from, and which figures were put right for a reason that is on record (P1-A16, P1-A17)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from generator.intake.figures import BALLOT_RULES
from generator.intake.models import evaluation, outcome, plan
from generator.intake.models.inputs import DataPoint
from generator.intake.models.rules import VotesToPoints
from generator.intake.repository import Cycle
from generator.procedure import named_figures
from generator.procedure.named import is_read
from generator.published import sampling


class Item(NamedTuple):
    """One thing that can be checked again: a unit's figure of an indicator, or what a group's ballots say of it."""

    kind: str
    name: str
    unit: str


class Population(NamedTuple):
    """The items as the materials statement publishes them; all lists are sorted.

    ``absent`` are the items for which there is neither figure nor tally; ``size`` counts the others, ``sample`` is how
    many of them are drawn.
    """

    strata: list[str]
    units: list[str]
    absent: list[str]
    size: int
    sample: int

    @property
    def items(self) -> list[str]:
        """Everything that can be drawn."""
        return sampling.items(self.strata, self.units, self.absent)


def parse_item(text: str) -> Item | None:
    """The item that ``text`` names as ``data/<indicator>/<unit>`` or ``votes/<group>/<unit>``, else None."""
    stratum, _, unit = text.rpartition("/")
    if not sampling.is_stratum(stratum) or not unit:
        return None
    kind, _, name = stratum.partition("/")
    return Item(kind, name, unit)


def population(cycle: Cycle) -> Population:
    """What there is to draw from in a cycle; without a plan nothing is drawn."""
    rule = cycle.one(plan.PLAN)
    units = sorted(cycle.assessed)
    there: set[str] = set()
    for name, data in cycle.data.items():
        there.update(f"data/{name}/{point.unit}" for point in data.record.values if _has_figure(point))
    for name, votes in cycle.votes.items():
        there.update(f"votes/{name}/{tally.unit}" for tally in votes.record.tallies)
    strata = sorted([*(f"data/{name}" for name in cycle.data), *(f"votes/{name}" for name in cycle.votes)])
    absent = sorted({f"{stratum}/{unit}" for stratum in strata for unit in units}.difference(there))
    size = len(strata) * len(units) - len(absent)
    if rule is None:
        return Population(strata, units, absent, size, 0)
    asked = rule.record.spot_check
    return Population(strata, units, absent, size, sampling.sample_size(asked.share, asked.minimum, size))


def _has_figure(point: DataPoint) -> bool:
    return point.value is not None or point.places is not None


def missing_files(cycle: Cycle) -> dict[str, str]:
    """The files of figures and ballots that the scheme asks for and that are not there, with the clause of each.

    By pattern below the folder of the cycle.
    """
    wanted: dict[str, str] = {}
    for name, indicator in cycle.indicators.items():
        if indicator.rule.kind not in BALLOT_RULES:
            wanted[f"inputs/data/{name}.yml"] = "P1-A14"
        if isinstance(indicator.rule, VotesToPoints):
            wanted |= {f"inputs/votes/{group.id}.yml": "P1-A15" for group in indicator.rule.groups}
    return {pattern: clause for pattern, clause in wanted.items() if not cycle.has(pattern)}


def is_known(cycle: Cycle) -> bool:
    """Whether the population can be told: roster, figures and ballots are all there and were all read."""
    return cycle.roster is not None and is_read(cycle, "inputs/") and not missing_files(cycle)


def explained_changes(cycle: Cycle) -> set[str]:
    """The record paths of files of which the review or a comment says why a figure in them was changed.

    They may differ from what earlier statements rest on.
    """
    review, register = cycle.one(evaluation.REVIEW), cycle.one(outcome.COMMENTS)
    named = [entry.item for entry in review.record.adjustments] if review is not None else []
    comments = register.record.comments if register is not None else []
    named += [change.item for comment in comments for change in comment.changed]
    return {path for item in named if (path := named_figures.file_of(cycle, item)) is not None}


def commented(cycle: Cycle) -> Mapping[str, Fraction] | None:
    """By item, the figure that the first comment that changed it found; None where the register was not read."""
    register = cycle.one(outcome.COMMENTS)
    if register is None:
        return None if cycle.has("procedure/comments.yml") else {}
    found: dict[str, Fraction] = {}
    for comment in register.record.comments:
        for change in comment.changed:
            found.setdefault(change.item, change.before)
    return found
