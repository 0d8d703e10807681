"""A record proof says nothing that is not signed: each part of it that is changed is noticed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.core import canonical
from generator.core.errors import FindingsError
from generator.ledger.log import read_log
from generator.ledger.proofs import proof_files
from generator.ledger.record_proof import decode_record_proof
from generator.ledger.record_verification import verify_record
from generator.ledger.statements import PublishedStatement, read_statements
from tests.audit.office import Office, real_plan
from tests.audit.trusts import FIRST, SECOND, A, B, C, D, E, TrustLedger, holder

PATH = "proofs/2/unit-result/harbour.json"
RECORD = "records/unit-result/harbour.json"

Value = dict[str, Any]
Edit = Callable[[Value], object]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("record") / "site").publish()


@pytest.fixture(scope="module")
def ledger(office: Office) -> tuple[list[PublishedStatement], dict[str, bytes]]:
    statements = read_statements(office.folder / "ledger")
    return statements, proof_files(statements, read_log(office.folder / "ledger"))


@pytest.fixture
def record(ledger: tuple[list[PublishedStatement], dict[str, bytes]]) -> bytes:
    return ledger[0][2].records[RECORD][0]


@pytest.fixture
def proof(ledger: tuple[list[PublishedStatement], dict[str, bytes]]) -> Value:
    found: Value = json.loads(ledger[1][PATH])
    return found


def codes(record: bytes, proof: Value) -> set[str]:
    """What is wrong, empty where it holds."""
    try:
        verify_record(record, decode_record_proof(canonical.encode(proof), "proof"), "record", "proof")
    except FindingsError as error:
        return {problem.code for problem in error.problems}
    return set()


def test_it_holds(record: bytes, proof: Value) -> None:
    assert codes(record, proof) == set()


def test_any_other_byte_of_the_record(record: bytes, proof: Value) -> None:
    for changed in (record.replace(b"95.74", b"95.75"), record + b"\n", record[:-1], b"{}"):
        assert changed != record
        assert codes(changed, proof) & {"A344", "C102", "C103", "C110"}


def test_a_neighbour(record: bytes, proof: Value, ledger: tuple[list[PublishedStatement], dict[str, bytes]]) -> None:
    other = ledger[0][2].records["records/unit-result/permits.json"][0]
    assert codes(other, proof) == {"A343"}
    assert codes(other, {**proof, "record": {**proof["record"], "path": "records/unit-result/permits.json"}}) == {
        "A344"
    }


EDITS: dict[str, tuple[Edit, str]] = {
    "another position": (lambda p: p["record"].update(position=p["record"]["position"] + 1), "A344"),
    "a position beyond the end": (lambda p: p["record"].update(position=99), "A344"),
    "a hash less": (lambda p: p["record"]["hashes"].pop(), "A344"),
    "a hash more": (lambda p: p["record"]["hashes"].append("0" * 64), "A344"),
    "another hash": (lambda p: p["record"]["hashes"].__setitem__(0, "0" * 64), "A344"),
    "another index": (lambda p: p["statement"].update(index=3), "L101"),
    "an index before the trust": (lambda p: p["statement"].update(index=0), "A347"),
    "a signature less": (lambda p: p["statement"]["signatures"].popitem(), "G306"),
    "no signature": (lambda p: p["statement"].update(signatures={}), "G306"),
    "signatures of another statement": (
        lambda p: p["statement"].update(signatures=p["trust"][0]["signatures"]),
        "G122",
    ),
    "another statement": (lambda p: p["statement"].update(statement=p["trust"][0]["statement"]), "A343"),
    "the receipt of another": (lambda p: p["statement"].update(receipt=p["trust"][0]["receipt"]), "L101"),
    "a receipt without its checkpoint": (
        lambda p: p["statement"].update(receipt=p["statement"]["receipt"].partition("\n\n")[0]),
        "L185",
    ),
    "no trust": (lambda p: p.update(trust=[]), "A349"),
    "the trust twice": (lambda p: p["trust"].append(p["trust"][0]), "A349"),
    "a trust that does not begin": (lambda p: p["trust"][0].update(index=1), "A349"),
    "a scheme as trust": (lambda p: p["trust"][0].update(statement=p["statement"]["statement"]), "L304"),
    "another trust record": (
        lambda p: p["trust"][0].update(record=p["trust"][0]["record"].replace('"office":2', '"office":1')),
        "L305",
    ),
    "other digests": (lambda p: p["trust"][0].update(sums="0" * 64 + "  records/trust/v1.json\n"), "L304"),
    "no digests": (lambda p: p["trust"][0].update(sums=""), "L304"),
    "a trust signature less": (lambda p: p["trust"][0]["signatures"].popitem(), "G306"),
    "the trust's receipt exchanged": (
        lambda p: p["trust"][0].update(receipt=p["statement"]["receipt"]),
        "L101",
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_what_is_changed_in_the_proof(record: bytes, proof: Value, name: str) -> None:
    edit, code = EDITS[name]
    edit(proof)
    assert code in codes(record, proof)


def test_every_character_counts(record: bytes, proof: Value) -> None:
    """One digit or letter changed anywhere in the texts that carry the proof."""
    places = [
        (proof["statement"], "statement"),
        (proof["statement"], "receipt"),
        (proof["trust"][0], "statement"),
        (proof["trust"][0], "sums"),
        (proof["trust"][0], "record"),
        (proof["trust"][0], "receipt"),
    ]
    for found in (proof["statement"]["signatures"], proof["trust"][0]["signatures"]):
        places += [(found, name) for name in found]
    for holder_of_text, name in places:
        text = holder_of_text[name]
        for at in range(0, len(text), max(len(text) // 23, 1)):
            if not text[at].isalnum():
                continue
            holder_of_text[name] = text[:at] + ("a" if text[at] != "a" else "b") + text[at + 1 :]
            assert codes(record, proof), (name, at)
        holder_of_text[name] = text
    assert codes(record, proof) == set()


SHAPES: dict[str, Edit] = {
    "version": lambda p: p.update(version="kaohe/record-proof/v2"),
    "key missing": lambda p: p.pop("trust"),
    "key too many": lambda p: p.update(more=1),
    "path": lambda p: p["record"].update(path="../../etc/passwd"),
    "position": lambda p: p["record"].update(position=-1),
    "hash": lambda p: p["record"]["hashes"].append("x"),
    "fingerprint": lambda p: p["statement"]["signatures"].update({"../x": ""}),
    "text": lambda p: p["statement"].update(receipt=1),
    "list": lambda p: p.update(trust={}),
}


@pytest.mark.parametrize("name", SHAPES)
def test_shapes(record: bytes, proof: Value, name: str) -> None:
    SHAPES[name](proof)
    assert codes(record, proof) == {"C110"}


@pytest.mark.parametrize("data", [b"", b"x", b"[]", b"null", b'{"a":1,"a":1}', b'{ "a":1}', b"\xff"])
def test_no_proof_at_all(data: bytes) -> None:
    with pytest.raises(FindingsError):
        decode_record_proof(data, "proof")


def test_another_office_has_another_root(office: Office, record: bytes, proof: Value, tmp_path: Path) -> None:
    """Whoever makes a whole ledger of their own gets a proof that holds, for a root that nobody published."""
    other = Office(tmp_path / "site", real_plan()).publish()
    statements = read_statements(other.folder / "ledger")
    files = proof_files(statements, read_log(other.folder / "ledger"))
    found = verify_record(statements[2].records[RECORD][0], decode_record_proof(files[PATH], ""), "", "")
    assert found.root == other.root != office.root
    foreign = json.loads(files[PATH])
    # Parts of one do not fit into the other.
    assert "A347" in codes(record, {**proof, "trust": foreign["trust"]})
    assert codes(record, {**foreign, "trust": proof["trust"]})


def rotating(folder: Path, second: Any = SECOND, keys: tuple[Any, ...] = (A, B, D)) -> tuple[bytes, Value]:
    """The record of the second version, with its proof."""
    ledger = TrustLedger().set_trust(FIRST, [A, B]).scheme([A, B]).set_trust(second, keys)
    statements = read_statements(ledger.write(folder) / "ledger")
    files = proof_files(statements, read_log(folder / "ledger"))
    return statements[2].records["records/trust/v2.json"][0], json.loads(files["proofs/2/trust/v2.json"])


def test_a_rotation_holds(tmp_path: Path) -> None:
    record, proof = rotating(tmp_path)
    assert codes(record, proof) == set()


def test_a_rotation_that_few_wanted(tmp_path: Path) -> None:
    assert codes(*rotating(tmp_path, keys=(B, D))) == {"G306"}


def test_a_rotation_by_strangers(tmp_path: Path) -> None:
    usurped = replace(SECOND, holders=(holder("d", "office", D), holder("e", "office", E)), revoked=())
    assert codes(*rotating(tmp_path, usurped, (D, E))) & {"G306", "G332"}


def test_a_rotation_that_drops_a_key_in_silence(tmp_path: Path) -> None:
    assert "G332" in codes(*rotating(tmp_path, replace(SECOND, revoked=())))


def test_the_version_before_cannot_be_left_out(tmp_path: Path) -> None:
    record, proof = rotating(tmp_path)
    assert codes(record, {**proof, "trust": proof["trust"][1:]}) == {"A349"}
    assert codes(record, {**proof, "trust": proof["trust"][:1]}) == {"A349"}


def test_the_key_of_another_log(tmp_path: Path) -> None:
    """A receipt counts under the key that the trust names, whoever else signed it."""
    record, proof = rotating(tmp_path)
    forged = replace(FIRST, log_key=FIRST.log_key)
    assert forged.log_key in proof["trust"][0]["record"]
    receipt = proof["statement"]["receipt"]
    head, _, signature = receipt.rpartition("\n\n")
    proof["statement"]["receipt"] = f"{head}\n\n{signature.replace('kaohe ', 'kaohe-x ', 1)}"
    assert codes(record, proof) == {"L127"}


def test_c_signs_for_both_versions(tmp_path: Path) -> None:
    assert codes(*rotating(tmp_path, keys=(B, C))) == set()
