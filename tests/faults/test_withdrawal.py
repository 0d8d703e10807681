"""Killed at any write, a withdrawal has not begun or can be finished; no record goes before its reason stands."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.core.errors import FindingsError
from generator.office.publish import publish
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from tests.conftest import Stages
from tests.example.regenerate import IDENTITY
from tests.faults.injection import Fault, chosen, places, run
from tests.office.acting import CYCLE, LOG_KEY, snapshot
from tests.office.withdrawing import DECISION, RESULT, draft_withdrawal, index_of

RECORDS = ("records/unit-result/service-hall.json", "records/unit-decision/service-hall.json")


def publication(office: Workspace) -> Callable[[], object]:
    """What ``kaohe publish`` does with the draft of the withdrawal."""
    folder = office.draft("withdrawal", CYCLE)
    return lambda: publish(office, folder, LOG_KEY, [IDENTITY], office.root.with_name("state"))


@pytest.fixture(scope="module")
def before(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The example with a signed draft that withdraws two records. Not to be changed."""
    folder = tmp_path_factory.mktemp("before") / "office"
    office = Workspace(Path(shutil.copytree(stages("decision"), folder)))
    draft_withdrawal(office, [RESULT, DECISION])
    return office


def copy(office: Workspace, target: Path) -> Workspace:
    shutil.rmtree(target.parent, ignore_errors=True)
    return Workspace(Path(shutil.copytree(office.root, target)))


def there(office: Workspace, index: int) -> list[bool]:
    """Whether each of the records that are to go is still there."""
    return [(office.ledger / "statements" / str(index + at) / path).exists() for at, path in enumerate(RECORDS)]


@pytest.mark.parametrize("fault", [Fault.KILL, Fault.TEAR])
def test_cut_off_anywhere_running_it_again_finishes(before: Workspace, tmp_path: Path, fault: Fault) -> None:
    index = index_of(before, "report")
    count = len(published_statements(before))
    whole = copy(before, tmp_path / "whole" / "office")
    found = places(publication(whole))
    after = snapshot(whole.root)
    assert there(whole, index) == [False, False]
    cut_short = 0
    for place in chosen(found, 12, fault):
        office = copy(before, tmp_path / "cut" / "office")
        assert run(publication(office), place, fault).killed
        # What a reader of the ledger sees: as before, or withdrawn, and then perhaps with the record still there.
        published = published_statements(office, unfinished=True)
        assert len(published) in (count, count + 1)
        if len(published) == count:
            assert there(office, index) == [True, True]
        elif any(there(office, index)):
            cut_short += 1
            with pytest.raises(FindingsError) as caught:
                published_statements(office)
            assert {problem.code for problem in caught.value.problems} == {"L212"}
        if office.draft("withdrawal", CYCLE).is_dir():
            publication(office)()
        assert published_statements(office) == published_statements(whole)
        left = {path: data for path, data in snapshot(office.root).items() if path.startswith("records/ledger")}
        assert left == {path: data for path, data in after.items() if path.startswith("records/ledger")}
    assert cut_short or fault is Fault.TEAR


def test_the_records_go_last(before: Workspace, tmp_path: Path) -> None:
    """Every place at which a record is removed comes after the checkpoint that covers the withdrawal."""
    office = copy(before, tmp_path / "whole" / "office")
    found = places(publication(office))
    exposed = max(at for at, place in enumerate(found) if place.paths[-1].endswith("/ledger/checkpoint"))
    removed = [at for at, place in enumerate(found) if place.kind == "os.remove" and place.paths[0].endswith(RECORDS)]
    assert len(removed) == 2
    assert exposed < min(removed)
