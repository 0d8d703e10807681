"""Attacks on the example's real site by somebody who can write every file of it, and what each is caught by.

After each attack the manifest is made anew; where the attacker is said to hold the log's key, so are entries, tiles and
checkpoints. What is compared is the whole set of failing checks: an attack that one check more or fewer notices is
another attack than the one described.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from generator.audit.memory import Memory, given
from generator.audit.verify import verify
from generator.core.canonical import sha256_hex
from generator.ledger import log, merkle
from generator.ledger.note import Note, parse_note
from generator.signing import demo
from tests.audit.office import write_manifest
from tests.integration.forging import (
    ORGAN,
    caught,
    cut_off,
    failing,
    folder,
    place,
    relog,
    reseal,
    rewrite,
    sign,
    size,
    statement,
    take_out,
)

pytestmark = pytest.mark.slow

RESULT = "records/unit-result/service-hall.json"
LEADER = sha256_hex(demo.public_key_blob("demo-leader-1"))


def test_the_site_itself_holds(site: Path, root: str) -> None:
    assert failing(verify(site, root)) == {}


def test_a_record_is_changed_and_the_page_with_it(forged: Path, root: str) -> None:
    rewrite(statement(forged, "report") / RESULT, lambda data: data.replace(b'"94.99"', b'"95.99"'))
    rewrite(forged / "2025/units/service-hall.html", lambda data: data.replace(b"94.99", b"95.99"))
    assert caught(forged, root)["V03"] == {"L305"}


def test_a_record_is_changed_and_digests_made_anew(forged: Path, root: str) -> None:
    rewrite(statement(forged, "report") / RESULT, lambda data: data.replace(b'"94.99"', b'"95.99"'))
    reseal(forged, place(forged, "report"))
    found = caught(forged, root)
    assert found["V04"] == {"G123", "G306"}
    assert "V07" in found and "V10" in found


def test_a_record_is_changed_and_the_log_made_anew(forged: Path, root: str) -> None:
    """The log's key alone changes nothing: people signed other bytes, and the witnesses saw another log."""
    rewrite(statement(forged, "report") / RESULT, lambda data: data.replace(b'"94.99"', b'"95.99"'))
    reseal(forged, place(forged, "report"))
    relog(forged)
    found = caught(forged, root)
    assert found["V04"] == {"G123", "G306"}
    assert found["V14"] == {"A300"}
    assert not {"V05", "V06", "V07"} & set(found)


def test_the_page_is_edited_and_the_record_intact(forged: Path, root: str) -> None:
    rewrite(forged / "2025/units/service-hall.html", lambda data: data.replace(b"94.99", b"95.99"))
    assert caught(forged, root) == {"V11": {"A203"}}


@pytest.mark.parametrize(
    ("page", "field", "code"),
    [
        ("2025/units/service-hall.html", "/departs/reason/zh", "A203"),
        ("2025/units/service-hall.html", "/departs/clause", "A203"),
        ("2025/index.html", "/comments/rejected", "A203"),
        ("2025/index.html", "/present", "A203"),
        ("2025/index.html", "/opinion/zh", "A203"),
        ("verify.html", "", "A218"),
    ],
)
def test_reasons_counts_and_the_root_are_edited(forged: Path, root: str, page: str, field: str, code: str) -> None:
    mark = f'data-kaohe-field="{field}"' if field else "data-kaohe-root"
    rewrite(forged / page, lambda data: data.replace(f"{mark}>".encode(), f"{mark}>1".encode(), 1))
    assert caught(forged, root) == {"V11": {code}}


def test_a_file_is_edited_without_a_new_manifest(forged: Path, root: str) -> None:
    rewrite(forged / "about.html", lambda data: data.replace(b"</p>", b"!</p>", 1))
    assert failing(verify(forged, root)) == {"V12": {"A223"}}


def test_statements_are_dropped_from_the_end(forged: Path, root: str) -> None:
    shutil.rmtree(folder(forged, size(forged) - 1))
    found = caught(forged, root)
    assert found["V07"] == {"A130"}


