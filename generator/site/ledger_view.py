"""The ledger arranged for readers: cycles with their statements and units, trusts by position, names of everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from generator.ledger.statements import PublishedStatement
from generator.published.afterwards_bodies import UnitCorrectionBody
from generator.published.trust import Trust
from generator.published.vocabulary import PERSON_KINDS
from generator.published.withdrawal import withdraws
from generator.site import model
from generator.site.acts import Acts
from generator.site.held import Held
from generator.site.people_numbers import Numbers
from generator.site.people_scheme import PeopleScheme
from generator.site.scheme import Basis, Scheme

PEOPLE_MEETING = "people-"
"""How the name of the record of the meeting about people begins."""


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """What is published about one unit in one cycle.

    ``result`` and ``decision`` are None where they are withdrawn. ``corrections`` stand in the order of the log, each
    in the place of the one before it; ``correction``, the one that holds, is None where there was none.
    """

    unit: str
    name: model.Bilingual
    result: model.UnitResult | None
    result_at: Held
    decision: model.UnitDecision | None
    decision_at: Held | None
    corrections: tuple[tuple[UnitCorrectionBody, Held], ...] = ()

    @property
    def correction(self) -> UnitCorrectionBody | None:
        """What the result was corrected to last."""
        return self.corrections[-1][0] if self.corrections else None

    @property
    def correction_at(self) -> Held | None:
        """Where that stands."""
        return self.corrections[-1][1] if self.corrections else None

    @property
    def corrected_figures(self) -> dict[str, Fraction]:
        """The figures of indicators as all corrections together left them."""
        return {figure.indicator: figure.after for body, _ in self.corrections for figure in body.figures}

    @property
    def grade(self) -> str | None:
        """The grade that holds: as corrected, else as decided; None before there is a decision."""
        if self.correction:
            return self.correction.grade
        return self.decision.grade if self.decision else None


@dataclass(frozen=True, slots=True)
class Sources:
    """What a scheme cites besides the regulation, by id, and the page that lists it.

    ``rulings`` are the interpretations of the cycle: their places on the page that lists them, by id.
    """

    page: str
    basis: Mapping[str, Basis]
    rulings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Block:
    """The block of commitments about people in one statement: how many there are, never about whom."""

    statement: PublishedStatement
    held: Held
    size: int


@dataclass(frozen=True)
class PeopleTrack:
    """What is published about leaders and staff as a whole: schemes by the names of their records, base first."""

    cycle: str
    schemes: tuple[tuple[PeopleScheme, Held], ...]
    blocks: tuple[Block, ...]
    numbers: Numbers
    deliberation: model.Deliberation | None

    @cached_property
    def sources(self) -> Sources:
        """What the schemes for people cite."""
        basis = {key: found for item, _ in self.schemes for key, found in item.scheme.basis.items()}
        return Sources(f"{self.cycle}/people.html", basis)

    def block(self, kind: str) -> Block | None:
        """The block in the statement of a kind."""
        return next((found for found in self.blocks if found.statement.statement.kind == kind), None)

    def applied(self) -> dict[str, PeopleScheme]:
        """The scheme by which each kind of people is assessed; the base scheme is for no kind by itself."""
        by_name = {held.name: scheme for scheme, held in self.schemes}
        return {kind: by_name[kind] for kind in PERSON_KINDS if kind in by_name}


@dataclass(frozen=True)
class Cycle:
    """One assessment cycle; what has not been published yet is None or empty."""

    id: str
    organ: model.Organ
    organ_at: Held
    scheme: Scheme
    scheme_at: Held
    report: model.Report | None
    deliberation: model.Deliberation | None
    closure: model.Closure | None
    units: tuple[UnitEntry, ...]
    people: PeopleTrack | None
    statements: tuple[PublishedStatement, ...]
    acts: Acts = field(default_factory=Acts)

    @cached_property
    def sources(self) -> Sources:
        """What the units' scheme and the plan cite."""
        rulings = {found.held.name: f"{self.id}-{found.held.name}" for found in self.acts.each("interpretation")}
        return Sources(f"{self.id}/scheme.html", self.scheme.basis, rulings)

    @cached_property
    def unit_ids(self) -> frozenset[str]:
        """The units that have a page."""
        return frozenset(entry.unit for entry in self.units)

    @property
    def planned(self) -> bool:
        """Whether the cycle announced a plan, and so has pages about every step of the procedure."""
        return self.acts.planned

    @property
    def closed(self) -> bool:
        """Whether nothing follows any more."""
        return self.closure is not None

    @property
    def decided(self) -> bool:
        """Whether the leadership has decided about the units, whatever is left to read of it."""
        return self.statement("decision") is not None

    def statement(self, kind: str) -> PublishedStatement | None:
        """The cycle's last statement of a kind; withdrawals are no step of it, see :attr:`withdrawals`."""
        return next((found for found in reversed(self.statements) if _is_step(found, kind)), None)

    @property
    def steps(self) -> tuple[PublishedStatement, ...]:
        """The statements of the procedure, without those that only withdraw."""
        return tuple(found for found in self.statements if not withdraws(found.statement))

    @property
    def withdrawals(self) -> tuple[PublishedStatement, ...]:
        """The statements that withdraw records of this cycle."""
        return tuple(found for found in self.statements if withdraws(found.statement))


@dataclass(frozen=True)
class LedgerView:
    """Everything pages need of the ledger."""

    statements: tuple[PublishedStatement, ...]
    trusts: tuple[tuple[int, Trust], ...]
    cycles: tuple[Cycle, ...]

    @property
    def root(self) -> str:
        """SHA-256 of statement 0, by which the ledger is known outside the site."""
        return self.statements[0].sha256

    @property
    def latest(self) -> Cycle | None:
        """The cycle whose results count now: the last that was decided on, else the last with recommendations."""
        decided = [cycle for cycle in self.cycles if cycle.decided] or [c for c in self.cycles if c.units]
        return decided[-1] if decided else None

    @property
    def open(self) -> tuple[Cycle, ...]:
        """The cycles that are under way, but for :attr:`latest`."""
        return tuple(cycle for cycle in self.cycles if not cycle.closed and cycle is not self.latest)

    @property
    def demo(self) -> bool:
        """Whether the trust in force says that this is a demonstration."""
        return self.trusts[-1][1].demo

    @property
    def date(self) -> str:
        """The site's date: that of the last statement."""
        return self.statements[-1].statement.date

    def trust_for(self, index: int) -> Trust:
        """The trust in force for the statement at ``index``; statement 0 answers for itself."""
        return next((trust for at, trust in reversed(self.trusts) if at < index), self.trusts[0][1])

    def trust_set_at(self, index: int) -> Trust | None:
        """The trust that the statement at ``index`` puts in the place of another; None for statement 0 and others."""
        return next((trust for at, trust in self.trusts if at == index and index), None)


def _is_step(found: PublishedStatement, kind: str) -> bool:
    return found.statement.kind == kind and not withdraws(found.statement)
