"""The scan: every reading of every file against the values and the patterns, and the folder against its list."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from generator.core.problem import Place, Problem, in_order
from generator.leakgate import patterns
from generator.leakgate.encoded import EncodedSearch
from generator.leakgate.layers import Octets, Text, Walk
from generator.leakgate.markup import JOINT, TagMemory
from generator.leakgate.normal import Folded, heavy
from generator.leakgate.packed import Budget, ClosedContainerError, TooLargeError
from generator.leakgate.request import Request
from generator.leakgate.runs import RunMemory
from generator.leakgate.tree import Entry, read, survey
from generator.leakgate.values import ValueSearch

MAX_UNPACKED = 64 * 1024 * 1024
"""Bytes that one file may unpack to, all its packed parts together."""
MAX_TEXT_BASE = 64 * 1024 * 1024
MAX_TEXT_FACTOR = 32
"""The decoded readings of one file may hold the base plus this many times the size of the file."""
MAX_FINDINGS = 100
"""Findings shown for one file; K130 says how many more there are."""
_NOT_CHECKED = "K4"


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding within one file, before it has a path. ``value`` is an index in the request, -1 for a pattern."""

    code: str
    kind: str
    value: int
    offset: int
    form: str


@dataclass(slots=True)
class Report:
    """What the gate found and how much it looked at."""

    problems: list[Problem] = field(default_factory=list)
    summary: dict[str, int] = field(default_factory=dict)

    @property
    def result(self) -> str:
        """``leak``, ``not_checked`` or ``clean``: a leak that was found outweighs what could not be checked."""
        if any(not problem.code.startswith(_NOT_CHECKED) for problem in self.problems):
            return "leak"
        return "not_checked" if self.problems else "clean"

    @property
    def exit_code(self) -> int:
        """0 clean, 3 leak, 4 could not check."""
        return {"clean": 0, "leak": 3, "not_checked": 4}[self.result]


class Scanner:
    """A request made ready: scans any number of texts and files."""

    def __init__(self, request: Request) -> None:
        """Build the automata for ``request``."""
        self._request = request
        self.values = ValueSearch.of(request.values, request.public)
        self._encoded = EncodedSearch(
            {index: request.values[index] for index in self.values.searched()},
            frozenset(request.public),
            self.values.long(),
        )
        self._runs = RunMemory()
        self._tags = TagMemory()
        self._public = frozenset(heavy(text) for text in request.public)

    def content(self, data: bytes) -> list[Finding]:
        """Findings in the bytes of a file; raises TooLargeError and ClosedContainerError."""
        budget = Budget(MAX_UNPACKED, MAX_TEXT_BASE + MAX_TEXT_FACTOR * len(data))
        return self._findings(lambda walk: walk.file(data), budget)

    def name(self, path: str) -> list[Finding]:
        """Findings in a relative path."""
        return self._findings(lambda walk: walk.text(path), Budget(MAX_UNPACKED, MAX_TEXT_BASE))

    def _findings(self, start: Callable[[Walk], Iterable[Text | Octets]], budget: Budget) -> list[Finding]:
        was_clean = False
        try:
            findings = self._collected(start(Walk(budget, self._runs, self._tags, self.values.hold_markup)))
            was_clean = not findings
        finally:
            self._runs.next_file(was_clean=was_clean)
            self._tags.next_file(was_clean=was_clean)
        return findings

    def _collected(self, items: Iterable[Text | Octets]) -> list[Finding]:
        """Findings of all readings; one that several readings show is kept with the shortest chain."""
        kept: dict[tuple[str, int, int], Finding] = {}
        for item in items:
            for finding in self._in_text(item) if isinstance(item, Text) else self._in_octets(item):
                kept.setdefault((finding.kind, finding.value, finding.offset), finding)
        return list(kept.values())

    def _in_text(self, item: Text) -> Iterator[Finding]:
        folded = Folded.of(item.text)
        for hit in self.values.find(folded):
            yield Finding(
                "K111" if hit.fragment else "K110",
                "value",
                hit.value,
                item.locate(hit.start),
                _form_at(item, hit.start, hit.end),
            )
        for mark in patterns.find(folded, intact=item.intact):
            if heavy(item.text[mark.start : mark.end]) not in self._public:
                yield Finding(
                    patterns.CODES[mark.kind],
                    mark.kind,
                    -1,
                    item.locate(mark.start),
                    _form_at(item, mark.start, mark.end),
                )

    def _in_octets(self, item: Octets) -> Iterator[Finding]:
        if not item.depth and _is_utf8(item.data):
            return
        for hit in self._encoded.find(item.data):
            form = _form((*item.chain, hit.codec))
            yield Finding("K111" if hit.fragment else "K110", "value", hit.value, item.locate(hit.start), form)


