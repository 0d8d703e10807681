"""What the checks share, computed once from the site's files: statements, trust, log, cycles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from generator.audit.cycles import Cycle, read_cycles
from generator.audit.memory import Memory
from generator.audit.site_files import LEDGER, SiteFiles
from generator.core.errors import FindingsError
from generator.core.exact import shown
from generator.core.problem import Place, Problem
from generator.ledger import timestamp
from generator.ledger.log import LogFiles, check_log
from generator.ledger.log_keys import LogKeys
from generator.ledger.statements import FOLDER, PublishedStatement, survey_files
from generator.ledger.trust_chain import TrustChain, trust_of
from generator.published.shapes import MAX_NUMBER, exact_text
from generator.published.trust import Trust
from generator.published.withdrawal import LIST

NAME = LEDGER.rstrip("/")
SIGNERS = re.compile(r"allowed_signers(?:\.(0|[1-9][0-9]{0,8}))?", re.ASCII)
"""Lists of signers beside the log, made from the trust records; the one without a number is the latest trust's."""

FIRST_STATEMENT = f"{LEDGER}{FOLDER}0/statement.json"


@dataclass(frozen=True)
class Evidence:
    """A site and what it is held against.

    ``expected_root``: 64 hex digits, None where nobody gave one. ``memories``: checkpoints of its log seen before.
    """

    site: SiteFiles
    expected_root: str | None
    memories: Sequence[Memory] = ()

    @cached_property
    def survey(self) -> tuple[list[PublishedStatement], list[Problem]]:
        """The statements that can be read, by index, and what is wrong with the rest."""
        return survey_files(self.site.ledger(), NAME)

    @property
    def statements(self) -> list[PublishedStatement]:
        """The statements that can be read, by index."""
        return self.survey[0]

    @cached_property
    def directories(self) -> int:
        """How many statement directories there are, readable or not."""
        below = LEDGER + FOLDER
        return len({path.removeprefix(below).split("/")[0] for path in self.site.kept if path.startswith(below)})

    @cached_property
    def cycles(self) -> list[Cycle]:
        """The statements by cycle."""
        return read_cycles(self.statements)

    @cached_property
    def root(self) -> str | None:
        """SHA-256 of statement 0 as it lies in the site."""
        return self.site.digests.get(FIRST_STATEMENT)

    @cached_property
    def trusts(self) -> TrustChain:
        """The trust records that can be read, by the position of their statement."""
        found = []
        for statement in self.statements:
            if statement.statement.kind != "trust":
                continue
            try:
                found.append((statement.index, trust_of(statement, NAME)))
            except FindingsError:
                # The check of trust reports it; here it only means that nothing can be judged by this record.
                continue
        return TrustChain(tuple(found))

    @property
    def trust(self) -> Trust | None:
        """The trust record of statement 0."""
        return self.trusts.in_force(0)

    def trust_in_force(self, index: int) -> Trust | None:
        """The trust that rules the statement at ``index``; its log key signs the checkpoint of that size."""
        return self.trusts.in_force(index)

    @cached_property
    def log(self) -> LogFiles:
        """The log's files: all of the ledger but the statements and what the site adds for people's own tools."""
        files = self.site.ledger()
        folders = (FOLDER, timestamp.FOLDER)
        added = {p for p in files if p.startswith(folders) or SIGNERS.fullmatch(p) or p == LIST}
        return LogFiles({p: d for p, d in files.items() if p not in added})

    @cached_property
    def log_keys(self) -> LogKeys | None:
        """The log's keys by size, as the trust records name them; None where one of them cannot be read."""
        try:
            return self.trusts.log_keys() if self.trust else None
        except FindingsError:
            return None

    @cached_property
    def log_problems(self) -> list[Problem] | None:
        """Everything wrong with the log, with paths inside the site; None where no key to check it with is known."""
        if self.log_keys is None:
            return None
        found = check_log(self.log, self.log_keys)
        return [Problem(p.code, Place(LEDGER + p.place.path), p.params) for p in found]


def problem(code: str, path: str, clause: str = "", /, **params: object) -> Problem:
    """A problem about a file of the site."""
    return Problem(code, Place(path), {name: str(value) for name, value in params.items()}, clause=clause)


def number_text(number: Fraction) -> str:
    """A computed number as messages show it: exactly, or about as much where its digits are more than anybody reads.

    Sums of many long fractions are longer than any of them, and above some thousands of digits they have no text.
    """
    if max(number.numerator.bit_length(), number.denominator.bit_length()) <= MAX_NUMBER:
        return exact_text(number)
    return f"≈ {shown(number, 6, 'half_up')}" if abs(number) < 10**MAX_NUMBER else "…"


def differing(name: str, found: Sequence[str], expected: Sequence[str]) -> dict[str, str]:
    """Parameters for a message about two lists: how long each is and where they first differ."""
    first = next((i for i, pair in enumerate(zip(found, expected, strict=False)) if pair[0] != pair[1]), None)
    at = first if first is not None else min(len(found), len(expected))
    return {"what": name, "found": str(len(found)), "expected": str(len(expected)), "at": str(at + 1)}
