"""The trust statements of a ledger: which trust rules at which position (docs/spec/23-trust.md, "In force")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.core.errors import FindingsError
from generator.ledger.log_keys import LogKeys
from generator.ledger.note import parse_vkey
from generator.ledger.statements import FOLDER, PublishedStatement
from generator.published.trust import Trust, read_trust


@dataclass(frozen=True, slots=True)
class TrustChain:
    """The trust records by the index of their statement, ascending."""

    versions: tuple[tuple[int, Trust], ...]

    def in_force(self, index: int) -> Trust | None:
        """The trust that rules the statement at ``index``, and whose log key signs a checkpoint of that size.

        The last one before it; statement 0 answers for itself. None where the ledger does not begin with a trust.
        """
        if not self.versions or self.versions[0][0] != 0:
            return None
        return next(trust for at, trust in reversed(self.versions) if at < max(index, 1))

    def set_at(self, index: int) -> Trust | None:
        """The trust that the statement at ``index`` puts in the place of another; None for statement 0 and others."""
        return next((trust for at, trust in self.versions if at == index and index), None)

    def before(self, index: int) -> list[Trust]:
        """The versions before the statement at ``index``, in order."""
        return [trust for at, trust in self.versions if at < index]

    def log_keys(self) -> LogKeys:
        """The keys of the log by size. Raises FindingsError L110 to L114 (malformed key), G352 (no trust at all)."""
        if not self.versions:
            raise FindingsError.of("G352")
        return LogKeys(tuple((index, parse_vkey(trust.log_key)) for index, trust in self.versions))


def read_chain(statements: Sequence[PublishedStatement], folder: str) -> TrustChain:
    """The chain of ``statements``; ``folder`` is how messages call the ledger.

    Raises FindingsError G351 (a trust statement without exactly one trust record), C110, G301.
    """
    return TrustChain(tuple((s.index, trust_of(s, folder)) for s in statements if s.statement.kind == "trust"))


def trust_of(statement: PublishedStatement, folder: str) -> Trust:
    """The trust that a trust statement sets. Raises FindingsError G351 (not exactly one record), C110, G301."""
    path = f"{folder}/{FOLDER}{statement.index}"
    records = statement.of_type("trust")
    if len(records) != 1:
        raise FindingsError.of("G351", path)
    return read_trust(records[0], f"{path}/{records[0].path}")
