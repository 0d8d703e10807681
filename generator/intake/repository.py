"""The whole of an office's inputs, read in one run.

All problems of all files come back together, sorted for a report. What a file that could not be read would have
said is None, so that later checks look only at what is there. Sealed files: docs/spec/14-sealed.md.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from generator.core.errors import FindingsError, NotCheckedError
from generator.core.problem import Place, Problem, in_order
from generator.intake import bind, reader, sealed, unit_names
from generator.intake.bind import Bound
from generator.intake.discover import RECORDS, Found, classify, discover, path_of
from generator.intake.models.calendar import Calendar
from generator.intake.models.inputs import Data, Roster, Votes
from generator.intake.models.organ import Organ
from generator.intake.models.procedure import Closing, Decision, Report
from generator.intake.models.scheme import Indicator, Scheme
from generator.intake.models.trust import Trust
from generator.intake.models.withdrawal import Withdrawal
from generator.intake.record_file import RecordFile

M = TypeVar("M", bound=BaseModel)

_WITHOUT_PLAN = ("scheme.yml", "roster.yml", "procedure/report.yml", "procedure/decision.yml", "procedure/closed.yml")
_WITH_PLAN = (
    "scheme.yml", "procedure/plan.yml", "procedure/office.yml", "roster.yml", "goals.yml", "procedure/materials.yml",
    "procedure/review.yml", "procedure/gates.yml", "procedure/preliminary.yml", "procedure/comments.yml",
    "procedure/report.yml", "procedure/decision.yml", "procedure/release-review.yml", "procedure/notice.yml",
    "procedure/effective.yml", "procedure/closed.yml",
)  # fmt: skip
"""The files of a cycle in the order in which they come to be; each needs all before it."""

_FIELDS = frozenset({"scheme", "roster", "report", "decision", "closed"})
"""The records of which :class:`Cycle` has a field each."""


@dataclass(frozen=True)
class Cycle:
    """One year's assessment. ``data`` goes by indicator, ``votes`` by rater group, ``withdrawals`` by file name.

    ``inputs`` holds the SHA-256 (hex) of every input file of the cycle, also of those that are not valid, and
    ``people`` the records of the people track, both by record path, as ``acts`` the other records of the procedure
    (docs/spec/16-procedure.md); ``present`` holds the record paths of all files. ``opinion`` is the published
    preliminary opinion where its openings were opened (:mod:`generator.office.opinion`). ``worked_out`` belongs to
    :mod:`generator.intake.once`.
    """

    name: str
    scheme: Bound[Scheme] | None = None
    roster: Bound[Roster] | None = None
    data: Mapping[str, Bound[Data]] = field(default_factory=dict)
    votes: Mapping[str, Bound[Votes]] = field(default_factory=dict)
    report: Bound[Report] | None = None
    decision: Bound[Decision] | None = None
    closed: Bound[Closing] | None = None
    withdrawals: Mapping[str, Bound[Withdrawal]] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, Bound[Any]] = field(default_factory=dict)
    acts: Mapping[str, Bound[Any]] = field(default_factory=dict)
    opinion: Mapping[str, Any] | None = None
    present: frozenset[str] = frozenset()
    worked_out: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def path(self, pattern: str, **names: str) -> str:
        """The path of one of the cycle's files, e.g. ``path("inputs/data/<indicator>.yml", indicator="budget")``."""
        return path_of(f"cycles/<year>/{pattern}", year=self.name, **names)

    def has(self, pattern: str, **names: str) -> bool:
        """Whether that file exists, in either form, readable or not."""
        return self.path(pattern, **names) in self.present

    def one(self, file: RecordFile[M]) -> Bound[M] | None:
        """The record of the people track or the procedure of a kind of which a cycle has one."""
        path = path_of(file.path, year=self.name)
        return self.people.get(path) or self.acts.get(path)

    def each(self, file: RecordFile[M]) -> Mapping[str, Bound[M]]:
        """The records of a kind of which a cycle has several, by what tells their files apart."""
        before, after = path_of(file.path, year=self.name).split("<")[0], file.path.rpartition(">")[2]
        return {
            path.removeprefix(before).removesuffix(after): bound
            for path, bound in (*self.people.items(), *self.acts.items())
            if path.startswith(before)
        }

    @cached_property
    def indicators(self) -> Mapping[str, Indicator]:
        """The scheme's indicators by id; empty where there is no readable scheme."""
        families = self.scheme.record.families if self.scheme is not None else []
        return {indicator.id: indicator for family in families for indicator in family.indicators}

    @cached_property
    def assessed(self) -> Mapping[str, int]:
        """The units that take part, with their index in the roster; empty where there is no readable roster."""
        units = self.roster.record.units if self.roster is not None else []
        return {entry.unit: at for at, entry in enumerate(units) if entry.exempt is None}

    @cached_property
    def exempt(self) -> frozenset[str]:
        """The units that the roster exempts."""
        units = self.roster.record.units if self.roster is not None else []
        return frozenset(entry.unit for entry in units if entry.exempt is not None)

    def records(self) -> Iterator[Bound[Any]]:
        """Every record of the cycle that could be read, in the order of the procedure."""
        single = (self.scheme, self.roster, *self.data.values(), *self.votes.values())
        yield from (bound for bound in (*single, self.report, self.decision, self.closed) if bound is not None)
        yield from self.withdrawals.values()
        yield from self.people.values()
        yield from self.acts.values()


