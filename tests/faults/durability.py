"""What a loss of power could still take away: every write that nobody brought to the disk yet.

The content of a file is safe once the file was synced, its name once its folder was. A test asks before something is
shown to others, and at the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from tests.faults.injection import Place


def unsafe_before(places: Iterable[Place], until: str) -> list[str]:
    """The paths that are not safe yet when something is first renamed to a path that ends in ``until``."""
    unsafe: set[tuple[str, str]] = set()
    for place in places:
        if place.kind == "os.rename" and place.paths[1].endswith(until):
            return _named(unsafe)
        _follow(unsafe, place)
    raise AssertionError(f"nothing was renamed to {until}")


def unsafe_after(places: Iterable[Place]) -> list[str]:
    """The paths that are not safe when all is done."""
    unsafe: set[tuple[str, str]] = set()
    for place in places:
        _follow(unsafe, place)
    return _named(unsafe)


def _named(unsafe: set[tuple[str, str]]) -> list[str]:
    return sorted(f"{what} of {path}" for what, path in unsafe)


def _follow(unsafe: set[tuple[str, str]], place: Place) -> None:
    path = place.paths[0]
    if place.kind == "open":
        unsafe |= {("content", path), ("name", path)}
    elif place.kind == "os.mkdir":
        unsafe.add(("name", path))
    elif place.kind == "sync":
        unsafe -= {(what, at) for what, at in unsafe if path == "/" or _safe_by(what, at, path)}
    elif place.kind == "os.rename":
        source, target = place.paths
        moved = {(what, at) for what, at in unsafe if f"{at}/".startswith(f"{source}/")}
        unsafe -= moved
        unsafe -= {(what, at) for what, at in unsafe if f"{at}/".startswith(f"{target}/")}
        unsafe |= {(what, target + at.removeprefix(source)) for what, at in moved} | {("name", target)}
    elif place.kind in ("os.remove", "os.rmdir"):
        unsafe -= {("content", path), ("name", path)}


def _safe_by(what: str, at: str, synced: str) -> bool:
    return at == synced if what == "content" else str(PurePosixPath(at).parent) == synced
