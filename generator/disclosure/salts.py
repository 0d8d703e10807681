"""Where nonces and salts come from: drawn once for a new draft, replayed when a signer recomputes it.

A draft is immutable: its randomness is kept in the sealed openings, so that every signer gets the same bytes
(docs/SPEC.md, "Commitments").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from generator.core.errors import FindingsError


class Salts(Protocol):
    """128-bit values by name; the same name asked twice gives the same value."""

    def nonce(self, path: str) -> bytes:
        """16 bytes for the record at ``path``."""

    def salt(self, name: str) -> bytes:
        """16 bytes for the disclosure called ``name``."""


class FreshSalts:
    """Draws from ``random_bytes`` (the system's generator, handed in by the command line)."""

    def __init__(self, random_bytes: Callable[[int], bytes]) -> None:
        self._random_bytes = random_bytes
        self._drawn: dict[tuple[str, str], bytes] = {}

    def nonce(self, path: str) -> bytes:
        """16 bytes for the record at ``path``."""
        return self._draw("nonce", path)

    def salt(self, name: str) -> bytes:
        """16 bytes for the disclosure called ``name``."""
        return self._draw("salt", name)

    def _draw(self, use: str, name: str) -> bytes:
        if (use, name) not in self._drawn:
            self._drawn[use, name] = self._random_bytes(16)
        return self._drawn[use, name]


class DerivedSalts:
    """Derives every value from its name: for demonstrations only, where nothing is secret."""

    def __init__(self, cycle: str, derive: Callable[[str], bytes]) -> None:
        self._cycle, self._derive = cycle, derive

    def nonce(self, path: str) -> bytes:
        """16 bytes for the record at ``path``."""
        return self._derive(f"{self._cycle}/{path}")

    def salt(self, name: str) -> bytes:
        """16 bytes for the disclosure called ``name``."""
        return self._derive(name)


class ReplayedSalts:
    """Reads the values a draft was made with; D110 where the draft never had one (it cannot match then)."""

    def __init__(self, nonces: Mapping[str, bytes], salts: Mapping[str, bytes]) -> None:
        self._nonces, self._salts = nonces, salts

    def nonce(self, path: str) -> bytes:
        """16 bytes for the record at ``path``."""
        if path not in self._nonces:
            raise FindingsError.of("D110", path)
        return self._nonces[path]

    def salt(self, name: str) -> bytes:
        """16 bytes for the disclosure called ``name``."""
        if name not in self._salts:
            raise FindingsError.of("D110", name.rsplit("/", 1)[-1])
        return self._salts[name]
