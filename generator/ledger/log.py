"""The log as a folder of static files: reading, appending, checking.

Layout below the folder (docs/spec/20-log.md, "Files"): ``checkpoint`` (the newest), ``checkpoints/<size>`` (every
published one), ``tile/...`` and ``log.vkey``. Appending and checking are functions from values to values; only
:func:`read_log` touches the disk, and only to read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from generator.core.errors import FindingsError, NotCheckedError
from generator.core.files import read_bounded
from generator.core.problem import Place, Problem, in_order
from generator.ledger import tiles
from generator.ledger.checkpoint import Checkpoint, open_checkpoint, parse_size, require_log_key, sign_checkpoint
from generator.ledger.log_keys import LogKeys
from generator.ledger.merkle import Tree, leaf_hash
from generator.ledger.note import MAX_NOTE_SIZE, Signer, VerifierKey

NEWEST = "checkpoint"
PUBLISHED = "checkpoints/"
TILES = "tile/"
KEY = "log.vkey"

_MAX_TILE_FILE = tiles.TILE_WIDTH * (2 + tiles.MAX_ENTRY_SIZE)


@dataclass(frozen=True)
class LogFiles:
    """The log's files by path relative to its folder; ``problems`` are those met while reading them."""

    files: Mapping[str, bytes]
    problems: tuple[Problem, ...] = ()

    @cached_property
    def sizes(self) -> list[int]:
        """The sizes with a published checkpoint, ascending, as the file names say."""
        found = (_published_size(path) for path in self.files)
        return sorted(size for size in found if size is not None)

    @cached_property
    def checkpoints(self) -> dict[int, bytes]:
        """The published checkpoints (signed notes, not verified here) by size, ascending."""
        return {size: self.files[f"{PUBLISHED}{size}"] for size in self.sizes}

    @cached_property
    def entries(self) -> list[bytes]:
        """All entries, read from the bundles of the greatest size; none where nothing was published.

        Raises FindingsError L156 (bundle missing), L143 or L144 (bundle malformed).
        """
        entries: list[bytes] = []
        for name in tiles.bundle_names(self.sizes[-1] if self.sizes else 0):
            data = self.files.get(name.path)
            if data is None:
                raise FindingsError.of("L156", name.path)
            entries.extend(tiles.decode_bundle(data, name.width, name.path))
        return entries


def read_log(folder: Path) -> LogFiles:
    """The log's own files in ``folder``; everything else in it is left alone.

    Links, special files and files above the size limits are not read but reported in ``problems`` (C131, C111).
    Raises NotCheckedError L165 where the folder cannot be listed and C132 where a file cannot be read.
    """
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    try:
        found = list(_walk(folder))
    except OSError as error:
        raise NotCheckedError.of("L165", reason=error.strerror or "") from error
    for path, place in found:
        limit = _MAX_TILE_FILE if path.startswith(TILES) else MAX_NOTE_SIZE
        try:
            files[path] = read_bounded(place, path, limit)
        except FindingsError as error:
            problems += error.problems
    return LogFiles(files, tuple(in_order(problems)))


def append(
    entries_so_far: Sequence[bytes],
    new_entries: Sequence[bytes],
    signer: Signer,
    origin: str,
    published_sizes: Iterable[int],
    tree: Tree | None = None,
    *,
    new_key: bool = False,
) -> dict[str, bytes]:
    """The files to write so that the log grows by ``new_entries`` and has one more published checkpoint.

    They come in the order in which they must be written: tiles, ``log.vkey`` (with the first entries, and where
    ``new_key`` says that the new ones change the log's key), ``checkpoints/<size>`` and, last, ``checkpoint``: a reader
    never meets a checkpoint without its tiles.
    ``tree`` is the tree over ``entries_so_far``; whoever keeps it pays only for the new entries (it is extended in
    place).

    Raises FindingsError L163 (the greatest published size is not the number of entries so far), L164 (nothing new),
    L142 (an entry too long) and those of :func:`sign_checkpoint`.
    """
    before = len(entries_so_far)
    greatest = max(published_sizes, default=0)
    if greatest != before or (tree is not None and tree.size != before):
        raise FindingsError.of("L163", published=greatest, entries=before)
    if not new_entries:
        raise FindingsError.of("L164")
    for entry in new_entries:
        if len(entry) > tiles.MAX_ENTRY_SIZE:
            raise FindingsError.of("L142", length=len(entry), limit=tiles.MAX_ENTRY_SIZE)
    require_log_key(signer.name, origin)
    whole = Tree(leaf_hash(entry) for entry in entries_so_far) if tree is None else tree
    whole.extend(leaf_hash(entry) for entry in new_entries)
    signed = sign_checkpoint(Checkpoint(origin, whole.size, whole.root()), signer)
    entries = [*entries_so_far, *new_entries]
    files = {name.path: tiles.tile_data(name, entries, whole) for name in tiles.tile_names(whole.size, before)}
    if before == 0 or new_key:
        files[KEY] = key_file(signer.verifier)
    files[f"{PUBLISHED}{whole.size}"] = signed
    files[NEWEST] = signed
    return files


