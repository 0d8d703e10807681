"""Receipts of a ledger: for everything that is there, each one true, and the same when the log grows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from generator.core.errors import FindingsError
from generator.ledger import merkle
from generator.ledger.checkpoint import open_checkpoint
from generator.ledger.log import read_log
from generator.ledger.log_keys import LogKeys
from generator.ledger.proofs import proof_files, proof_paths
from generator.ledger.receipt import parse_receipt, verify_receipt
from generator.ledger.record_proof import decode_record_proof
from generator.ledger.record_verification import verify_record
from generator.ledger.statements import PublishedStatement, read_statements
from generator.ledger.trust_chain import read_chain
from generator.ledger.witness_request import parse_request, verify_request
from tests.audit.office import Office
from tests.audit.trusts import FIRST, NEW_LOG, NEW_ORIGIN, SECOND, A, B, C, D, TrustLedger, policy_of
from tests.audit.withdrawing import RESULT, withdraw
from tests.audit.witnesses import A as AUDITOR_A
from tests.audit.witnesses import B as AUDITOR_B
from tests.audit.witnesses import cosign_by_hand, witnessed_plan


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A small office, everything published. Not to be changed."""
    return Office(tmp_path_factory.mktemp("proofs") / "site").publish()


def read(ledger: Path) -> tuple[list[PublishedStatement], dict[str, bytes]]:
    statements = read_statements(ledger)
    return statements, proof_files(statements, read_log(ledger))


def rotated(folder: Path) -> Path:
    """A ledger whose trust and log key changed on the way."""
    ledger = TrustLedger().set_trust(FIRST, [A, B]).scheme([A, B]).set_trust(SECOND, [A, B, D])
    third = FIRST.__class__(
        **{
            **{name: getattr(SECOND, name) for name in SECOND.__dataclass_fields__},
            "version": 3,
            "origin": NEW_ORIGIN,
            "log_key": NEW_LOG.verifier.text(),
            "policy": policy_of(NEW_LOG),
            "previous_log": ledger.checkpoint(SECOND),
        }
    )
    ledger.set_trust(third, [B, C, D], signer=NEW_LOG).scheme([B, D], signer=NEW_LOG, cycle="2026")
    return ledger.write(folder) / "ledger"


def keys_of(statements: list[PublishedStatement]) -> LogKeys:
    return read_chain(statements, "ledger").log_keys()


def test_there_is_one_for_everything(office: Office) -> None:
    ledger = office.folder / "ledger"
    statements, files = read(ledger)
    assert proof_paths(statements, read_log(ledger).sizes) == files.keys()
    assert {path for path in files if path.endswith(".tlog-proof")} == {
        f"proofs/{index}.tlog-proof" for index in range(len(statements))
    }
    records = {f"proofs/{s.index}/{path.removeprefix('records/')}" for s in statements for path in s.records}
    assert records <= files.keys()
    assert len(files) == len(statements) + len(statements) - 1 + len(records)


def test_every_record_is_proven_by_its_file_alone(office: Office) -> None:
    statements, files = read(office.folder / "ledger")
    for found in statements:
        for path, (data, record) in found.records.items():
            name = f"proofs/{found.index}/{path.removeprefix('records/')}"
            verified = verify_record(data, decode_record_proof(files[name], name), path, name)
            assert (verified.root, verified.index, verified.demo) == (office.root, found.index, True)
            assert verified.record == record
            assert verified.holders == tuple(sorted(office.plan.signers[found.statement.kind]))
            assert (verified.size, verified.quorum) == (found.index + 1, True)


@pytest.mark.parametrize("change", [False, True])
def test_receipts_and_steps_hold(office: Office, tmp_path: Path, change: bool) -> None:
    ledger = rotated(tmp_path) if change else office.folder / "ledger"
    statements, files = read(ledger)
    keys, log = keys_of(statements), read_log(ledger)
    for found in statements:
        receipt = parse_receipt(files[f"proofs/{found.index}.tlog-proof"])
        key = keys.for_size(found.index + 1)
        checkpoint = verify_receipt(receipt, found.entry(statements[0].sha256).encode(), key, key.name)
        assert (receipt.index, checkpoint.size) == (found.index, found.index + 1)
    for old in log.sizes[:-1]:
        request = parse_request(files[f"proofs/consistency/{old + 1}"])
        before = keys.for_size(old)
        root = open_checkpoint(log.checkpoints[old], before, before.name).root
        key = keys.for_size(old + 1)
        assert request.old_size == old
        assert verify_request(request, root, key, key.name).size == old + 1


