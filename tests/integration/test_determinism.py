"""The site depends on what the office published and on nothing else: not on where, when or by whom it is built."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.docs.readme import settings
from tests.integration.command import copy_office, files_of, kaohe, settle

pytestmark = pytest.mark.slow

YEAR_2000 = 946_684_800
SETTINGS = {
    "a/short/way": ({"TZ": "Asia/Shanghai", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "0"}, 0o022),
    "一条 更长的/路/der/weg/ist/weit": (
        {"TZ": "America/New_York", "LC_ALL": "zh_CN.UTF-8", "LANG": "zh_CN.UTF-8", "PYTHONHASHSEED": "1"},
        0o077,
    ),
    "x": (
        {
            "TZ": "UTC",
            "LC_ALL": "en_US.UTF-8",
            "LANG": "en_US.UTF-8",
            "PYTHONHASHSEED": "12345",
            "SOURCE_DATE_EPOCH": "1",
            "PYTHONOPTIMIZE": "1",
            "KAOHE_LANG": "zh",
        },
        0o002,
    ),
}

# What a process of the other day runs before anything else: a clock twelve years on, and a note that it ran.
CLOCK = """
import datetime, os, sys, time
from pathlib import Path

SHIFT = {shift}
real_time, real_time_ns, real_datetime, real_date = time.time, time.time_ns, datetime.datetime, datetime.date
time.time = lambda: real_time() + SHIFT
time.time_ns = lambda: real_time_ns() + SHIFT * 10**9
for name in ("localtime", "gmtime", "ctime"):
    def shifted(seconds=None, real=getattr(time, name)):
        return real(time.time() if seconds is None else seconds)
    setattr(time, name, shifted)
real_strftime = time.strftime
time.strftime = lambda form, moment=None: real_strftime(form, time.localtime() if moment is None else moment)

class SameAs(type):
    def __instancecheck__(cls, value):
        return isinstance(value, cls.__mro__[1])
    def __subclasscheck__(cls, other):
        return issubclass(other, cls.__mro__[1])

class Datetime(real_datetime, metaclass=SameAs):
    now = classmethod(lambda cls, tz=None: real_datetime.fromtimestamp(time.time(), tz))
    today = classmethod(lambda cls: real_datetime.fromtimestamp(time.time()))
    utcnow = classmethod(lambda cls: real_datetime.utcfromtimestamp(time.time()))

class Date(real_date, metaclass=SameAs):
    today = classmethod(lambda cls: real_date.fromtimestamp(time.time()))

datetime.datetime, datetime.date = Datetime, Date
with open({notes!r}, "a", encoding="utf-8") as notes:
    notes.write(" ".join(sys.orig_argv) + " " + str(datetime.date.today().year) + "\\n")
"""
SHIFT = 12 * 366 * 24 * 3600


@pytest.mark.parametrize("place", SETTINGS)
def test_place_language_zone_and_seed(repository: Path, site: Path, tmp_path: Path, place: str) -> None:
    environment, mask = SETTINGS[place]
    office = copy_office(repository, tmp_path / place)
    settle(office, YEAR_2000)
    before = os.umask(mask)
    try:
        done = kaohe(office, "build", "--out", "public", **environment)
    finally:
        os.umask(before)
    assert done.returncode == 0, done.stderr
    assert files_of(office / "public") == files_of(site)


def test_another_day(repository: Path, site: Path, tmp_path: Path) -> None:
    """Every process of the build gets another clock, from an environment that brings its own.

    A preloaded library would not do: children are given an environment of their own.
    """
    office = copy_office(repository, tmp_path / "office")
    notes = tmp_path / "notes"
    python = other_clock(tmp_path / "environment", notes)
    done = subprocess.run(
        [python, "-m", "generator", "build", "--out", "public"],
        cwd=office,
        env=settings(office, "en"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = notes.read_text("utf-8").splitlines()
    this_year = datetime.datetime.now(datetime.UTC).year
    assert all(int(line.rsplit(" ", 1)[1]) >= this_year + 12 for line in said)
    for program in ("-m generator build", "-m generator.site", "-m mkdocs build", "-m generator.leakgate"):
        assert any(program in line for line in said), program
    assert files_of(office / "public") == files_of(site)


def other_clock(folder: Path, notes: Path) -> str:
    """A Python whose processes, and theirs, live on another day; they note that they ran."""
    venv.create(folder, with_pip=False, symlinks=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)}))
    (packages / "other_clock.py").write_text(CLOCK.format(shift=SHIFT, notes=str(notes)), encoding="utf-8")
    ours = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    lines = ["import other_clock", *(f"import site; site.addsitedir({path!r})" for path in ours)]
    (packages / "other_clock.pth").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(folder / "bin" / "python")


def test_building_again_changes_nothing(office: Path) -> None:
    before = files_of(office / "site")
    assert kaohe(office, "build").returncode == 0
    assert files_of(office / "site") == before