def test_the_tail_is_dropped_with_its_part_of_the_log(forged: Path, root: str, tmp_path: Path) -> None:
    """What is left is a true, younger log: only who remembers more can tell. The pages still show what was dropped."""
    newest = tmp_path / "last"
    newest.write_bytes((forged / "ledger" / "checkpoint").read_bytes())
    cut_off(forged, 2)
    found = caught(forged, root)
    assert not {"V01", "V02", "V03", "V04", "V05", "V06", "V07", "V14"} & set(found)
    assert "V11" in found
    assert failing(verify(forged, root, [given(newest)]))["V16"] == {"A352"}


def test_a_closed_cycle_cannot_lose_a_statement(forged: Path, root: str) -> None:
    """Even with the log's key: the closure, signed by the supervisor, lists what came before it."""
    take_out(forged, place(forged, "correction"))
    relog(forged)
    found = caught(forged, root)
    assert "V10" in found and found["V14"] == {"A300"}


def remembered(site: Path) -> Memory:
    """What a reader who verified ``site`` keeps of it."""
    found = log.read_log(site / "ledger")
    leaves = b"".join(merkle.leaf_hash(entry) for entry in found.entries)
    return Memory("last", found.files[log.NEWEST], leaves)


def test_a_rollback_with_a_memory_and_without(site: Path, forged: Path, root: str) -> None:
    memory = remembered(site)
    assert failing(verify(site, root, [memory])) == {}
    cut_off(forged, 3)
    write_manifest(forged)
    assert "V16" not in failing(verify(forged, root))
    assert failing(verify(forged, root, [memory]))["V16"] == {"A350"}


def test_a_fork_with_a_memory_and_without(site: Path, forged: Path, root: str) -> None:
    """Others of the same role signed the decision: a second history, as good as the first but for its witnesses."""
    sign(forged, place(forged, "decision"), "demo-leader-2", "demo-leader-3")
    relog(forged)
    write_manifest(forged)
    without = failing(verify(forged, root))
    assert set(without) <= {"V11", "V14"} and without["V14"] == {"A300"}
    verdict = verify(forged, root, [remembered(site)])
    assert failing(verdict)["V16"] == {"A351"}
    facts = json.dumps(verdict.check(16).facts, ensure_ascii=False)
    for shown in (site, forged):
        assert json.dumps((shown / "ledger" / "checkpoint").read_text("utf-8"), ensure_ascii=False)[1:-1] in facts


def test_a_signature_is_moved_to_another_holder(forged: Path, root: str) -> None:
    folder = statement(forged, "decision") / "signatures"
    (folder / f"{LEADER}.sig").rename(folder / f"{sha256_hex(demo.public_key_blob('demo-leader-3'))}.sig")
    assert caught(forged, root)["V04"] == {"G121", "G306"}


def test_a_signature_is_moved_to_another_kind(forged: Path, root: str) -> None:
    """A leader's signature on the decision, under the correction."""
    name = f"signatures/{LEADER}.sig"
    shutil.copy(statement(forged, "decision") / name, statement(forged, "correction") / name)
    assert caught(forged, root)["V04"] == {"G122", "G306"}


def test_a_signature_for_another_namespace(forged: Path, root: str) -> None:
    sign(forged, place(forged, "decision"), "demo-leader-1", "demo-leader-2", namespace=f"kaohe-report@{ORGAN}")
    relog(forged)
    assert caught(forged, root)["V04"] == {"G122", "G306"}


@pytest.mark.parametrize(
    ("holders", "code"),
    [
        (("demo-leader-1",), "G306"),
        ((), "G306"),
        (("demo-leader-1", "demo-office-1"), "G304"),
        (("demo-leader-1", "demo-leader-4"), "G303"),
        (("demo-leader-1", "demo-auditor-1"), "G303"),
    ],
)
def test_too_few_or_others_signed(forged: Path, root: str, holders: tuple[str, ...], code: str) -> None:
    """A subset of the threshold, another role, who became a holder only later, who never was one."""
    sign(forged, place(forged, "decision"), *holders)
    relog(forged)
    assert code in caught(forged, root)["V04"]


