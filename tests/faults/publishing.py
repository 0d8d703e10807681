"""An office about to publish, and what must hold of its disk whatever happens meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from generator.core.files import is_unfinished
from generator.ledger.checkpoint import decode
from generator.ledger.log import NEWEST, PUBLISHED
from generator.ledger.note import Signer, parse_note
from generator.office.last_signed import LastSigned
from generator.office.publish import publish
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from generator.signing import demo
from tests.faults.injection import run
from tests.office.acting import ORIGIN, snapshot

OWN = Signer(ORIGIN, b"\x70" * 32)
"""A log key that is nobody's demonstration: what it signs is remembered."""

LEDGER = "office/records/ledger/"
_IDENTITIES = [demo.age_identity("demo-office")]


@dataclass(frozen=True)
class Case:
    """A folder with an office that has a signed draft, and the state folder of its publisher; the disk before and
    after an undisturbed publication."""

    folder: Path
    kind: str
    cycle: str
    old: dict[str, bytes | None]
    new: dict[str, bytes | None]

    def copy(self, target: Path) -> Path:
        """A fresh copy at ``target``."""
        shutil.rmtree(target, ignore_errors=True)
        return Path(shutil.copytree(self.folder, target))


def workspace_in(folder: Path) -> Workspace:
    return Workspace(folder / "office")


def publication(folder: Path, kind: str, cycle: str, signer: Signer = OWN) -> Callable[[], object]:
    """What ``kaohe publish`` does."""
    workspace = workspace_in(folder)
    return lambda: publish(workspace, workspace.draft(kind, cycle), signer, _IDENTITIES, folder / "state")


def require_old_or_new(folder: Path, case: Case) -> bool:
    """The ledger that ``checkpoint`` leads to is whole, the old or the new; returns whether it is the new one.

    Besides it there is nothing but parts of the new one that nothing leads to yet, and nothing of value is lost.
    """
    found, workspace = snapshot(folder), workspace_in(folder)
    newest = found.get(LEDGER + NEWEST)
    is_new = newest == case.new[LEDGER + NEWEST]
    assert is_new or newest == case.old.get(LEDGER + NEWEST)
    state = case.new if is_new else case.old
    for path, data in state.items():
        if path.startswith(LEDGER):
            assert found.get(path, b"?") == data, f"{path} is missing or another"
    for path, data in found.items():
        if path.startswith(LEDGER) and not is_unfinished(path.rpartition("/")[2]):
            # A statement that has no entry yet may be half taken away, never half there.
            assert data in (state.get(path, b"?"), case.new.get(path, b"?")), path
    require_remembered(folder)
    published = published_statements(workspace)
    assert len(published) in (len(_indices(case.old)), len(_indices(case.new)))
    draft = f"office/records/drafts/{workspace.draft(case.kind, case.cycle).name}/openings.age"
    kept = workspace.sealed(case.kind, case.cycle).relative_to(folder).as_posix()
    assert case.old[draft] in (found.get(draft), found.get(kept)), "the openings are lost"
    return is_new


def require_remembered(folder: Path) -> None:
    """No checkpoint can be seen that the publisher's memory does not know."""
    memory = LastSigned(folder / "state", OWN.verifier).path
    known = decode(parse_note(memory.read_bytes()).text).size if memory.exists() else 0
    ledger = folder / LEDGER
    for path in [ledger / NEWEST, *ledger.glob(f"{PUBLISHED}[0-9]*")]:
        if path.exists():
            assert decode(parse_note(path.read_bytes()).text).size <= known


def finish(folder: Path, case: Case) -> None:
    """Run it again: afterwards the disk is that of an undisturbed run, byte for byte."""
    outcome = run(publication(folder, case.kind, case.cycle))
    # Where all that was left was to take the draft away there is no draft any more.
    assert (outcome.error, outcome.codes) in [("", ()), ("UsageError", ("U113",))], outcome.error
    require_same(snapshot(folder), case.new)


def require_same(found: dict[str, bytes | None], expected: dict[str, bytes | None]) -> None:
    """The same paths with the same bytes; says which differ, not what is in them."""
    differing = sorted(p for p in found.keys() | expected.keys() if found.get(p, b"?") != expected.get(p, b"?"))
    assert differing == [], differing


def _indices(state: dict[str, bytes | None]) -> set[str]:
    prefix = f"{LEDGER}statements/"
    return {path.removeprefix(prefix).split("/")[0] for path in state if path.startswith(prefix)}
