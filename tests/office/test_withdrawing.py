"""Publishing a withdrawal: what is checked before, and the end of the record after it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError
from generator.disclosure.openings import seal
from generator.ledger import log
from generator.ledger.statements import read_statements
from generator.office import withdrawal_statements
from generator.office import withdrawing as withdrawing_module
from generator.office.drafts import Draft, open_draft, read_draft
from generator.office.published_state import published_statements
from generator.office.withdrawal_statements import WithdrawalPart
from generator.office.workspace import Workspace
from generator.published.vocabulary import act_of
from generator.published.withdrawal import Withdrawal
from generator.signing import demo
from tests.conftest import Practice
from tests.example.regenerate import IDENTITY
from tests.office.acting import CYCLE, codes, draft, publish_now, sign, signed, snapshot, write_files
from tests.office.withdrawing import DECISION, HOLDERS, RESULT, draft_withdrawal, index_of, withdraw, write_withdrawal

PATH = "records/unit-result/service-hall.json"
FOLDER = "records/cycles/2025/procedure/withdrawals"


@pytest.fixture
def office(practice: Practice) -> Workspace:
    return practice("decision")


def record_of(office: Workspace) -> Path:
    return office.ledger / "statements" / str(index_of(office, "report")) / PATH


def refused(office: Workspace, made: Draft) -> set[str]:
    before = snapshot(office.root)
    found = codes(lambda: publish_now(office, made), FindingsError)
    assert snapshot(office.root) == before
    return {code for code, _ in found}


def test_the_record_goes_and_everything_else_stays(office: Workspace) -> None:
    path, before = record_of(office), snapshot(office.ledger)
    made = draft_withdrawal(office, [RESULT])
    openings = (made.folder / "openings.age").read_bytes()
    index = publish_now(office, made)
    after = snapshot(office.ledger)
    gone = path.relative_to(office.ledger).as_posix()
    assert not path.exists()
    assert {name for name in before if name not in after} == {gone}
    assert {name for name in before if before[name] != after.get(name)} == {gone, "checkpoint"}
    published = published_statements(office)
    assert published[-1] == replace(made.content, index=index)
    (item,) = published[index_of(office, "report")].withdrawn.values()
    assert (item.by, item.withdrawal.path) == (index, PATH)
    name = f"withdrawal-{made.content.sha256[:16]}.openings.age"
    assert (office.records / "cycles" / CYCLE / "sealed" / name).read_bytes() == openings
    assert not office.drafts.exists()
    files = log.read_log(office.ledger)
    assert files.entries == [found.entry(published[0].sha256).encode() for found in published]


def test_a_folder_with_nothing_in_it_goes_too(office: Workspace) -> None:
    results = published_statements(office)[index_of(office, "report")].of_type("unit-result")
    withdraw(office, [("unit-result", record.name) for record in results])
    assert not record_of(office).parent.exists()
    assert len(read_statements(office.ledger)[index_of(office, "report")].withdrawn) == len(results) > 1


def test_one_after_another(office: Workspace) -> None:
    first = withdraw(office, [RESULT])
    second = withdraw(office, [DECISION])
    assert second == first + 1
    names = {path.name for path in (office.records / "cycles" / CYCLE / "sealed").glob("withdrawal-*")}
    assert len(names) == 2


def test_the_cycle_goes_on_after_it(practice: Practice) -> None:
    office = practice("notice")
    withdraw(office, [RESULT], date=published_statements(office)[-1].statement.date)
    for act in ("correction", "effective", "rectification", "closed"):
        write_files(office, act)
        publish_now(office, signed(office, act))
    withdraw(office, [DECISION])
    acts = [act_of(found.statement.kind, found.statement.step) for found in published_statements(office)]
    assert acts[-6:] == ["withdrawal", "correction", "effective", "rectification", "closed", "withdrawal"]


@pytest.mark.parametrize("holders", [(), HOLDERS[:2], (HOLDERS[0], HOLDERS[2])])
def test_below_the_threshold_nothing_is_withdrawn(office: Workspace, holders: tuple[str, ...]) -> None:
    write_withdrawal(office, RESULT)
    made = signed(office, "withdrawal", holders)
    assert refused(office, made) == {"G306"}
    assert record_of(office).is_file()


def test_those_who_sign_reports_do_not_withdraw(office: Workspace) -> None:
    write_withdrawal(office, RESULT)
    made = signed(office, "withdrawal", [*HOLDERS, "demo-office-1"])
    assert refused(office, made) == {"G304"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"leaf": "0" * 64}, {"L211"}),
        ({"sha256": "0" * 64}, {"L210"}),
        ({"statement": "0" * 64}, {"L210"}),
        ({"path": "records/unit-result/nobody.json"}, {"L210"}),
        ({"path": "records/report/2025.json"}, {"L210", "L213"}),
        ({"path": "records/people/2025.json"}, {"L210", "L213"}),
        ({"index": 99}, {"L210"}),
    ],
)
def test_signatures_do_not_make_a_wrong_withdrawal_right(
    office: Workspace, monkeypatch: pytest.MonkeyPatch, change: dict[str, object], expected: set[str]
) -> None:
    """Everybody signed, nobody recomputed or looked: once the record was gone, nothing could be put right."""
    real = withdrawal_statements.withdrawal_part

    def wrong(*given: object) -> WithdrawalPart:
        part = real(*given)  # type: ignore[arg-type]
        (item,) = part.records
        said = replace(Withdrawal(**item.record.body), **change)  # type: ignore[arg-type]
        record = replace(item.record, name=said.name, body=said.body())
        return replace(part, records=(replace(item, record=record),))

    monkeypatch.setattr("generator.office.compose.withdrawal_part", wrong)
    monkeypatch.setattr("generator.office.rehearsal.rehearse", lambda *given: [])
    assert refused(office, draft_withdrawal(office, [RESULT])) == expected
    assert record_of(office).is_file()


def test_the_same_draft_is_not_published_twice(office: Workspace, tmp_path: Path) -> None:
    made = draft_withdrawal(office, [RESULT])
    copy = Path(shutil.copytree(made.folder, tmp_path / "copy"))
    publish_now(office, made)
    shutil.copytree(copy, made.folder)
    # The very draft that was published is finished once more, and that changes nothing.
    before = snapshot(office.ledger)
    assert publish_now(office, read_draft(office, made.folder, 0)) == made.content.index
    assert snapshot(office.ledger) == before
    shutil.copytree(copy, made.folder)
    again = read_draft(office, made.folder, 0)
    openings = open_draft(again, [IDENTITY])
    (again.folder / "openings.age").write_bytes(seal(openings.encode(), [demo.age_recipient("demo-office")]))
    assert "L214" in refused(office, again)


def test_two_drafts_for_one_record(office: Workspace, tmp_path: Path) -> None:
    made = draft_withdrawal(office, [RESULT])
    copy = Path(shutil.copytree(made.folder, tmp_path / "copy"))
    write_withdrawal(office, RESULT, next((office.root / FOLDER).iterdir()).stem, reason="unlawful")
    seeds = [demo.seed(name) for name in HOLDERS]
    publish_now(office, sign(office, draft(office, "withdrawal", replace=True), seeds))
    shutil.copytree(copy, made.folder)
    assert "L214" in refused(office, read_draft(office, made.folder, 0))


def test_a_record_that_was_put_back_stops_everything(office: Workspace) -> None:
    path = record_of(office)
    data = path.read_bytes()
    withdraw(office, [RESULT])
    path.write_bytes(data)
    where = f"records/ledger/statements/{index_of_report(office)}/{PATH}"
    assert codes(lambda: published_statements(office), FindingsError) == [("L212", where)]
    path.unlink()
    made = draft_withdrawal(office, [DECISION])
    path.write_bytes(data)
    assert refused(office, made) == {"L212"}
    path.unlink()
    publish_now(office, made)


def index_of_report(office: Workspace) -> int:
    return next(s.index for s in published_statements(office, unfinished=True) if s.statement.kind == "report")


def test_other_bytes_in_its_place_are_no_better(office: Workspace) -> None:
    path = record_of(office)
    withdraw(office, [RESULT])
    path.write_bytes(b"{}")
    assert [code for code, _ in codes(lambda: published_statements(office), FindingsError)] == ["L305"]


def test_a_draft_withdraws_nothing_yet(office: Workspace) -> None:
    """Nor does a statement whose files lie there while the log has no entry for it."""
    made = draft_withdrawal(office, [RESULT])
    count = len(published_statements(office))
    shutil.copytree(made.statement_folder, office.ledger / "statements" / str(count))
    assert len(published_statements(office)) == count
    record_of(office).unlink()
    assert [code for code, _ in codes(lambda: published_statements(office), FindingsError)] == ["L305"]


def test_deleting_again_changes_nothing(office: Workspace) -> None:
    withdraw(office, [RESULT])
    before = snapshot(office.root)
    withdrawing_module.delete_withdrawn(office, published_statements(office)[-1])
    assert snapshot(office.root) == before


def test_who_has_the_openings_can_still_show_what_it_was(office: Workspace) -> None:
    data = record_of(office).read_bytes()
    digest, index = sha256_hex(data), index_of(office, "report")
    withdraw(office, [RESULT])
    (item,) = published_statements(office)[index].withdrawn.values()
    assert item.withdrawal.sha256 == digest
    assert office.sealed("report", CYCLE).is_file()
