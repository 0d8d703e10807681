"""A witness that looks again, and only it, makes a period kept in which nothing else was published."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest

from generator.audit.check_procedure import check_procedure
from generator.audit.check_quorum import check_quorum
from generator.audit.evidence import Evidence
from generator.audit.ledger_alone import read_ledger
from generator.ledger.cosignature import Cosigner, with_first_lines
from generator.ledger.log import PUBLISHED
from generator.ledger.note import parse_note
from generator.office.cosigning import Cosigned, cosign
from generator.office.workspace import Workspace
from generator.signing import demo
from tests.conftest import Stages
from tests.example import course
from tests.example.course import COURSE
from tests.example.regenerate import ROOT
from tests.example.regenerate import cosign as cosign_at_once
from tests.office.acting import publish_now, signed

AUDITOR = demo.WITNESSES[0]
REPORT = datetime.date(2026, 1, 30)


def look(workspace: Workspace, day: datetime.date, hour: int) -> Cosigned:
    """What ``kaohe cosign`` does at an hour (UTC) of a day."""
    cosigner = Cosigner(demo.witness_name(AUDITOR), demo.witness_seed(AUDITOR))
    time = int(datetime.datetime.combine(day, datetime.time(hour, tzinfo=datetime.UTC)).timestamp())
    root = workspace.pinned_root()
    assert root is not None
    return cosign(workspace.ledger, root, cosigner, time, workspace.root.with_name("state"))


def standing_of_comments(workspace: Workspace) -> list[str]:
    """The facts of verification that name the time for comments."""
    found = check_procedure(Evidence(read_ledger(workspace.ledger), None))
    named = {name: found.facts[name] for name in ("kept", "claimed", "short")}
    return [name for name, periods in named.items() if "2025 comments" in periods]  # type: ignore[operator]


@pytest.mark.parametrize("again", [False, True])
def test_the_time_for_comments(stages: Stages, tmp_path: Path, again: bool) -> None:
    workspace = Workspace(Path(shutil.copytree(stages("preliminary"), tmp_path / "office")))
    acts = [entry.act for entry in COURSE]
    course.write_files(workspace.root, ROOT, acts.index("report"))
    path = workspace.ledger / f"{PUBLISHED}{acts.index('preliminary') + 1}"
    before = path.read_bytes()
    if again:
        done = look(workspace, REPORT, 0)
        assert (done.written, done.named) == (True, True)
        assert done.first < done.time
    looked = path.read_bytes()
    assert len(parse_note(looked).lines) == len(parse_note(before).lines) + again
    assert with_first_lines(looked) == before
    publish_now(workspace, signed(workspace, "report"))
    cosign_at_once(workspace, REPORT)
    assert path.read_bytes() == looked
    quorum = check_quorum(Evidence(read_ledger(workspace.ledger), None))
    assert quorum is not None and quorum.problems == ()
    assert standing_of_comments(workspace) == ["kept" if again else "claimed"]
