"""What processes of a run share is made once, whole, and watched."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest

from tests.shared import Shared


def _slowly(folder: Path) -> None:
    folder.mkdir()
    with (folder.parents[2] / "calls").open("a", encoding="ascii") as calls:
        calls.write("made\n")
    for number in range(200):
        (folder / str(number)).write_text(str(number), "ascii")


def _asked(root: Path) -> int:
    return len(list(Shared(root).folder("numbers", _slowly).iterdir()))


def test_a_folder_is_made_once_for_all_processes(tmp_path: Path) -> None:
    with multiprocessing.get_context("fork").Pool(4) as pool:
        assert pool.map(_asked, [tmp_path / "shared"] * 4) == [200] * 4
    assert (tmp_path / "calls").read_text("ascii") == "made\n"


def test_what_could_not_be_made_is_tried_again(tmp_path: Path) -> None:
    shared = Shared(tmp_path / "shared")

    def half(folder: Path) -> None:
        folder.mkdir()
        (folder / "half").touch()
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        shared.folder("one", half)
    made = shared.folder("one", lambda folder: folder.mkdir())
    assert list(made.iterdir()) == []


@pytest.mark.parametrize("change", ["bytes", "more", "fewer", "link", "folder"])
def test_a_change_is_noticed(tmp_path: Path, change: str) -> None:
    def make(folder: Path) -> None:
        (folder / "inside").mkdir(parents=True)
        (folder / "inside/file").write_bytes(b"one")
        (folder / "link").symlink_to("inside")

    shared = Shared(tmp_path / "shared")
    folder = shared.folder("one", make)
    assert shared.folder("one", make) == folder
    assert shared.changed() == []
    if change == "bytes":
        (folder / "inside/file").write_bytes(b"two")
    elif change == "more":
        (folder / "more").touch()
    elif change == "fewer":
        (folder / "inside/file").unlink()
    elif change == "link":
        (folder / "link").unlink()
        (folder / "link").symlink_to("elsewhere")
    else:
        (folder / "empty").mkdir()
    assert shared.changed() == ["one"]
    again = Shared(tmp_path / "shared")
    again.folder("one", make)
    assert again.changed() == ["one"], "by whoever made it, and by whoever was given it"
