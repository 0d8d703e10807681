"""A draw that did not take place, from the amendment over the new draw to a site that verifies; and what is refused."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path

import pytest

from generator.office.workspace import Workspace
from tests.conftest import Stages
from tests.example import review
from tests.example.regenerate import ROOT, cosign
from tests.integration.command import kaohe
from tests.office.acting import codes, draft, edit, publish_now, signed

pytestmark = pytest.mark.slow

LEADERS = ("demo-leader-1", "demo-leader-2", "demo-supervisor-1")
FOLDER = "records/cycles/2025/procedure/amendments"
CALLED_OFF = """schema: kaohe/amendment/v1
cycle: 2025
id: {name}
date: {date}
reason: {{zh: "第 6 期摇号因停电没有举行（虚构）", en: "Draw no. 6 was called off in a power cut (fictional)"}}
cites: [P1-A16]
draw:
  event: {{zh: "第 7 期摇号结果，写法不变（虚构）", en: "Draw no. 7, read in the same way (fictional)"}}
  drawn: {drawn}
"""
DAY, NEXT = datetime.date(2026, 1, 13), datetime.date(2026, 1, 14)


def write(workspace: Workspace, name: str, date: str, drawn: str) -> None:
    path = workspace.root / FOLDER / f"{name}.yml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(CALLED_OFF.format(name=name, date=date, drawn=drawn), "utf-8")


@pytest.fixture(scope="module")
def amended(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office on the evening of the day on which the draw was called off. Not to be changed.

    The review lies there already, as the example writes it with the statement before: with the day of the new draw.
    """
    workspace = Workspace(Path(shutil.copytree(stages("materials"), tmp_path_factory.mktemp("amended") / "office")))
    write(workspace, "called-off", "2026-01-13", "2026-01-14")
    assert codes(lambda: draft(workspace, "amendment")) == [("X339", review.PATH)]
    edit(workspace, review.PATH, "drawn: 2026-01-13", "drawn: 2026-01-14")
    # Nothing goes by an amendment that nobody can read.
    assert codes(lambda: draft(workspace, "review")) == [("P118", f"{FOLDER}/called-off.yml")]
    publish_now(workspace, signed(workspace, "amendment", LEADERS))
    cosign(workspace, DAY)
    return workspace.root


@pytest.fixture
def office(amended: Path, tmp_path: Path) -> Workspace:
    """A copy of it, to work on."""
    return Workspace(Path(shutil.copytree(amended, tmp_path / "office")))


def test_the_new_draw_is_reviewed_published_and_verified(office: Workspace) -> None:
    assert publish_now(office, signed(office, "review")) == publish_index(office)
    cosign(office, NEXT)
    for name in ("site_config", "mkdocs.yml"):
        if not (office.root / name).exists():
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, office.root / name)
    built = kaohe(office.root, "build")
    assert built.returncode == 0, built.stderr
    root = (office.root / "records/root").read_text("ascii").strip()
    verified = kaohe(office.root, "verify", "site", "--root", root, "--no-memory")
    assert "V17 [ok]" in verified.stdout and "draws moved: 2025 called-off" in verified.stdout
    assert "of these on or after the day announced before: 2025 called-off" in verified.stdout
    assert "failed" not in verified.stdout, verified.stdout
    page = (office.root / "site/2025/plan.html").read_text("utf-8")
    assert page.count("第 7 期摇号结果") == 2 and "第 6 期摇号因停电没有举行" in page
    assert "当天或者以后才另定" in page


def refused(office: Workspace, act: str) -> set[str]:
    """The codes with which the command refuses to draft an act."""
    done = kaohe(office.root, "draft", act, "2025", "--json")
    assert done.returncode == 1, done.stdout + done.stderr
    return {problem["code"] for problem in json.loads(done.stdout)["problems"]}


def publish_index(office: Workspace) -> int:
    """The index of the newest statement."""
    return max(int(path.name) for path in (office.root / "records/ledger/statements").iterdir())


def test_the_seed_of_the_day_that_was_called_off_is_refused(office: Workspace) -> None:
    edit(office, review.PATH, "drawn: 2026-01-14", "drawn: 2026-01-13")
    assert codes(lambda: draft(office, "review")) == [("X339", review.PATH)]


def test_an_amendment_of_the_new_day_is_refused(office: Workspace) -> None:
    write(office, "too-late", "2026-01-15", "2026-01-15")
    edit(office, review.PATH, "drawn: 2026-01-14", "drawn: 2026-01-15")
    edit(office, review.PATH, "\ndate: 2026-01-14", "\ndate: 2026-01-15")
    assert codes(lambda: draft(office, "amendment")) == [("X455", f"{FOLDER}/too-late.yml")]


def test_nothing_is_drawn_anew_after_the_review(office: Workspace) -> None:
    publish_now(office, signed(office, "review"))
    write(office, "another", "2026-01-14", "2026-01-15")
    assert {"X460", "X339"} <= refused(office, "amendment")


def test_what_was_published_of_an_amendment_stays(office: Workspace) -> None:
    edit(office, f"{FOLDER}/called-off.yml", "停电", "停水")
    assert refused(office, "review") == {"X190"}


def test_kaohe_sample_says_whose_digits_count(office: Workspace) -> None:
    told = kaohe(office.root, "sample", "2025", "--digits", "1234567")
    assert told.returncode == 0 and "2026-01-14" in told.stderr and "called-off" in told.stderr
