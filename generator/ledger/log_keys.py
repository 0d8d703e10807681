"""Which key signs the log's checkpoint of which size: trust statements may change it (docs/spec/23-trust.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from generator.ledger.note import VerifierKey


@dataclass(frozen=True, slots=True)
class LogKeys:
    """The log's keys over time; ``changes`` are (index of the trust statement that names it, key), ascending, from 0.

    The name of a key is the origin of the checkpoints that it signs.
    """

    changes: tuple[tuple[int, VerifierKey], ...]

    @classmethod
    def only(cls, key: VerifierKey) -> Self:
        """A log that has had one key all along."""
        return cls(((0, key),))

    def for_size(self, size: int) -> VerifierKey:
        """The key of the last trust statement with an index below ``size``: it is part of what it signs."""
        return next((key for index, key in reversed(self.changes) if index < size), self.changes[0][1])

    @property
    def newest(self) -> VerifierKey:
        """The key that signs from now on: what ``log.vkey`` holds."""
        return self.changes[-1][1]