def key_file(verifier: VerifierKey) -> bytes:
    """The bytes of ``log.vkey``: the public key's text and a newline."""
    return verifier.text().encode("utf-8") + b"\n"


def check_log(log: LogFiles, keys: LogKeys) -> list[Problem]:
    """Everything that is wrong with a log, sorted; an empty list says that it is exactly the files of an honest log.

    Every published checkpoint is verified with the key of its size and its root recomputed from the entries, so each is
    the beginning of the next, whatever key signed it.
    Codes: docs/spec/20-log.md, "Files". The roots and tiles are not compared where the entries cannot be read.
    """
    problems = list(log.problems)
    problems += [Problem("L151", Place(path)) for path in log.files if not _is_known(path)]
    problems += _check_key(log, keys.newest)
    if not log.sizes:
        problems.append(Problem("L150", Place(PUBLISHED)))
        return in_order(problems)
    problems += _check_newest(log)
    opened: dict[int, Checkpoint] = {}
    for size, data in log.checkpoints.items():
        path = f"{PUBLISHED}{size}"
        verifier = keys.for_size(size)
        try:
            checkpoint = open_checkpoint(data, verifier, verifier.name, path)
        except FindingsError as error:
            problems += error.problems
            continue
        if checkpoint.size != size:
            problems.append(Problem("L154", Place(path), {"found": str(checkpoint.size), "expected": str(size)}))
        else:
            opened[size] = checkpoint
    try:
        entries = log.entries
    except FindingsError as error:
        return in_order([*problems, *error.problems])
    tree = Tree(leaf_hash(entry) for entry in entries)
    for size, checkpoint in opened.items():
        if tree.root(size) != checkpoint.root:
            problems.append(Problem("L155", Place(f"{PUBLISHED}{size}")))
    problems += _check_tiles(log, tiles.tiles_for(entries, log.sizes, tree))
    return in_order(problems)


def _check_key(log: LogFiles, verifier: VerifierKey) -> Iterator[Problem]:
    if KEY not in log.files:
        yield Problem("L159", Place(KEY))
    elif log.files[KEY] != key_file(verifier):
        yield Problem("L160", Place(KEY))


def _check_newest(log: LogFiles) -> Iterator[Problem]:
    if NEWEST not in log.files:
        yield Problem("L152", Place(NEWEST))
    elif log.files[NEWEST] != log.checkpoints[log.sizes[-1]]:
        yield Problem("L153", Place(NEWEST), {"size": str(log.sizes[-1])})


def _check_tiles(log: LogFiles, expected: Mapping[str, bytes]) -> Iterator[Problem]:
    for path, data in expected.items():
        if path not in log.files:
            yield Problem("L156", Place(path))
        elif log.files[path] != data:
            yield Problem("L158", Place(path))
    for path in log.files:
        if path.startswith(TILES) and path not in expected and _is_known(path):
            yield Problem("L157", Place(path))


def _is_known(path: str) -> bool:
    """Whether the log's layout has a file with this path, at some size."""
    if path.startswith(TILES):
        try:
            tiles.parse_tile_path(path)
        except FindingsError:
            return False
        return True
    return path in {NEWEST, KEY} or _published_size(path) is not None


def _published_size(path: str) -> int | None:
    """The size in the path of a published checkpoint; 0 is no published size, a log begins with its first entry."""
    return (parse_size(path.removeprefix(PUBLISHED)) or None) if path.startswith(PUBLISHED) else None


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """All files (and whatever else is not a folder) of the log: path relative to it, and where it is."""
    waiting: list[tuple[str, str]] = [(str(folder), "")]
    while waiting:
        current, prefix = waiting.pop()
        with os.scandir(current) as listing:
            for entry in listing:
                if not prefix and not (entry.name.startswith(NEWEST) or entry.name in {TILES.rstrip("/"), KEY}):
                    continue
                path = prefix + _printable(entry.name)
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((entry.path, path + "/"))
                else:
                    yield path, Path(entry.path)


def _printable(name: str) -> str:
    """A file name as it may stand in a report: what a terminal could interpret or UTF-8 cannot carry is escaped."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in name)
