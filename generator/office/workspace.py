"""Where things lie in an office's repository (docs/SPEC.md, "Files")."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generator.core.errors import FindingsError, UsageError
from generator.core.files import read_bounded
from generator.published.shapes import HEX64


@dataclass(frozen=True, slots=True)
class Workspace:
    """A repository with a ``records`` folder; all paths in messages are relative to its root."""

    root: Path

    @property
    def records(self) -> Path:
        """The office's records."""
        return self.root / "records"

    @property
    def ledger(self) -> Path:
        """The public, append-only part."""
        return self.records / "ledger"

    @property
    def drafts(self) -> Path:
        """Statements in the making."""
        return self.records / "drafts"

    def draft(self, kind: str, cycle: str) -> Path:
        """The folder of a draft: the statement's files, its signatures and its sealed openings."""
        return self.drafts / (f"{cycle}-{kind}" if cycle else kind)

    def sealed(self, kind: str, cycle: str) -> Path:
        """Where the openings of a published statement are kept."""
        folder = self.records / "cycles" / cycle if cycle else self.records
        return folder / "sealed" / f"{kind}.openings.age"

    def pinned_root(self) -> str | None:
        """The root in ``records/root``, where there is one. Raises FindingsError U118 where it is not 64 hex digits."""
        path = self.records / "root"
        if not path.exists():
            return None
        text = read_bounded(path, "records/root", 1024).decode("ascii", "replace").strip()
        if not HEX64.fullmatch(text):
            raise FindingsError.of("U118", "records/root")
        return text

    def name(self, path: Path) -> str:
        """The path as messages show it: from the root of the repository, or the bare name of what lies elsewhere."""
        resolved, root = path.resolve(), self.root.resolve()
        return resolved.relative_to(root).as_posix() if resolved.is_relative_to(root) else path.name


def find_workspace(start: Path) -> Workspace:
    """The nearest folder at or above ``start`` that has ``records/organ.yml`` or ``records/trust.yml``.

    A git repository ends the search: whoever stands in one does not mean the office of a folder around it. Raises
    UsageError U110 where there is none, U145 naming the repository without any.
    """
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / "records" / "organ.yml").is_file() or (folder / "records" / "trust.yml").is_file():
            return Workspace(folder)
        if (folder / ".git").exists():
            raise UsageError.of("U145", folder=folder.name or ".")
    raise UsageError.of("U110", folder=here.name or ".")
