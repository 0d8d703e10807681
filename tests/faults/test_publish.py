"""Killed anywhere, ``publish`` leaves the old ledger or the new one, and running it again finishes the work."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.office.drafts import read_draft
from generator.office.workspace import Workspace
from generator.signing import demo
from tests.faults.conftest import Cases
from tests.faults.durability import unsafe_after, unsafe_before
from tests.faults.injection import LONG, Fault, chosen, places, run, run_with_room
from tests.faults.publishing import (
    LEDGER,
    finish,
    publication,
    require_old_or_new,
    require_remembered,
    require_same,
    workspace_in,
)
from tests.office.acting import sign, snapshot

pytestmark = pytest.mark.slow

SAMPLE = 15
KINDS = ("trust", "scheme", "report") if LONG else ("trust", "scheme")


@pytest.mark.parametrize("fault", [Fault.KILL, Fault.TEAR])
@pytest.mark.parametrize("kind", KINDS)
def test_killed_at_every_write(cases: Cases, tmp_path: Path, kind: str, fault: Fault) -> None:
    case = cases(kind)
    found = places(publication(case.copy(tmp_path / "cut"), kind, case.cycle))
    states = set()
    for place in chosen(found, SAMPLE, fault):
        folder = case.copy(tmp_path / "cut")
        outcome = run(publication(folder, kind, case.cycle), place, fault)
        assert outcome.killed, found[place]
        assert outcome.places[-1] == found[place]
        states.add(require_old_or_new(folder, case))
        finish(folder, case)
    assert states == {False, True}


@pytest.mark.parametrize("until", ["/records/ledger/checkpoints/1", "/records/ledger/checkpoint"])
def test_killed_again_while_finishing(cases: Cases, tmp_path: Path, until: str) -> None:
    """The run that finishes the work is killed as well, at every write of its own."""
    case = cases("trust")
    found = places(publication(case.copy(tmp_path / "cut"), "trust", ""))
    first = next(at for at, place in enumerate(found) if place.kind == "os.rename" and place.paths[1].endswith(until))

    def cut_off() -> Path:
        folder = case.copy(tmp_path / "cut")
        assert run(publication(folder, "trust", ""), first).killed
        return folder

    again = places(publication(cut_off(), "trust", ""))
    for place in chosen(again, SAMPLE):
        folder = cut_off()
        assert run(publication(folder, "trust", ""), place).killed, again[place]
        require_old_or_new(folder, case)
        finish(folder, case)


@pytest.mark.parametrize("kind", KINDS)
def test_no_room_from_any_write_on(cases: Cases, tmp_path: Path, kind: str) -> None:
    case = cases(kind)
    found = places(publication(case.copy(tmp_path / "cut"), kind, case.cycle))
    refused = 0
    for place in chosen(found, SAMPLE):
        folder = case.copy(tmp_path / "cut")
        outcome = run(publication(folder, kind, case.cycle), place, Fault.FULL)
        assert not outcome.killed
        if outcome.finished:
            require_same(snapshot(folder), case.new)
            continue
        refused += 1
        assert (outcome.error, outcome.codes) in [("OSError", ("ENOSPC",)), ("NotCheckedError", ("L314",))]
        require_old_or_new(folder, case)
        finish(folder, case)
    assert refused > 5


# The example's scheme has files of some hundred bytes to some thousand.
@pytest.mark.parametrize("size", [0, 100, 300, 1_000, 2_000])
def test_files_that_cannot_grow(cases: Cases, tmp_path: Path, size: int) -> None:
    case = cases("scheme")
    folder = case.copy(tmp_path / "cut")
    outcome = run_with_room(publication(folder, "scheme", case.cycle), size)
    assert (outcome.error, outcome.codes) in [("OSError", ("EFBIG",)), ("NotCheckedError", ("L314",))]
    require_old_or_new(folder, case)
    finish(folder, case)


def test_with_room_enough_it_finishes(cases: Cases, tmp_path: Path) -> None:
    case = cases("scheme")
    folder = case.copy(tmp_path / "whole")
    assert run_with_room(publication(folder, "scheme", case.cycle), 64_000_000).finished
    require_same(snapshot(folder), case.new)


@pytest.mark.parametrize("kind", KINDS)
def test_a_loss_of_power_takes_nothing_away(cases: Cases, tmp_path: Path, kind: str) -> None:
    """Whatever is shown, what it leads to is on the disk before; and so is the memory."""
    case = cases(kind)
    folder = case.copy(tmp_path / "whole")
    found = places(publication(folder, kind, case.cycle))
    size = len(list((folder / LEDGER / "checkpoints").iterdir()))
    assert unsafe_before(found, f"/records/ledger/checkpoints/{size}") == [
        f"{what} of {folder}/{LEDGER}checkpoints/.{size}.new" for what in ("name",)
    ]
    assert unsafe_before(found, "/records/ledger/checkpoint") == [f"name of {folder}/{LEDGER}.checkpoint.new"]
    assert unsafe_after(found) == []


def test_a_signature_cut_off(cases: Cases, tmp_path: Path) -> None:
    """Nobody has to tidy up by hand before signing again."""
    case = cases("scheme")
    folder = case.copy(tmp_path / "case")
    workspace = workspace_in(folder)
    draft = workspace.draft("scheme", case.cycle)
    before = snapshot(folder)

    def signing() -> None:
        sign(workspace, read_draft(workspace, draft, 3), [demo.seed("demo-office-2")])

    found = places(signing)
    after = snapshot(folder)
    for place in range(len(found)):
        folder = case.copy(tmp_path / "case")
        assert run(signing, place).killed
        assert snapshot(folder).items() >= before.items()
        signing()
        require_same(snapshot(folder), after)
        assert len(read_draft(Workspace(folder / "office"), draft, 3).content.signatures) == 3


def test_what_is_asked_after_each_fault_can_fail(cases: Cases, tmp_path: Path) -> None:
    """A checkpoint that is shown too early, and one that the memory does not know, are both seen."""
    case = cases("scheme")
    folder = case.copy(tmp_path / "case")
    shown = folder / LEDGER / "checkpoint"
    data = case.new[f"{LEDGER}checkpoint"]
    assert data is not None
    shown.write_bytes(data)
    with pytest.raises(AssertionError, match="missing or another"):
        require_old_or_new(folder, case)
    with pytest.raises(AssertionError):
        require_remembered(folder)
