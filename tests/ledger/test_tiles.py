from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.core.errors import FindingsError
from generator.ledger import merkle, tiles
from generator.ledger.tiles import TileName


def code_of(error: pytest.ExceptionInfo[FindingsError]) -> str:
    return error.value.problems[0].code


@pytest.mark.parametrize(
    ("name", "path"),
    [
        (TileName(0, 0), "tile/0/000"),
        (TileName(0, 0, 1), "tile/0/000.p/1"),
        (TileName(1, 999, 255), "tile/1/999.p/255"),
        (TileName(15, 1000), "tile/15/x001/000"),
        (TileName(0, 1234067), "tile/0/x001/x234/067"),
        (TileName(63, 1234067, 8), "tile/63/x001/x234/067.p/8"),
        (TileName(None, 0, 3), "tile/entries/000.p/3"),
        (TileName(None, 1000000), "tile/entries/x001/x000/000"),
    ],
)
def test_paths(name: TileName, path: str) -> None:
    assert name.path == path
    assert tiles.parse_tile_path(path) == name


@given(st.none() | st.integers(0, 63), st.integers(0, 10**15), st.integers(1, 256))
def test_paths_come_back(level: int | None, index: int, width: int) -> None:
    name = TileName(level, index, width)
    assert tiles.parse_tile_path(name.path) == name


@pytest.mark.parametrize(
    "path",
    [
        "",
        "tile",
        "tile/0",
        "tile/0/0",
        "tile/0/0000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/data/000",
        "tile/8/0/000",
        "tile/0/x000/000",
        "tile/0/x001/x000",
        "tile/0/001/000",
        "tile/0/000.p",
        "tile/0/000.p/",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/257",
        "tile/0/000.p/1/2",
        "tile/0/000\n",
        "tile/0/../0/000",
        "/tile/0/000",
        "tile/0/٠٠٠",
        "tile/0/" + "x001/" * 5000 + "000",
    ],
)
def test_paths_that_no_tile_has(path: str) -> None:
    with pytest.raises(FindingsError) as error:
        tiles.parse_tile_path(path)
    assert code_of(error) == "L141"


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_bundles_come_back(entries: list[bytes]) -> None:
    assert tiles.decode_bundle(tiles.encode_bundle(entries), len(entries)) == entries


def test_the_longest_entry() -> None:
    longest = b"x" * 65_535
    assert tiles.encode_bundle([longest]) == b"\xff\xff" + longest
    with pytest.raises(FindingsError) as error:
        tiles.encode_bundle([b"", longest + b"x"])
    assert code_of(error) == "L142"


@pytest.mark.parametrize(
    ("data", "width", "code"),
    [
        (b"\x00", 1, "L143"),
        (b"\x00\x01", 1, "L143"),
        (b"\x00\x02a", 1, "L143"),
        (b"\x00\x01ab", 1, "L143"),
        (b"", 1, "L144"),
        (b"\x00\x01a", 2, "L144"),
        (b"\x00\x01a\x00\x01b", 1, "L144"),
    ],
)
def test_malformed_bundles(data: bytes, width: int, code: str) -> None:
    with pytest.raises(FindingsError) as error:
        tiles.decode_bundle(data, width, "tile/entries/000.p/1")
    assert code_of(error) == code


def entries_up_to(count: int) -> list[bytes]:
    return [b"%d" % i for i in range(count)]


def test_a_log_of_256_entries() -> None:
    made = tiles.tiles_for(entries_up_to(256), [256])
    assert sorted(made) == ["tile/0/000", "tile/1/000.p/1", "tile/entries/000"]
    assert len(made["tile/0/000"]) == 8192
    assert made["tile/1/000.p/1"] == merkle.root([merkle.leaf_hash(entry) for entry in entries_up_to(256)])


def test_a_log_of_70000_entries() -> None:
    made = tiles.tiles_for([b""] * 70_000, [70_000])
    top = {path for path in made if not re.match(r"tile/(0|entries)/", path)}
    assert top == {"tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"}
    assert len(made) == 2 * 274 + 3
    assert "tile/0/273.p/112" in made
    assert "tile/entries/273.p/112" in made


def test_partial_tiles_stay_for_every_published_size() -> None:
    made = tiles.tiles_for(entries_up_to(300), [2, 257, 300])
    assert sorted(made) == [
        "tile/0/000",
        "tile/0/000.p/2",
        "tile/0/001.p/1",
        "tile/0/001.p/44",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/000.p/2",
        "tile/entries/001.p/1",
        "tile/entries/001.p/44",
    ]


@given(st.integers(1, 600), st.data())
def test_tiles_hold_the_hashes_of_the_definition(count: int, data: st.DataObject) -> None:
    entries = entries_up_to(count)
    sizes = [*data.draw(st.lists(st.integers(1, count), max_size=4)), count]
    made = tiles.tiles_for(entries, sizes)
    wanted = set()
    for size in sizes:
        for level in (0, 1):
            hashes = size // 256**level
            wanted |= {TileName(level, i).path for i in range(hashes // 256)}
            wanted |= {TileName(level, hashes // 256, hashes % 256).path} if hashes % 256 else set()
    assert {path for path in made if "entries" not in path} == wanted
    assert {path.replace("entries", "0") for path in made if "entries" in path} == {
        path for path in wanted if path.startswith("tile/0/")
    }
    for path, content in made.items():
        name = tiles.parse_tile_path(path)
        covered = 256 ** (name.level or 0)
        first = name.index * 256 * covered
        if name.level is None:
            assert content == tiles.encode_bundle(entries[first : first + name.width])
            continue
        starts = range(first, first + name.width * covered, covered)
        groups = [entries[start : start + covered] for start in starts]
        assert content == b"".join(merkle.root([merkle.leaf_hash(e) for e in group]) for group in groups)


def test_tiles_added_step_by_step_are_the_tiles_made_at_once() -> None:
    sizes = [1, 3, 255, 256, 257, 511, 512, 700]
    steps: list[str] = []
    for before, size in zip([0, *sizes], sizes, strict=False):
        steps += [name.path for name in tiles.tile_names(size, before)]
    assert sorted(steps) == sorted(tiles.tiles_for(entries_up_to(700), sizes))


@pytest.mark.parametrize("size", [0, -1, 6])
def test_sizes_the_log_never_had(size: int) -> None:
    with pytest.raises(FindingsError) as error:
        tiles.tiles_for(entries_up_to(5), [size])
    assert code_of(error) == "L145"


def test_a_tree_that_is_there_is_used() -> None:
    entries = entries_up_to(5)
    tree = merkle.Tree(hashlib.sha256(b"\x00" + entry).digest() for entry in entries)
    assert tiles.tiles_for(entries, [5], tree) == tiles.tiles_for(entries, [5])
