"""A record where it lies in the ledger, as pages name and link it."""

from __future__ import annotations

from dataclasses import dataclass

from generator.published.withdrawal import Withdrawn


@dataclass(frozen=True, slots=True)
class Held:
    """A record where it lies: statement index, path inside the statement, its bytes' digest and size.

    ``withdrawn``: it lies there no more (its size is 0 then), and this is what says so.
    """

    index: int
    path: str
    sha256: str
    size: int
    withdrawn: Withdrawn | None = None

    @property
    def name(self) -> str:
        """The record's name."""
        return self.path.rpartition("/")[2].removesuffix(".json")

    @property
    def key(self) -> str:
        """How pages name the record for a verifier: ``<index>/records/<type>/<name>.json``."""
        return f"{self.index}/{self.path}"
