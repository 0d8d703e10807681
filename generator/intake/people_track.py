"""What the records of one cycle's people track have in common: who there is, and whose scheme asks for what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from generator.core.problem import Problem
from generator.intake.bind import Bound
from generator.intake.models import people
from generator.intake.models.people import PeopleRoster, PeopleStatus
from generator.intake.models.rules import VoteShareBands, rater_groups, reads
from generator.intake.models.scheme import Indicator, Scheme
from generator.intake.node import Loc
from generator.intake.record_file import RecordFile
from generator.intake.repository import Cycle

T = TypeVar("T")


@dataclass(frozen=True)
class Track:
    """A cycle's people records with the scheme of each kind of people (resolved; a kind without one is absent)."""

    cycle: Cycle
    schemes: Mapping[str, Scheme]

    @cached_property
    def roster(self) -> Bound[PeopleRoster] | None:
        """The roster, where it could be read."""
        return self.cycle.one(people.ROSTER)

    @cached_property
    def status(self) -> Bound[PeopleStatus] | None:
        """Statuses and vetoes, where they could be read."""
        return self.cycle.one(people.STATUS)

    @cached_property
    def kinds(self) -> Mapping[str, str]:
        """The kind of each person, in the order of the roster; of somebody who stands there twice the first."""
        entries = self.roster.record.people if self.roster is not None else []
        kinds: dict[str, str] = {}
        for entry in entries:
            kinds.setdefault(entry.id, entry.kind)
        return kinds

    @cached_property
    def lines(self) -> Mapping[str, int]:
        """Where each person stands in the roster."""
        entries = self.roster.record.people if self.roster is not None else []
        return {entry.id: at for at, entry in reversed(list(enumerate(entries)))}

    @cached_property
    def indicators(self) -> Mapping[str, Mapping[str, Indicator]]:
        """By kind, then by id, what the kind's scheme assesses."""
        return {
            kind: {item.id: item for family in scheme.families for item in family.indicators}
            for kind, scheme in self.schemes.items()
        }

    @cached_property
    def adjustments(self) -> Mapping[str, frozenset[str]]:
        """By kind, the ids of the adjustments to the total."""
        return {
            kind: frozenset(item.id for item in scheme.adjustments.items) if scheme.adjustments else frozenset()
            for kind, scheme in self.schemes.items()
        }

    @cached_property
    def perhaps_away(self) -> frozenset[str]:
        """People with a status that may leave them out of the assessment; whether it does is for scoring to say."""
        if self.status is None:
            return frozenset()
        rows = [row for scheme in self.schemes.values() for row in scheme.statuses]
        leaving_out = {row.id for row in rows if row.effect == "not_assessed"}
        return frozenset(entry.person for entry in self.status.record.statuses if entry.status in leaving_out)

    @property
    def complete(self) -> bool:
        """Whether scheme, roster and status are there as far as they exist, so that absence can be told."""
        unread_status = self.status is None and self.exists(people.STATUS)
        return self.roster is not None and bool(self.schemes) and not unread_status

    def exists(self, file: RecordFile[Any], **names: str) -> bool:
        """Whether a record is there, readable or not."""
        return self.cycle.has(file.path.removeprefix("cycles/<year>/"), **names)

    def indicator(self, kind: str, name: str) -> Indicator | None:
        """An indicator of a kind's scheme."""
        return self.indicators.get(kind, {}).get(name)

    def reads(self, name: str) -> str | None:
        """What an indicator or adjustment of any scheme is scored from; None where no scheme has it."""
        for kind in self.schemes:
            if (found := self.indicator(kind, name)) is not None:
                return reads(found.rule)
            if name in self.adjustments[kind]:
                return "value"
        return None

    def asks(self, kind: str, name: str) -> bool:
        """Whether a kind's scheme has this indicator or adjustment."""
        return self.indicator(kind, name) is not None or name in self.adjustments.get(kind, frozenset())

    def groups(self, kind: str, name: str) -> list[str]:
        """The rater groups that an indicator of a kind's scheme names."""
        found = self.indicator(kind, name)
        return [group.id for group in rater_groups(found.rule)] if found is not None else []

    def hears(self, kind: str, name: str, group: str) -> bool:
        """Whether a group has a vote on an indicator; a rule by shares of votes hears every group of a channel."""
        found = self.indicator(kind, name)
        if found is None:
            return False
        if isinstance(found.rule, VoteShareBands):
            return group in self.channels
        return group in self.groups(kind, name)

    @cached_property
    def channels(self) -> Mapping[str, frozenset[str]]:
        """By rater group, the channels that a scheme gives it (P1-A15)."""
        found: dict[str, set[str]] = {}
        for scheme in self.schemes.values():
            for channel in scheme.channels:
                for group in channel.groups:
                    found.setdefault(group, set()).add(channel.id)
        return {group: frozenset(names) for group, names in found.items()}

    @cached_property
    def named_groups(self) -> Sequence[str]:
        """Every rater group that a rule or a channel of a scheme names."""
        rules = [item.rule for indicators in self.indicators.values() for item in indicators.values()]
        return list(dict.fromkeys([*(group.id for rule in rules for group in rater_groups(rule)), *self.channels]))

    def unknown(self, bound: Bound[Any], loc: Loc, person: str, clause: str) -> Iterator[Problem]:
        """X210 where ``person`` is not on the roster."""
        if self.roster is not None and person not in self.kinds:
            yield bound.problem("X210", loc, clause=clause)

    def due(self, present: set[str]) -> Iterator[tuple[str, str]]:
        """Who should have an entry but has none, with their kind; nobody where that cannot be told."""
        if self.complete:
            for person, kind in self.kinds.items():
                if person not in present and person not in self.perhaps_away:
                    yield person, kind

    def at_roster(self, code: str, person: str, clause: str, **params: object) -> Problem:
        """A problem that names a person by the roster's line, since messages hold no numbers of people."""
        assert self.roster is not None
        return self.roster.problem(code, ("people", self.lines[person], "id"), clause=clause, **params)
