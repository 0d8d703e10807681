"""The output folder: every file is written once, and its digest remembered for the manifest."""

from __future__ import annotations

from pathlib import Path

from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError


class Output:
    """A folder being filled; ``digests`` holds SHA-256 by path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.digests: dict[str, str] = {}
        self._made: set[Path] = set()

    def write(self, path: str, data: bytes) -> None:
        """Write one file. Raises FindingsError B182 where there is one already."""
        if path in self.digests:
            raise FindingsError.of("B182", path)
        target = self.folder / path
        if target.parent not in self._made:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(target.parent)
        target.write_bytes(data)
        self.digests[path] = sha256_hex(data)

    def merge(self, digests: dict[str, str]) -> None:
        """Take over what another process wrote into the same folder. Raises FindingsError B182."""
        for path in digests:
            if path in self.digests:
                raise FindingsError.of("B182", path)
        self.digests |= digests
