"""The command as a person calls it, and what it left on disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.docs.readme import settings

OFFICE = ("records", "site_config", "mkdocs.yml", "site")
KAOHE = str(Path(sys.executable).with_name("kaohe"))


def kaohe(repository: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """``kaohe ARGUMENTS`` in the repository, in an office's environment with English messages."""
    return subprocess.run(
        [KAOHE, *arguments],
        cwd=repository,
        env={**settings(repository, "en"), **environment},
        capture_output=True,
        text=True,
        errors="backslashreplace",
        check=False,
    )


def copy_office(repository: Path, target: Path) -> Path:
    """What a build reads and what it replaces, to be changed."""
    target.mkdir(parents=True)
    for name in OFFICE:
        if (repository / name).is_dir():
            shutil.copytree(repository / name, target / name, symlinks=True)
        elif (repository / name).exists():
            shutil.copy2(repository / name, target / name)
    return target


def snapshot(folder: Path) -> dict[str, bytes | None]:
    """Every file below ``folder`` by relative path with its bytes; None for a folder; a link as where it points."""
    found: dict[str, bytes | None] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = b"-> " + os.fsencode(path.readlink())
        elif path.is_dir():
            found[name] = None
        elif path.is_file():
            found[name] = path.read_bytes()
        else:
            found[name] = b"special"
    return found


def files_of(folder: Path) -> dict[str, bytes]:
    """The files below ``folder`` by relative path."""
    return {name: data for name, data in snapshot(folder).items() if data is not None}


def beside(repository: Path) -> set[str]:
    """The names in the repository's top folder: nothing may be left beside the site."""
    return set(os.listdir(repository))


def settle(folder: Path, seconds: float) -> None:
    """Set the times of every file and folder below ``folder``."""
    for path in [folder, *folder.rglob("*")]:
        os.utime(path, (seconds, seconds), follow_symlinks=False)
