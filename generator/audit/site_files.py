"""A published site read once: every file's digest, the bytes of those that are checked further, the claims of pages.

Nobody vouches for these files: links are not followed, sizes are bounded, names are escaped before they are printed.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.audit.html_claims import Page, read_page
from generator.core.errors import UsageError
from generator.core.problem import Place, Problem, in_order
from generator.signing.release import MAX_SIGNATURE_SIZE, fingerprint_of

MANIFEST = "manifest.sha256"
SITEMAP = "sitemap.xml"
LEDGER = "ledger/"
DATA = "data/"
PROOFS = "proofs/"

MAX_KEPT = 256 * 1024 * 1024
MAX_PAGE = 4 * 1024 * 1024
MAX_OTHER = 4 * 1024 * 1024 * 1024
_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class SiteFiles:
    """The site's files by path relative to it, ``/`` between folders.

    ``digests`` has the SHA-256 of every regular file, ``kept`` the bytes of the manifest, its signatures, the sitemap,
    drawings, ``data/``, ``proofs/`` and the ledger, ``pages`` what the HTML files say. ``problems``: links and special
    files (C131), files too large (C111), names that no published file has (A103). ``unreadable``: what the system did
    not let us read (C132).
    """

    digests: Mapping[str, str]
    kept: Mapping[str, bytes] = field(repr=False)
    pages: Mapping[str, Page] = field(repr=False)
    size: int = 0
    problems: tuple[Problem, ...] = ()
    unreadable: tuple[Problem, ...] = ()

    def ledger(self) -> dict[str, bytes]:
        """The ledger's files by path relative to it."""
        return {path.removeprefix(LEDGER): data for path, data in self.kept.items() if path.startswith(LEDGER)}

    def problems_below(self, prefix: str) -> list[Problem]:
        """The reading problems of files whose path begins with ``prefix``."""
        return [problem for problem in self.problems if problem.place.path.startswith(prefix)]


def read_site(folder: Path, prefix: str = "") -> SiteFiles:
    """Read the site in ``folder``, or a part of one whose paths begin with ``prefix``.

    Raises UsageError A101 where there is no such folder.
    """
    if not folder.is_dir():
        raise UsageError.of("A101", folder.name)
    digests: dict[str, str] = {}
    kept: dict[str, bytes] = {}
    pages: dict[str, Page] = {}
    problems: list[Problem] = []
    unreadable: list[Problem] = []
    size = 0
    for path, full in _walk(folder, prefix, unreadable):
        if _printable(path) != path or "\\" in path:
            problems.append(Problem("A103", Place(_printable(path))))
            continue
        limit = _limit(path)
        try:
            # Opened before it is looked at, so that nothing can be put in its place between the two.
            descriptor = os.open(full, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            link = Path(full).is_symlink()
            (problems if link else unreadable).append(Problem("C131" if link else "C132", Place(path)))
            continue
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                problems.append(Problem("C131", Place(path)))
            elif status.st_size > limit:
                problems.append(Problem("C111", Place(path), {"limit": str(limit)}))
            elif limit == MAX_OTHER:
                digests[path] = _digest_in_blocks(descriptor)
                size += status.st_size
            else:
                data = _read_all(descriptor, limit)
                digests[path] = hashlib.sha256(data).hexdigest()
                size += len(data)
                if path.endswith(".html") and limit == MAX_PAGE:
                    pages[path] = read_page(data)
                else:
                    kept[path] = data
        except OSError:
            unreadable.append(Problem("C132", Place(path)))
        finally:
            os.close(descriptor)
    return SiteFiles(digests, kept, pages, size, tuple(in_order(problems)), tuple(in_order(unreadable)))


def require_site(folder: Path) -> None:
    """Refuse a folder that nobody published as a site, before everything in it is reported as wrong.

    Raises UsageError A105 where it has no ledger or no manifest.
    """
    missing = [name for name in (LEDGER, MANIFEST) if not (folder / name).exists()]
    if missing:
        raise UsageError.of("A105", folder=_printable(folder.name or "."), missing=", ".join(missing))


def _limit(path: str) -> int:
    if fingerprint_of(path) is not None:
        return MAX_SIGNATURE_SIZE
    if path == MANIFEST or path.startswith((LEDGER, DATA, PROOFS)):
        return MAX_KEPT
    return MAX_PAGE if path == SITEMAP or path.endswith((".html", ".svg")) else MAX_OTHER


def _walk(folder: Path, begin: str, unreadable: list[Problem]) -> Iterator[tuple[str, str]]:
    """Everything that is not a folder, with its full path, in the order of paths."""
    found: list[tuple[str, str]] = []
    waiting = [(str(folder), begin)]
    while waiting:
        current, prefix = waiting.pop()
        try:
            with os.scandir(current) as listing:
                for entry in listing:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append((entry.path, f"{prefix}{entry.name}/"))
                    else:
                        found.append((prefix + entry.name, entry.path))
        except OSError:
            unreadable.append(Problem("C132", Place(_printable(prefix))))
    yield from sorted(found)


def _read_all(descriptor: int, limit: int) -> bytes:
    parts = []
    left = limit + 1
    while left > 0 and (part := os.read(descriptor, min(left, _BLOCK))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _digest_in_blocks(descriptor: int) -> str:
    digest = hashlib.sha256()
    while part := os.read(descriptor, _BLOCK):
        digest.update(part)
    return digest.hexdigest()


def _printable(name: str) -> str:
    """A file name as it may stand in a report: what a terminal could interpret or UTF-8 cannot carry is escaped."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in name)