@dataclass(frozen=True)
class Office:
    """Everything below ``records/`` that is input; ``calendars`` and ``cycles`` go by year.

    ``files`` holds the SHA-256 (hex) of the YAML bytes of every input file, the cycles' included, and ``unread`` why a
    sealed one could not be opened; both go by record path. ``found`` is every input file.
    """

    organ: Bound[Organ] | None = None
    trust: Bound[Trust] | None = None
    calendars: Mapping[str, Bound[Calendar]] = field(default_factory=dict)
    cycles: Mapping[str, Cycle] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    unread: Mapping[str, Problem] = field(default_factory=dict)
    found: Sequence[Found] = ()

    def records(self) -> Iterator[Bound[Any]]:
        """Every record that could be read."""
        yield from (bound for bound in (self.organ, self.trust, *self.calendars.values()) if bound is not None)
        for cycle in self.cycles.values():
            yield from cycle.records()


def load(
    root: Path, identities: Sequence[str] = (), replaced: Mapping[str, bytes] | None = None
) -> tuple[Office, list[Problem]]:
    """The inputs below ``root/records`` and every problem of every file (F1xx, F2xx, Y1xx, M1xx), sorted.

    Reads only; looks at one file after another and at nothing across files but whether a required one is there, and
    for whom the sealed ones are. What ``identities`` do not open is no problem but in ``unread``. ``replaced`` stands
    for the content of files by record path. Raises NotCheckedError F223 for a malformed identity.
    """
    keys = sealed.parse_identities(identities)
    found, problems = discover(root)
    files: dict[str, str] = {}
    bounds: dict[str, Bound[Any]] = {}
    unread: dict[str, Problem] = {}
    stanzas: dict[str, int] = {}
    new = dict(replaced or {})
    there = {file.record for file in found}
    found += [file for path in new if path not in there and (file := classify(path)) is not None]
    for file in sorted(found, key=lambda file: file.path):
        data = new.get(file.record)
        try:
            if data is None:
                data = _bytes(root, file.path, sealed.MAX_BYTES if file.sealed else reader.MAX_BYTES)
                if data is None:
                    problems.append(Problem("F110", Place(file.path)))
                    continue
                if file.sealed:
                    stanzas[file.path] = sealed.count_stanzas(data, file.path)
                    data = sealed.unseal(data, keys, file.path)
        except FindingsError as error:
            problems += error.problems
            continue
        except NotCheckedError as error:
            unread[file.record] = error.problems[0]
            continue
        files[file.record] = hashlib.sha256(data).hexdigest()
        bound, more = bind.load(file.model, data, file.path)
        problems += more
        if bound is not None:
            bounds[file.record] = bound
    office = _office(found, bounds, files, unread)
    if office.organ is not None:
        problems += sealed.check_stanzas(stanzas, len(office.organ.record.recipients))
        problems = list(unit_names.explained(problems, office.organ.record))
    known = {problem.place.path for problem in problems}
    if RECORDS in known:
        return office, in_order(problems)
    return office, in_order([*problems, *(gap for gap in _missing(office) if gap.place.path not in known)])


def _bytes(root: Path, path: str, limit: int) -> bytes | None:
    """The file's bytes, at most one more than ``limit``; None where it is no plain readable file."""
    try:
        # The file may have been exchanged since the walk: no link is followed, no pipe waited for.
        handle = os.open(root / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with open(handle, "rb") as stream:  # noqa: PTH123 - a descriptor, not a path
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return None
            return stream.read(limit + 1)
    except OSError:
        return None


def _office(
    found: Sequence[Found],
    bounds: Mapping[str, Bound[Any]],
    files: Mapping[str, str],
    unread: Mapping[str, Problem],
) -> Office:
    top: dict[str, Any] = {"calendars": {}, "cycles": {}}
    cycles: dict[str, dict[str, Any]] = {}
    for file in found:
        bound = bounds.get(file.record)
        parts = file.pattern.removesuffix(".yml").split("/")
        if parts[0] == "cycles":
            start: dict[str, Any] = {name: {} for name in ("data", "votes", "withdrawals", "inputs", "people", "acts")}
            cycle = cycles.setdefault(file.names["year"], start | {"present": frozenset()})
            if file.record in files:
                cycle["inputs"][file.record] = files[file.record]
            cycle["present"] |= {file.record}
            if bound is not None and parts[2] == "people":
                cycle["people"][file.record] = bound
            elif bound is not None and parts[3:4] == ["withdrawals"]:
                cycle["withdrawals"][file.names["name"]] = bound
            elif bound is not None and parts[2] == "inputs":
                cycle[parts[3]][file.names[parts[4].strip("<>")]] = bound
            elif bound is not None and parts[-1] in _FIELDS:
                cycle[parts[-1]] = bound
            elif bound is not None:
                cycle["acts"][file.record] = bound
        elif bound is not None and parts[0] == "calendar":
            top["calendars"][file.names["year"]] = bound
        elif bound is not None:
            top[parts[0]] = bound
    top["cycles"] = {name: Cycle(name, **parts) for name, parts in cycles.items()}
    return Office(**top, files=files, unread=unread, found=tuple(found))


def _missing(office: Office) -> Iterator[Problem]:
    """Files without which the others mean nothing: each stage of the procedure needs those before it."""
    for name in ("organ.yml", "trust.yml"):
        if path_of(name) not in office.files:
            yield Problem("F113", Place(path_of(name)))
    for cycle in office.cycles.values():
        order = _WITH_PLAN if cycle.has("procedure/plan.yml") else _WITHOUT_PLAN
        last = max((i for i, name in enumerate(order) if cycle.has(name)), default=0)
        if any("/inputs/" in path for path in cycle.present):
            last = max(last, order.index("roster.yml"))
        for name in order[: last + 1]:
            if not cycle.has(name):
                yield Problem("F113", Place(cycle.path(name)))
