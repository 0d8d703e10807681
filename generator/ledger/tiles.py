"""Tiles and entry bundles (C2SP tlog-tiles): the log cut into static files of 256 hashes or 256 entries.

Byte formats, paths and codes: docs/spec/20-log.md, "Tiles" and "Entry bundles".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.core.errors import FindingsError
from generator.ledger.merkle import Tree, leaf_hash

TILE_WIDTH = 256
TILE_HEIGHT = 8
MAX_ENTRY_SIZE = 65_535
MAX_LEVEL = 63

_LENGTH_SIZE = 2
_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)
_MAX_PATH = 64


@dataclass(frozen=True, slots=True)
class TileName:
    """Where a tile stands: ``level`` 0 to 63, None for an entry bundle; ``index`` in its level; ``width`` 1 to 256."""

    level: int | None
    index: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """The path below the log's folder: ``tile/<level>/<index>[.p/<width>]``."""
        groups = f"{self.index % 1000:03d}"
        rest = self.index // 1000
        while rest:
            groups = f"x{rest % 1000:03d}/{groups}"
            rest //= 1000
        level = "entries" if self.level is None else str(self.level)
        partial = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{level}/{groups}{partial}"


def parse_tile_path(path: str) -> TileName:
    """The tile that ``path`` names. Raises FindingsError L141 for a path that no tile has."""
    match = _PATH.fullmatch(path) if len(path) <= _MAX_PATH else None
    if match is None:
        raise FindingsError.of("L141", path)
    level = None if match[1] == "entries" else int(match[1])
    width = int(match[3]) if match[3] else TILE_WIDTH
    name = TileName(level, int(match[2].replace("x", "").replace("/", "")), width)
    # Writing the path again refuses leading zero groups, partial tiles of full width and widths above 255.
    if name.path != path or width > TILE_WIDTH or (level is not None and level > MAX_LEVEL):
        raise FindingsError.of("L141", path)
    return name


def encode_bundle(entries: Iterable[bytes]) -> bytes:
    """Each entry behind its length as two bytes, big-endian. Raises FindingsError L142 above 65,535 bytes."""
    parts = []
    for entry in entries:
        if len(entry) > MAX_ENTRY_SIZE:
            raise FindingsError.of("L142", length=len(entry), limit=MAX_ENTRY_SIZE)
        parts.append(len(entry).to_bytes(_LENGTH_SIZE, "big"))
        parts.append(entry)
    return b"".join(parts)


def decode_bundle(data: bytes, width: int, path: str = "") -> list[bytes]:
    """The ``width`` entries of a bundle. Raises FindingsError L143 (cut off), L144 (other number of entries)."""
    entries = []
    position = 0
    while position < len(data):
        start = position + _LENGTH_SIZE
        end = start + int.from_bytes(data[position:start], "big")
        if end > len(data):
            raise FindingsError.of("L143", path)
        entries.append(data[start:end])
        position = end
    if len(entries) != width:
        raise FindingsError.of("L144", path, found=len(entries), expected=width)
    return entries


def bundle_names(size: int) -> Iterator[TileName]:
    """The entry bundles of a log with ``size`` entries, in order; the last may be partial."""
    for index in range(size // TILE_WIDTH):
        yield TileName(None, index)
    if size % TILE_WIDTH:
        yield TileName(None, size // TILE_WIDTH, size % TILE_WIDTH)


def tile_names(size: int, after: int = 0) -> Iterator[TileName]:
    """The tiles and bundles of a log with ``size`` entries that it did not have at ``after`` entries.

    Per level these are the newly full tiles and, where the level grew and does not end on a tile boundary, one that
    is partial.
    """
    level = 0
    while (count := size >> (TILE_HEIGHT * level)) > 0:
        count_before = after >> (TILE_HEIGHT * level)
        places: list[int | None] = [None, 0] if level == 0 else [level]
        for place in places:
            for index in range(count_before // TILE_WIDTH, count // TILE_WIDTH):
                yield TileName(place, index)
            if count % TILE_WIDTH and count > count_before:
                yield TileName(place, count // TILE_WIDTH, count % TILE_WIDTH)
        level += 1


def tile_data(name: TileName, entries: Sequence[bytes], tree: Tree) -> bytes:
    """The bytes of one tile or bundle; ``tree`` is over ``entries``. Raises FindingsError L142."""
    first = name.index * TILE_WIDTH
    if name.level is None:
        return encode_bundle(entries[first : first + name.width])
    return b"".join(tree.levels[TILE_HEIGHT * name.level][first : first + name.width])


def tiles_for(entries: Sequence[bytes], sizes: Iterable[int], tree: Tree | None = None) -> dict[str, bytes]:
    """Every full tile of the log, and the partial tiles of every size that had a published checkpoint.

    ``tree`` is the tree over ``entries`` where the caller has it already. Raises FindingsError L142 (entry too long),
    L145 (a size that the log never had).
    """
    whole = Tree(leaf_hash(entry) for entry in entries) if tree is None else tree
    names = {name for name in tile_names(len(entries)) if name.width == TILE_WIDTH}
    before = 0
    for size in sorted(set(sizes)):
        if not 0 < size <= len(entries):
            raise FindingsError.of("L145", size=size, entries=len(entries))
        names.update(tile_names(size, before))
        before = size
    return {name.path: tile_data(name, entries, whole) for name in names}
