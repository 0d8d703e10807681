"""Clear text on its way through an editor: one private folder, wiped at the end (docs/spec/14-sealed.md)."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from pathlib import Path

from generator.office.sealing import write_private

PREFIX = "kaohe-edit-"


def private_place(runtime: str | None) -> Path:
    """The user's runtime folder (``$XDG_RUNTIME_DIR``) where it is theirs alone, else the system's temporary one."""
    if runtime:
        place = Path(runtime)
        try:
            found = place.lstat()
        except OSError:
            found = None
        if found is not None and stat.S_ISDIR(found.st_mode):
            alone = stat.S_IMODE(found.st_mode) == stat.S_IRWXU and found.st_uid == os.getuid()
            if alone and place.is_absolute():
                return place
    return Path(tempfile.gettempdir())


def leftovers(place: Path) -> list[Path]:
    """Folders of earlier edits that were kept or cut off."""
    found = []
    for folder in sorted(place.glob(f"{PREFIX}*")):
        try:
            status = folder.lstat()
        except OSError:
            continue
        if stat.S_ISDIR(status.st_mode) and status.st_uid == os.getuid():
            found.append(folder)
    return found


def put(place: Path, name: str, data: bytes) -> Path:
    """``data`` in a new folder of mode 0700 in ``place``; the path of the file."""
    path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place)) / name
    write_private(path, data)
    return path


def wipe(path: Path) -> None:
    """Overwrite and remove the folder of ``path`` with everything an editor left there."""
    for file in path.parent.rglob("*"):
        if file.is_file() and not file.is_symlink():
            size = file.stat().st_size
            with file.open("r+b") as stream:
                stream.write(bytes(size))
                stream.flush()
                os.fsync(stream.fileno())
    shutil.rmtree(path.parent)
