"""The valid office of ``_base`` with some of its text replaced, for tests of single checks."""

from __future__ import annotations

import shutil
from pathlib import Path

from generator.intake.repository import Office, load

BASE = Path(__file__).parent / "_base"

Edits = dict[str, list[tuple[str, str]]]


def edited(folder: Path, edits: Edits, *, without: tuple[str, ...] = ()) -> Office:
    """The office read from a copy in ``folder``; paths are below ``records/cycles/2025`` or begin with ``/``.

    Every text to replace stands exactly once. What the files say after it is readable, whatever it means.
    """
    shutil.copytree(BASE, folder, dirs_exist_ok=True)
    for name, pairs in edits.items():
        path = _path(folder, name)
        text = path.read_text("utf-8")
        for old, new in pairs:
            assert text.count(old) == 1, (name, old)
            text = text.replace(old, new)
        path.write_text(text, "utf-8")
    for name in without:
        path = _path(folder, name)
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    office, problems = load(folder)
    assert problems == []
    return office


def _path(folder: Path, name: str) -> Path:
    return folder / "records" / (name[1:] if name.startswith("/") else f"cycles/2025/{name}")
