"""The example is what its script makes: the same bytes every time, and those of the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.core.errors import FindingsError
from generator.disclosure.openings import decode_openings, unseal
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from generator.published.vocabulary import REPEATABLE, act_of
from generator.signing import demo
from tests.conftest import Stages
from tests.example import regenerate
from tests.example.regenerate import COURSE, OPEN, ORDER, ROOT


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.example.regenerate", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )


def published(office: Path) -> list[tuple[str, str]]:
    """Act and cycle of every statement."""
    statements = [statement.statement for statement in published_statements(Workspace(office))]
    return [(act_of(statement.kind, statement.step), statement.cycle) for statement in statements]


@pytest.mark.slow
def test_the_repository_holds_what_the_script_makes_wherever_it_runs(stages: Stages, tmp_path: Path) -> None:
    """Time zone, language and hash seed are another's; the stages are made with those of this machine."""
    done = run("--out", str(tmp_path / "made"), TZ="Pacific/Kiritimati", LC_ALL="C", PYTHONHASHSEED="7")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert regenerate.differences(ROOT, tmp_path / "made") == []
    assert regenerate.differences(stages(OPEN), tmp_path / "made") == []


def test_the_check_says_what_differs(
    stages: Stages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Here the script is given what was made already; the test above makes it."""
    made, spoiled = stages(OPEN), list[str]()

    def given(root: Path, until: str, source: Path) -> None:
        assert (until, regenerate.differences(root, source)) == (OPEN, [])
        shutil.copytree(made, root, dirs_exist_ok=True)
        for path in spoiled:
            (root / path).write_bytes(b"x")

    monkeypatch.setattr(regenerate, "regenerate", given)
    assert regenerate.main(["--check"]) == 0
    assert capsys.readouterr() == ("", "")
    spoiled += ["records/ledger/checkpoint", "records/more"]
    assert regenerate.main(["--check"]) == 1
    assert capsys.readouterr() == ("differs: records/ledger/checkpoint\ndiffers: records/more\n", "")
    assert regenerate.main(["--out", str(tmp_path)]) == 2
    assert capsys.readouterr() == ("", f"{tmp_path} exists\n")


def test_a_practice_office_ends_where_it_is_told(stages: Stages) -> None:
    for count, until in enumerate(("", *ORDER)):
        acts = [act for act, _ in published(stages(until))]
        assert acts == list(ORDER[:count])


def test_the_next_cycle_is_begun_and_not_more(stages: Stages) -> None:
    statements = [s.statement for s in published_statements(Workspace(stages(OPEN)))]
    assert published(stages(OPEN)) == [(entry.act, entry.cycle) for entry in COURSE]
    assert [(s.kind, s.step, s.date) for s in statements if s.cycle == "2026"] == [
        ("scheme", "", "2026-03-20"),
        ("inputs", "goals", "2026-04-10"),
        ("change", "amendment", "2026-05-18"),
    ]


def test_differences_are_found(stages: Stages, tmp_path: Path) -> None:
    left = stages("scheme")
    right = Path(shutil.copytree(left, tmp_path / "right"))
    assert regenerate.differences(left, right) == []
    (right / "records/ledger/checkpoint").write_bytes(b"x")
    (right / "records/more").touch()
    (right / "records/root").unlink()
    assert regenerate.differences(left, right) == ["records/ledger/checkpoint", "records/more", "records/root"]


def test_the_root_is_that_of_statement_0(stages: Stages) -> None:
    statements = published_statements(Workspace(stages("closed")))
    assert (stages("closed") / "records/root").read_text("ascii") == statements[0].sha256 + "\n"


@pytest.mark.parametrize("act", ORDER)
def test_every_recipient_can_open_what_was_withheld(stages: Stages, act: str) -> None:
    workspace = Workspace(stages("closed"))
    statement = published_statements(workspace)[ORDER.index(act)]
    name = f"{act}-{statement.sha256[:16]}" if act in REPEATABLE else act
    sealed = workspace.sealed(name, "" if act == "trust" else "2025").read_bytes()
    for name in demo.RECIPIENTS:
        openings = decode_openings(unseal(sealed, [demo.age_identity(name)], "x"), "x")
        assert openings.statement == statement.sha256
        digests = [digest for _, record in statement.records.values() for digest in record.commitments]
        assert [item.digest for item in openings.disclosures] == digests


def test_inputs_that_do_not_pass_their_check_make_nothing(stages: Stages, tmp_path: Path) -> None:
    office = Path(shutil.copytree(stages(""), tmp_path / "office"))
    (office / "records/cycles/2025/roster.yml").unlink()
    with pytest.raises(FindingsError):
        regenerate.regenerate(office)
    assert not (office / "records/ledger").exists()
