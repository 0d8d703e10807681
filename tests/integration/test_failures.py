"""A full disk or a killed build: the old site stays whole, and nothing stays behind for good."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.docs.readme import settings
from tests.integration.command import KAOHE, beside, files_of, kaohe, snapshot

pytestmark = pytest.mark.slow

PATIENCE = 60


# Before a program begins: no file may grow beyond so many bytes, as if the disk were full.
LIMITED = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
os.execv(sys.argv[2], sys.argv[2:])
"""


def build_within(office: Path, size: int) -> subprocess.CompletedProcess[str]:
    """A build that can make no file larger than ``size``."""
    return subprocess.run(
        [sys.executable, "-c", LIMITED, str(size), KAOHE, "build"],
        cwd=office,
        env={**settings(office, "en"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


# What runs out of room: copying the ledger and the configuration; what the engine is given; what it makes.
@pytest.mark.parametrize("size", [0, 12_000, 60_000])
def test_a_full_disk(office: Path, size: int) -> None:
    site, names = snapshot(office / "site"), beside(office)
    done = build_within(office, size)
    assert done.returncode == 4, done.stderr
    assert any(code in done.stderr for code in ("U120", "B160", "B180"))
    assert "Traceback" not in done.stderr
    assert snapshot(office / "site") == site
    assert beside(office) == names


def test_a_disk_with_room_enough(office: Path) -> None:
    """The limit is what fails the builds above."""
    done = build_within(office, 50_000_000)
    assert done.returncode == 0, done.stderr


def test_a_folder_that_cannot_be_written(office: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    site = snapshot(office / "site")
    office.chmod(0o555)
    try:
        done = kaohe(office, "build")
    finally:
        office.chmod(0o755)
    assert done.returncode == 4, done.stderr
    assert "U120" in done.stderr
    assert snapshot(office / "site") == site


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.01)


def scratch(office: Path) -> list[Path]:
    return sorted(office.glob(".kaohe-build-*"))


def working(office: Path, stage: str) -> bool:
    """Whether a build has come so far: ``begun``, ``staged`` once the builder runs, ``made`` once the site is whole."""
    marks = {"begun": "export", "staged": "kaohe-site-*/staged", "made": "site/manifest.sha256"}
    with suppress(OSError):  # a folder may go while it is looked into
        return any(any(folder.glob(marks[stage])) for folder in scratch(office))
    return False


@pytest.mark.parametrize(
    ("stage", "whole"),
    [("begun", False), ("staged", True), ("made", False), ("made", True)],
    ids=["at once", "while the engine runs, with its children", "at the end", "at the end, with its children"],
)
def test_a_killed_build(office: Path, stage: str, whole: bool) -> None:
    site, names = snapshot(office / "site"), beside(office)
    process = subprocess.Popen(
        [KAOHE, "build"],
        cwd=office,
        env=settings(office, "en"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    group = process.pid
    try:
        until(lambda: working(office, stage) or process.poll() is not None)
        assert process.returncode is None, "the build ended before it could be killed"
        os.kill(-group if whole else process.pid, signal.SIGKILL)
        assert process.wait(PATIENCE) == -signal.SIGKILL
        assert snapshot(office / "site") == site
        assert scratch(office), "a killed process cannot tidy up; otherwise this test shows nothing"
        until(lambda: not alive(group))
    finally:
        if alive(group):
            os.kill(-group, signal.SIGKILL)
        process.wait(PATIENCE)
    done = kaohe(office, "build")
    assert done.returncode == 0, done.stderr
    assert beside(office) == names
    assert files_of(office / "site") == {name: data for name, data in site.items() if data is not None}


def alive(group: int) -> bool:
    """Whether any process of the group we started still runs; one that nobody reaped does not."""
    return any(process_group == group and state not in ("Z", "X") for state, process_group in processes())


def processes() -> Iterator[tuple[str, int]]:
    """State and group of every process."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # The name, in brackets, may hold anything.
            state, _, process_group, *_ = path.read_text("utf-8", "replace").rpartition(")")[2].split()
            yield state, int(process_group)


def test_two_builds_at_once(office: Path) -> None:
    """One does not sweep away what the other is working in."""
    site = files_of(office / "site")
    both = [
        subprocess.Popen(
            [KAOHE, "build"], cwd=office, env=settings(office, "en"), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=PATIENCE)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert files_of(office / "site") == site
    assert scratch(office) == []
