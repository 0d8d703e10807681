"""One process at a time, and a crash gives back what it held."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from generator.core.errors import NotCheckedError
from generator.office.exclusive import exclusive
from tests.office.acting import codes

KILLED = """
import os, signal, sys
from pathlib import Path
from generator.office.exclusive import exclusive
with exclusive(Path(sys.argv[1]), "x"):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_one_at_a_time(tmp_path: Path) -> None:
    def second() -> None:
        with exclusive(tmp_path, "records"):
            pass

    with exclusive(tmp_path, "records"):
        assert codes(second, NotCheckedError) == [("U126", "records")]
    second()
    assert list(tmp_path.iterdir()) == []


def test_a_crash_gives_it_back(tmp_path: Path) -> None:
    assert subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False).returncode < 0
    with exclusive(tmp_path, "records"):
        pass


def test_a_link_is_not_held(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(OSError), exclusive(tmp_path / "link", "records"):
        pass