def scan(folder: Path, request: Request) -> list[Problem]:
    """Everything wrong with ``folder``: K1xx must not be published, K4xx could not be checked.

    ``params`` of a finding: ``offset`` (byte of the file at which the written form begins), ``form`` (chain of
    decoders), ``kind``, and for a value ``value``, its index in the request. Raises NotCheckedError K405.
    """
    return inspect(folder, request).problems


def inspect(folder: Path, request: Request) -> Report:
    """The same with a summary of what was looked at; raises NotCheckedError K405."""
    scanner = Scanner(request)
    allowed = [0] * len(request.allow)
    size = 0

    def check_name(path: str, shown: str) -> list[Problem]:
        return list(_as_problems(scanner.name(path), path, shown, request, allowed, in_name=True))

    entries, problems = survey(folder, request.expected, check_name)
    known: dict[bytes, list[Finding]] = {}
    for entry in entries:
        try:
            data = read(entry.file)
        except OSError:
            problems.append(Problem("K402", Place(entry.shown)))
            continue
        size += len(data)
        digest = hashlib.sha256(data).digest()
        if digest not in known:
            findings = _content(scanner, data, entry, problems)
            if findings is None:
                continue
            known[digest] = findings
        problems += _as_problems(known[digest], entry.path, entry.shown, request, allowed)
    values = scanner.values
    summary = {
        "files": len(entries),
        "bytes": size,
        "values": values.values,
        "searchable": values.searchable,
        "not_searchable": values.not_searchable,
        "public": values.public,
        "allowed": sum(allowed),
        "allow_unused": allowed.count(0),
    }
    return Report(in_order(problems), summary)


def _content(scanner: Scanner, data: bytes, entry: Entry, problems: list[Problem]) -> list[Finding] | None:
    try:
        return scanner.content(data)
    except TooLargeError:
        problems.append(Problem("K403", Place(entry.shown)))
    except ClosedContainerError:
        problems.append(Problem("K404", Place(entry.shown)))
    return None


def _as_problems(
    findings: list[Finding], path: str, shown: str, request: Request, allowed: list[int], *, in_name: bool = False
) -> Iterator[Problem]:
    left = []
    for finding in findings:
        excuse = next((n for n, allow in enumerate(request.allow) if allow.covers(path, finding.kind)), None)
        if excuse is None:
            left.append(finding)
        else:
            allowed[excuse] += 1
    left.sort(key=lambda finding: (finding.offset, finding.code, finding.value))
    for finding in left[:MAX_FINDINGS]:
        params = {"kind": finding.kind, "form": finding.form}
        if finding.value >= 0:
            params["value"] = str(finding.value)
        if not in_name:
            params["offset"] = str(finding.offset)
        code = ("K112" if finding.value >= 0 else "K113") if in_name else finding.code
        yield Problem(code, Place(shown), params)
    if len(left) > MAX_FINDINGS:
        yield Problem("K130", Place(shown), {"count": str(len(left) - MAX_FINDINGS)})


def _form_at(item: Text, start: int, end: int) -> str:
    tagged = ("tags removed",) if JOINT in item.text[start:end] else ()
    return _form((*tagged, *item.chain))


def _form(chain: tuple[str, ...]) -> str:
    return " > ".join(chain) or "plain"


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
