"""Two publishers at once, as real processes: one wins, the other is told why and changes nothing."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator.disclosure.openings import seal
from generator.disclosure.salts import DerivedSalts
from generator.ledger.log import check_log, read_log
from generator.ledger.log_keys import LogKeys
from generator.office.check import checked_office
from generator.office.drafts import make_draft, read_draft
from generator.office.last_signed import LastSigned
from generator.office.published_state import published_statements
from generator.signing import demo
from tests.example import course
from tests.example.course import COURSE, ROOT
from tests.example.regenerate import IDENTITY, SIGNERS
from tests.faults.conftest import Cases
from tests.faults.injection import Fault, Place, Running, places, run
from tests.faults.publishing import LEDGER, OWN, Case, publication, require_same, workspace_in
from tests.office.acting import edit, sign, signed, snapshot

pytestmark = pytest.mark.slow

KIND = "scheme"
WRITING = "/records/ledger/checkpoints/2"
"""Where a publisher is in the middle of it: the log key has signed, nothing of it is shown yet."""


def at(found: list[Place], until: str) -> int:
    return next(n for n, place in enumerate(found) if place.kind == "os.rename" and place.paths[1].endswith(until))


def stopped(folder: Path, case: Case, place: int) -> Running:
    """A publisher that stands still in the middle of its work."""
    running = Running(publication(folder, KIND, case.cycle), place, Fault.STOP)
    running.until_stopped()
    return running


def command(folder: Path, state: Path, lang: str = "en") -> list[Any]:
    """``kaohe publish`` as a person calls it: arguments, working folder and environment."""
    keys = state.with_name("keys")
    keys.mkdir(exist_ok=True)
    for name, text in (("log", OWN.text()), ("identity", demo.age_identity("demo-office"))):
        (keys / name).write_text(text + "\n", "utf-8")
        (keys / name).chmod(0o600)
    arguments = [sys.executable, "-m", "generator", "--json", "publish", f"records/drafts/2025-{KIND}"]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(keys),
        "XDG_STATE_HOME": str(state),
        "KAOHE_LANG": lang,
        "KAOHE_LOG_KEY": str(keys / "log"),
        "KAOHE_IDENTITY": str(keys / "identity"),
        "PYTHONPATH": os.pathsep.join(path for path in (str(Path(__file__).parents[2]), *sys.path) if path),
    }
    return [arguments, folder / "office", environment]


def both(*commands: list[Any]) -> list[tuple[int, dict[str, Any]]]:
    """Exit codes and machine answers of commands that run at the same time."""
    started = [
        subprocess.Popen(c[0], cwd=c[1], env=c[2], stdout=subprocess.PIPE, stderr=subprocess.PIPE) for c in commands
    ]
    ended = [process.communicate(timeout=120) for process in started]
    assert not any(b"Traceback" in said for _, said in ended), ended
    return [(p.returncode, json.loads(out)) for p, (out, _) in zip(started, ended, strict=True)]


def other_draft(folder: Path) -> None:
    """The same step, signed by other people: another entry, so another history."""
    workspace = workspace_in(folder)
    shutil.rmtree(workspace.draft(KIND, "2025"))
    signed(workspace, KIND, ["demo-office-2", "demo-office-3", "demo-leader-2"])


def test_from_one_work_tree(cases: Cases, tmp_path: Path) -> None:
    """The second finds the repository held, at every write of the first."""
    case = cases(KIND)
    found = places(publication(case.copy(tmp_path / "case"), KIND, case.cycle))
    for place in (0, at(found, WRITING), len(found) - 1):
        folder = case.copy(tmp_path / "case")
        first = stopped(folder, case, place)
        before = snapshot(folder)
        second = run(publication(folder, KIND, case.cycle))
        assert (second.error, second.codes) == ("NotCheckedError", ("U126",))
        assert snapshot(folder) == before
        first.go_on()
        assert first.wait().finished
        require_same(snapshot(folder), case.new)


def test_as_commands_from_one_work_tree(cases: Cases, tmp_path: Path) -> None:
    case = cases(KIND)
    folder = case.copy(tmp_path / "case")
    (folder / "state").rename(tmp_path / "kaohe")
    ended = both(*[command(folder, tmp_path)] * 2)
    codes = sorted((code, *(problem["code"] for problem in answer.get("problems", []))) for code, answer in ended)
    # The second is held off, or comes when all is done and the draft is gone.
    assert codes in ([(0,), (4, "U126")], [(0,), (2, "U113")]), codes
    (tmp_path / "kaohe").rename(folder / "state")
    require_same(snapshot(folder), case.new)


def test_the_other_is_told_why(cases: Cases, tmp_path: Path) -> None:
    """While one stands in the middle of it, the command of another says so and ends with 4."""
    case = cases(KIND)
    folder = case.copy(tmp_path / "case")
    found = places(publication(case.copy(tmp_path / "count"), KIND, case.cycle))
    first = stopped(folder, case, at(found, WRITING))
    (tmp_path / "kaohe").symlink_to(folder / "state")
    for lang, words in (("zh", "有人正在发布"), ("en", "someone else is publishing")):
        ((code, answer),) = both(command(folder, tmp_path, lang))
        assert (code, answer["problems"][0]["code"]) == (4, "U126")
        assert words in answer["problems"][0]["message"][lang]
    first.go_on()
    assert first.wait().finished


@pytest.mark.parametrize("different", [False, True], ids=["the same draft", "another draft"])
def test_from_two_copies_with_one_memory(cases: Cases, tmp_path: Path, different: bool) -> None:
    """The lock of a work tree does not reach the other copy; that of the memory does."""
    case = cases(KIND)
    found = places(publication(case.copy(tmp_path / "one"), KIND, case.cycle))
    one, two = case.copy(tmp_path / "one"), case.copy(tmp_path / "two")
    shutil.rmtree(two / "state")
    (two / "state").symlink_to(one / "state")
    if different:
        other_draft(two)
    before = snapshot(two / "office")
    first = stopped(one, case, at(found, WRITING))
    held = run(publication(two, KIND, case.cycle))
    assert (held.error, held.codes) == ("NotCheckedError", ("U126",))
    assert snapshot(two / "office") == before
    first.go_on()
    assert first.wait().finished
    second = run(publication(two, KIND, case.cycle))
    memory = LastSigned(one / "state", OWN.verifier).path.read_bytes()
    assert memory == case.new[f"{LEDGER}checkpoint"]
    if different:
        assert (second.error, second.codes) == ("FindingsError", ("L312",))
        assert snapshot(two / "office") == before
    else:
        # The very same statement makes the very same log: one history in two copies.
        assert second.finished
        assert (two / LEDGER / "checkpoint").read_bytes() == memory


def test_as_commands_from_two_copies(cases: Cases, tmp_path: Path) -> None:
    case = cases(KIND)
    one, two = case.copy(tmp_path / "one"), case.copy(tmp_path / "two")
    (one / "state").rename(tmp_path / "kaohe")
    other_draft(two)
    ended = both(command(one, tmp_path), command(two, tmp_path))
    codes = sorted((code, *(problem["code"] for problem in answer.get("problems", []))) for code, answer in ended)
    assert codes in ([(0,), (4, "U126")], [(0,), (1, "L312")]), codes
    winner = (one, two)[[code for code, _ in ended].index(0)]
    memory = LastSigned(tmp_path / "kaohe", OWN.verifier).path.read_bytes()
    assert memory == (winner / LEDGER / "checkpoint").read_bytes()
    loser = two if winner == one else one
    assert (loser / LEDGER / "checkpoint").read_bytes() == case.old[f"{LEDGER}checkpoint"]
    assert not (loser / LEDGER / "statements/1").exists()


def test_different_drafts_of_one_work_tree(cases: Cases, tmp_path: Path) -> None:
    """The other statement is held off, and follows once the first is there."""
    case = cases(KIND)
    folder = case.copy(tmp_path / "case")
    workspace = workspace_in(folder)
    course.write_files(workspace.root, ROOT, next(at for at, entry in enumerate(COURSE) if entry.cycle == "2026"))
    # Who leads in 2026 is known from the second trust record on; here the first one holds.
    edit(workspace, "records/cycles/2026/procedure/office.yml", "demo-leader-4", "demo-leader-3")
    office, published = checked_office(workspace.root, [IDENTITY]), published_statements(workspace)
    salts = DerivedSalts("2026", demo.salt)
    other, _ = make_draft(workspace, office, published, KIND, "2026", salts, seal, replace=False)
    sign(workspace, read_draft(workspace, other, 1), [demo.seed(name) for name in SIGNERS[KIND]])
    found = places(publication(case.copy(tmp_path / "count"), KIND, case.cycle))
    first = stopped(folder, case, at(found, WRITING))
    assert run(publication(folder, KIND, "2026")).codes == ("U126",)
    first.go_on()
    assert first.wait().finished
    assert run(publication(folder, KIND, "2026")).finished
    cycles = [statement.statement.cycle for statement in published_statements(workspace)]
    assert cycles == ["", "2025", "2026"]
    assert check_log(read_log(workspace.ledger), LogKeys.only(OWN.verifier)) == []
    assert not workspace.drafts.exists()
