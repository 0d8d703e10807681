"""The failures that end a command, one class per exit code.

1 findings or a false signature, 2 usage, 3 leak (nothing was published), 4 could not check.
1 and 4 are never mixed: "not verified" is not "forged".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from generator.core.problem import Place, Problem, in_order


class KaoheError(Exception):
    """Base of all failures a user can cause or meet; carries every problem found, not only the first."""

    exit_code = 1

    def __init__(self, problems: Iterable[Problem] | Problem) -> None:
        self.problems = in_order([problems] if isinstance(problems, Problem) else problems)
        super().__init__(", ".join(p.code for p in self.problems[:3]))

    @classmethod
    def of(cls, code: str, path: str = "", *, clause: str = "", **params: object) -> Self:
        """A failure with a single problem about a whole file (or about no file)."""
        return cls(Problem(code, Place(path), {k: str(v) for k, v in params.items()}, clause=clause))


class FindingsError(KaoheError):
    """The input, a signature or a published file is wrong."""

    exit_code = 1


class UsageError(KaoheError):
    """The command was called in a way that cannot mean anything here."""

    exit_code = 2


class LeakError(KaoheError):
    """The output holds something that must not leave; nothing was published."""

    exit_code = 3


class NotCheckedError(KaoheError):
    """A check could not be made (missing key, tool or file); says nothing about the thing itself."""

    exit_code = 4
