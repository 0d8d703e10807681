"""Where clear text lies while someone edits it."""

from __future__ import annotations

import stat
import tempfile
from pathlib import Path

import pytest

from generator.office import private_text


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_a_runtime_folder_of_ones_own_is_used(tmp_path: Path, temporary: Path) -> None:
    own = tmp_path / "run"
    own.mkdir(mode=0o700)
    assert private_text.private_place(str(own)) == own
    own.chmod(0o750)
    assert private_text.private_place(str(own)) == temporary


@pytest.mark.parametrize("runtime", [None, "", "run", "/nowhere/at/all", "link", "/"])
def test_any_other_is_not(tmp_path: Path, temporary: Path, runtime: str | None) -> None:
    if runtime == "link":
        (tmp_path / "own").mkdir(mode=0o700)
        (tmp_path / "link").symlink_to("own")
        runtime = str(tmp_path / "link")
    assert private_text.private_place(runtime) == temporary


def test_the_text_is_for_its_owner_alone_and_goes_with_what_lies_beside_it(temporary: Path) -> None:
    path = private_text.put(temporary, "a.clear.yml", b"text")
    assert path.read_bytes() == b"text"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert private_text.leftovers(temporary) == [path.parent]
    (path.parent / "a.clear.yml~").write_text("backup")
    (path.parent / "link").symlink_to("/etc/hostname")
    private_text.wipe(path)
    assert list(temporary.iterdir()) == []


def test_text_is_overwritten_before_it_goes(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = private_text.put(temporary, "a.clear.yml", b"text")
    monkeypatch.setattr("shutil.rmtree", lambda folder: None)
    private_text.wipe(path)
    assert path.read_bytes() == bytes(4)


def test_what_others_left_is_not_ours_to_name(temporary: Path) -> None:
    (temporary / "kaohe-edit-file").write_text("")
    (temporary / "kaohe-edit-link").symlink_to(".")
    assert private_text.leftovers(temporary) == []