def test_who_departed_signs_no_more(forged: Path, root: str) -> None:
    sign(forged, place(forged, "scheme", "2026"), "demo-office-1", "demo-office-2", "demo-leader-3")
    relog(forged)
    assert caught(forged, root)["V04"] == {"G303", "G306"}


def test_the_old_trust_is_replayed(forged: Path, root: str) -> None:
    """The first trust statement once more, where the second stands: whoever departed would be back."""
    second = statement(forged, "trust", number=2)
    shutil.rmtree(second)
    shutil.copytree(folder(forged, 0), second)
    relog(forged)
    found = caught(forged, root)
    assert "G330" in found["V02"]


def test_a_ledger_with_a_trust_of_its_own(forged: Path, root: str) -> None:
    """Everything consistent, by other people: without the root from outside nothing is wrong but that it is missing."""
    trust = statement(forged, "trust") / "records/trust/v1.json"
    rewrite(trust, lambda data: data.replace(b'"leadership":2', b'"leadership":1'))
    reseal(forged, 0)
    sign(forged, 0, "demo-leader-1", "demo-leader-2", "demo-supervisor-1")
    found = caught(forged, root)
    assert found["V01"] == {"A110"}


def test_a_wildcard_for_ssh_keygen(forged: Path, root: str) -> None:
    rewrite(forged / "ledger" / "allowed_signers.0", lambda data: b"* " + data.partition(b" ")[2])
    assert caught(forged, root) == {"V02": {"A124"}}


def test_another_tile(forged: Path, root: str) -> None:
    rewrite(forged / f"ledger/tile/0/000.p/{size(forged)}", lambda data: data[32:64] + data[:32] + data[64:])
    found = caught(forged, root)
    assert found["V06"] == {"L158"} and "V07" in found


def test_entries_in_another_order(forged: Path, root: str) -> None:
    order = list(range(size(forged)))
    decision = place(forged, "decision")
    order[decision : decision + 2] = [decision + 1, decision]
    relog(forged, order)
    found = caught(forged, root)
    assert found["V07"] == {"A131", "L103"} or found["V07"] == {"A131"}
    assert found["V14"] == {"A300"}


def test_a_statement_of_another_organ(forged: Path, root: str) -> None:
    """Signed by keys that are holders' here, logged here, about somewhere else."""
    last = size(forged) - 1
    for path in folder(forged, last).rglob("*.json"):
        rewrite(path, lambda data: data.replace(b'"organ":"xinghe-bureau"', b'"organ":"another-bureau"'))
    reseal(forged, last)
    sign(forged, last, "demo-office-1", "demo-office-2", namespace="kaohe-change@another-bureau")
    relog(forged)
    assert caught(forged, root)["V02"] == {"A122"}


def test_a_cosignature_is_moved_to_another_checkpoint(forged: Path, root: str) -> None:
    ledger = forged / "ledger"
    before = f"checkpoints/{size(forged) - 1}"
    newest, other = (parse_note((ledger / name).read_bytes()) for name in ("checkpoint", before))
    moved = Note(newest.text, (*newest.lines[:1], *other.lines[1:])).encode()
    for name in ("checkpoint", f"checkpoints/{size(forged)}"):
        (ledger / name).write_bytes(moved)
    assert caught(forged, root)["V14"] == {"A300", "L174"} or caught(forged, root)["V14"] == {"L174"}


def test_cosignatures_are_taken_away(forged: Path, root: str) -> None:
    ledger = forged / "ledger"
    newest = parse_note((ledger / "checkpoint").read_bytes())
    for name in ("checkpoint", f"checkpoints/{size(forged)}"):
        (ledger / name).write_bytes(Note(newest.text, newest.lines[:2]).encode())
    assert caught(forged, root)["V14"] == {"A300"}


def test_a_receipt_of_another_statement(forged: Path, root: str) -> None:
    shutil.copy(forged / "proofs/4.tlog-proof", forged / "proofs/3.tlog-proof")
    assert set(caught(forged, root)) == {"V11"}