def test_records_of_a_trust_that_took_the_place_of_another(tmp_path: Path) -> None:
    statements, files = read(rotated(tmp_path))
    for index, version, holders in ((0, 1, ("a", "b")), (2, 2, ("a", "b", "d")), (3, 3, ("b", "c", "d"))):
        path = f"proofs/{index}/trust/v{version}.json"
        data = statements[index].records[f"records/trust/v{version}.json"][0]
        proof = decode_record_proof(files[path], path)
        assert [one.statement.index for one in proof.trust] == [at for at in (0, 2, 3) if at <= index]
        found = verify_record(data, proof, "v", path)
        assert (found.root, found.holders, found.demo) == (statements[0].sha256, holders, False)


def test_they_stay_when_the_log_grows(tmp_path: Path) -> None:
    _, before = read(TrustLedger().set_trust(FIRST, [A, B]).scheme([A, B]).write(tmp_path / "a") / "ledger")
    _, after = read(rotated(tmp_path / "b"))
    assert {path: after[path] for path in before} == before


def test_a_withdrawn_record_has_no_proof_and_the_others_keep_theirs(office: Office, tmp_path: Path) -> None:
    before = read(office.folder / "ledger")[1]
    copy = Office(Path(shutil.copytree(office.folder, tmp_path / "site")), office.plan)
    for name in ("root", "digests", "record_digests", "bodies", "entries", "withdrawals", "gone"):
        setattr(copy, name, type(getattr(office, name))(getattr(office, name)))
    withdraw(copy, [RESULT])
    statements, after = read(copy.folder / "ledger")
    gone = f"proofs/{office.plan.kinds.index(RESULT[0])}/{RESULT[1]}/{RESULT[2]}.json"
    assert before.keys() - after.keys() == {gone}
    assert {path: after[path] for path in before if path != gone} == {p: d for p, d in before.items() if p != gone}
    neighbour = gone.replace(RESULT[2], "permits")
    data = statements[office.plan.kinds.index(RESULT[0])].records[f"records/{RESULT[1]}/permits.json"][0]
    assert verify_record(data, decode_record_proof(after[neighbour], ""), "", "").root == office.root


def test_the_first_checkpoint_that_reaches_the_quorum_counts(tmp_path: Path) -> None:
    office = Office(tmp_path / "site", witnessed_plan("all")).publish()
    ledger = office.folder / "ledger"

    def sizes() -> list[int]:
        statements, files = read(ledger)
        found = []
        for statement in statements:
            checkpoint = parse_receipt(files[f"proofs/{statement.index}.tlog-proof"]).checkpoint
            found.append(int(checkpoint.split(b"\n")[1]))
        return found

    # Nobody cosigned, or not enough: the first that there is.
    assert sizes() == [1, 2, 3, 4, 5]
    cosign_by_hand(ledger, 4, AUDITOR_A)
    assert sizes() == [1, 2, 3, 4, 5]
    cosign_by_hand(ledger, 4, AUDITOR_B)
    assert sizes() == [4, 4, 4, 4, 5]
    cosign_by_hand(ledger, 5, AUDITOR_A)
    cosign_by_hand(ledger, 5, AUDITOR_B)
    assert sizes() == [4, 4, 4, 4, 5]
    statements, files = read(ledger)
    path = f"proofs/2/{RESULT[1]}/{RESULT[2]}.json"
    data = statements[2].records[f"records/{RESULT[1]}/{RESULT[2]}.json"][0]
    found = verify_record(data, decode_record_proof(files[path], path), "", path)
    assert (found.quorum, found.cosigned, found.size) == (True, ("a", "b"), 4)


def test_a_log_that_is_not_that_of_the_statements(office: Office) -> None:
    ledger = office.folder / "ledger"
    statements = read_statements(ledger)
    with pytest.raises(FindingsError):
        proof_files(statements[:-1], read_log(ledger))


def test_the_hashes_are_those_of_the_tree_of_records(office: Office) -> None:
    statements, files = read(office.folder / "ledger")
    report = statements[2]
    leaves = [merkle.leaf_hash(data) for data, _ in report.records.values()]
    for position, path in enumerate(report.records):
        proof = decode_record_proof(files[f"proofs/2/{path.removeprefix('records/')}"], "")
        assert (proof.path, proof.position) == (path, position)
        assert list(proof.hashes) == merkle.inclusion_proof(position, leaves)


def test_a_signature_that_is_no_text(office: Office, tmp_path: Path) -> None:
    ledger = Path(shutil.copytree(office.folder / "ledger", tmp_path / "ledger"))
    signature = next((ledger / "statements/1/signatures").iterdir())
    signature.write_bytes(b"\xff" + signature.read_bytes())
    statements = read_statements(ledger)
    with pytest.raises(FindingsError) as caught:
        proof_files(statements, read_log(ledger))
    assert [problem.code for problem in caught.value.problems] == ["C102"]
