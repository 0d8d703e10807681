"""What a verification found: numbered checks with status, facts to show and problems (docs/spec/50-verify.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from generator.audit.memory import Memory
from generator.core.problem import Problem

Status = Literal["ok", "failed", "not_checked", "skipped"]
Fact: TypeAlias = "str | int | bool | list[str] | None"


@dataclass(frozen=True, slots=True)
class Findings:
    """What one check returns: ``facts`` are counts and digests; ``open`` says that it could not be made at all.

    A problem makes the check fail whatever ``open`` says.
    """

    facts: Mapping[str, Fact]
    problems: tuple[Problem, ...] = ()
    open: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """One numbered check.

    ``needs`` names the checks it rests on that did not pass: what it found may follow from them.
    """

    number: int
    id: str
    status: Status
    facts: Mapping[str, Fact] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The number as it is cited: ``V07``."""
        return check_label(self.number)


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks in order. ``demo`` is None where the trust record could not be read; roots are 64 hex digits.

    ``memorable`` is what to remember of it: the log, where the root was given and the whole ledger passed.
    """

    checks: tuple[Check, ...]
    demo: bool | None
    root: str | None
    expected_root: str | None
    memorable: Memory | None = None

    @property
    def exit_code(self) -> int:
        """1 where a check failed; otherwise 4 where one was not made; otherwise 0."""
        statuses = {check.status for check in self.checks}
        if "failed" in statuses:
            return 1
        return 4 if statuses & {"not_checked", "skipped"} else 0

    def check(self, number: int) -> Check:
        """The check with this number."""
        return next(check for check in self.checks if check.number == number)


def check_label(number: int) -> str:
    """``V`` and two digits."""
    return f"V{number:02d}"
