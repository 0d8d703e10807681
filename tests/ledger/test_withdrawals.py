"""A record may be missing only where a later statement withdraws it; everything else about it is a finding."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError
from generator.ledger import merkle
from generator.ledger.statements import PublishedStatement, decode_files, survey_files
from generator.ledger.withdrawals import faults, published_withdrawals, still_there, withdrawals_of
from generator.published.record import PublicRecord
from generator.published.shapes import exact_text
from generator.published.statement import Statement, encode_sums
from generator.published.withdrawal import Withdrawal, Withdrawn

ORGAN, CYCLE = "river-bureau", "2025"
RESULT = "records/unit-result/harbour.json"
DECISION = "records/unit-decision/harbour.json"
CLOSURE = "records/closure/2025.json"
Files = dict[str, bytes]


def record(record_type: str, name: str, body: dict[str, object], cycle: str = CYCLE) -> PublicRecord:
    nonce = hashlib.sha256(f"{record_type}/{name}".encode()).hexdigest()[:32]
    return PublicRecord(ORGAN, cycle, record_type, name, 1, nonce, body, ())


def statement(records: Sequence[PublicRecord], kind: str, step: str = "", cycle: str = CYCLE) -> Files:
    """The files of one statement, without signatures: who signed is looked at elsewhere."""
    encoded = {item.path: item.encode() for item in sorted(records, key=lambda item: item.path)}
    sums = encode_sums({path: sha256_hex(data) for path, data in encoded.items()})
    counts: dict[str, int] = {}
    for item in records:
        counts[item.type] = counts.get(item.type, 0) + 1
    root = merkle.root([merkle.leaf_hash(data) for data in encoded.values()]).hex()
    made = Statement(ORGAN, "1" * 64, kind, cycle, "2026-01-01", (), (), "0" * 64, sha256_hex(sums), root, counts, step)
    return {"statement.json": made.encode(), "SHA256SUMS": sums, **encoded}


REPORT = statement(
    [record("unit-result", name, {"total": number}) for number, name in enumerate(("archive", "harbour", "permits"))],
    "report",
)
DECIDED = statement([record("unit-decision", "harbour", {"grade": "good"})], "decision")
CLOSED = statement([record("closure", "2025", {"statements": []})], "closed")
BEFORE = (REPORT, DECIDED, CLOSED)


def tombstone(index: int = 0, path: str = RESULT) -> Withdrawal:
    """What withdraws the record at ``path`` of statement ``index`` as it must."""
    files = BEFORE[index]
    data = files[path]
    digest, leaf = sha256_hex(data), merkle.leaf_hash(data).hex()
    return Withdrawal(sha256_hex(files["statement.json"]), index, path, digest, leaf, "court_order", "P2-5.1")


def withdrawing(*said: Withdrawal, step: str = "withdrawal", kind: str = "change", cycle: str = CYCLE) -> Files:
    records = [record("withdrawal", item.name, item.body(), cycle) for item in said]
    return statement(records, kind, step, cycle)


def ledger(*later: Files, without: Sequence[tuple[int, str]] = ()) -> Files:
    """The files of a ledger: the statements before, those ``later``, and not the records ``without``."""
    files = {
        f"statements/{index}/{path}": data
        for index, folder in enumerate((*BEFORE, *later))
        for path, data in folder.items()
    }
    return {path: data for path, data in files.items() if path not in {f"statements/{i}/{p}" for i, p in without}}


def found(files: Files) -> list[tuple[str, str]]:
    return sorted((problem.code, problem.place.path) for problem in survey_files(files)[1])


def codes(files: Files) -> list[str]:
    return sorted({code for code, _ in found(files)})


def test_a_withdrawn_record_may_be_missing() -> None:
    files = ledger(withdrawing(tombstone()), without=[(0, RESULT)])
    statements, problems = survey_files(files)
    assert (problems, len(statements)) == ([], 4)
    (gone,) = statements[0].withdrawn.values()
    assert (gone.by, gone.withdrawal) == (3, tombstone())
    assert RESULT not in statements[0].records
    assert statements[0].sha256 == sha256_hex(REPORT["statement.json"])
    assert published_withdrawals(statements) == [gone]
    assert still_there(statements) == []


def test_several_may_go_at_once_or_one_after_another_until_none_is_left() -> None:
    paths = [path for path in REPORT if path.startswith("records/")]
    both = [tombstone(0, path) for path in paths]
    gone = [(0, path) for path in paths]
    assert codes(ledger(withdrawing(*both), without=gone)) == []
    assert codes(ledger(*(withdrawing(item) for item in both), without=gone)) == []
    statements, _ = survey_files(ledger(withdrawing(*both), without=gone))
    assert (statements[0].records, len(statements[0].withdrawn)) == ({}, 3)


def test_a_record_that_nobody_withdrew_may_not_be_missing() -> None:
    assert found(ledger(without=[(0, RESULT)])) == [("L305", f"ledger/statements/0/{RESULT}")]
    assert codes(ledger(withdrawing(tombstone()), without=[(0, RESULT), (1, DECISION)])) == ["L305"]


def test_a_withdrawn_record_that_is_there_is_a_finding() -> None:
    """Never deleted, or put back later: the same bytes at the same place."""
    assert found(ledger(withdrawing(tombstone()))) == [("L212", f"ledger/statements/0/{RESULT}")]
    statements, _ = survey_files(ledger(withdrawing(tombstone())))
    (left,) = still_there(statements)
    assert (left.by, left.withdrawal.path) == (3, RESULT)


def test_other_bytes_in_the_place_of_a_withdrawn_record_are_a_finding() -> None:
    files = ledger(withdrawing(tombstone()), without=[(0, RESULT)])
    for data in (b"", b"{}", REPORT["records/unit-result/permits.json"]):
        files[f"statements/0/{RESULT}"] = data
        assert "L305" in codes(files)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sha256": "d" * 64}, "L210"),
        ({"statement": "d" * 64}, "L210"),
        ({"index": 1}, "L210"),
        ({"index": 3}, "L210"),
        ({"index": 9}, "L210"),
        ({"path": "records/unit-result/nobody.json"}, "L210"),
        ({"path": "records/unit-result/permits.json"}, "L210"),
    ],
)
def test_a_withdrawal_of_what_is_in_no_statement(change: dict[str, object], code: str) -> None:
    wrong = replace(tombstone(), **change)  # type: ignore[arg-type]
    assert codes(ledger(withdrawing(wrong))) == [code]
    assert "L305" in codes(ledger(withdrawing(wrong), without=[(0, RESULT)]))


def test_a_leaf_that_is_not_the_records() -> None:
    wrong = replace(tombstone(), leaf="d" * 64)
    assert codes(ledger(withdrawing(wrong))) == ["L211", "L212"]
    assert found(ledger(withdrawing(wrong), without=[(0, RESULT)])) == [("L306", "ledger/statements/0/statement.json")]


@pytest.mark.parametrize(("index", "path"), [(2, CLOSURE)])
def test_types_that_cannot_be_withdrawn(index: int, path: str) -> None:
    said = tombstone(index, path)
    assert "L213" in codes(ledger(withdrawing(said)))
    assert codes(ledger(withdrawing(said), without=[(index, path)])) == ["L213", "L305"]


def test_a_withdrawal_cannot_be_withdrawn() -> None:
    first = withdrawing(tombstone())
    path = next(path for path in first if path.startswith("records/"))
    digest, leaf = sha256_hex(first[path]), merkle.leaf_hash(first[path]).hex()
    second = Withdrawal(sha256_hex(first["statement.json"]), 3, path, digest, leaf, "unlawful", "P2-5.1")
    hidden = ledger(first, withdrawing(second), without=[(0, RESULT), (3, path)])
    assert codes(hidden) == ["L213", "L305"]


def test_nothing_is_withdrawn_twice() -> None:
    again = replace(tombstone(), reason="unlawful")
    assert found(ledger(withdrawing(tombstone()), withdrawing(again), without=[(0, RESULT)])) == [
        ("L214", f"ledger/statements/4/records/withdrawal/{again.name}.json")
    ]


def test_the_name_of_the_record_follows_from_what_it_says() -> None:
    other = record("withdrawal", "0-unit-result-permits", tombstone().body())
    assert codes(ledger(statement([other], "change", "withdrawal"), without=[(0, RESULT)])) == ["L215"]


@pytest.mark.parametrize(
    ("kind", "step"), [("change", "correction"), ("report", ""), ("closed", ""), ("decision", ""), ("inputs", "goals")]
)
def test_no_other_statement_withdraws_anything(kind: str, step: str) -> None:
    """Otherwise those who sign reports could take back what the leadership decided."""
    files = ledger(withdrawing(tombstone(), kind=kind, step=step), without=[(0, RESULT)])
    assert codes(files) == ["L305"]


def test_a_withdrawal_in_another_cycle_withdraws_nothing() -> None:
    assert "L210" in codes(ledger(withdrawing(tombstone(), cycle="2026"), without=[(0, RESULT)]))


def test_a_statement_withdraws_nothing_that_comes_after_it() -> None:
    """Its digest would have to be known before it was made; an index that is too great is refused all the same."""
    folders = enumerate((withdrawing(tombstone()), REPORT))
    later = {f"statements/{index}/{path}": data for index, folder in folders for path, data in folder.items()}
    del later[f"statements/1/{RESULT}"]
    assert codes(later) == ["L210", "L305"]


def test_a_withdrawal_that_cannot_be_read_is_reported_once() -> None:
    body = tombstone().body() | {"reason": "because"}
    broken = statement([record("withdrawal", tombstone().name, body)], "change", "withdrawal")
    assert [code for code, _ in found(ledger(broken))] == ["C110"]


def test_what_cannot_be_read_is_reported_where_it_lies() -> None:
    files = ledger(withdrawing(tombstone()), without=[(0, RESULT)])
    files["statements/0/SHA256SUMS"] += b"x"
    assert {path for _, path in found(files)} == {"ledger/statements/0/SHA256SUMS"}


def test_a_draft_is_held_against_the_records_while_they_are_there() -> None:
    statements = [decode_files(folder, at, "x") for at, folder in enumerate(BEFORE)]
    assert draft_faults(tombstone(), statements) == []
    assert draft_faults(replace(tombstone(), leaf="0" * 64), statements) == ["L211"]
    assert draft_faults(replace(tombstone(), sha256="0" * 64), statements) == ["L210"]
    assert draft_faults(tombstone(2, CLOSURE), statements) == ["L213"]


def draft_faults(said: Withdrawal, statements: Sequence[PublishedStatement]) -> list[str]:
    own = decode_files(withdrawing(said), 3, "draft")
    (item,) = withdrawals_of(own, "draft")
    by_index = {found.index: found for found in (*statements, own)}
    return [problem.code for problem in faults(item, by_index, [], "draft")]


def test_who_signs_for_what_is_not_decided_here() -> None:
    assert withdrawals_of(decode_files(REPORT, 0, "x"), "x") == []
    with pytest.raises(FindingsError):
        decode_files({path: data for path, data in REPORT.items() if path != RESULT}, 0, "x")


def test_the_published_bytes_do_not_tell_what_was_withdrawn() -> None:
    """Every plausible result is tried. Without the nonce the digest does not come out; with it, it does at once."""
    totals = [exact_text(Fraction(number, 100)) for number in range(10001)]
    secret = record("unit-result", "harbour", {"grade": "good", "total": "8765/100"})
    secret = replace(secret, body={"grade": "good", "total": exact_text(Fraction(8765, 100))})
    made = statement([secret], "report")
    data = made["records/unit-result/harbour.json"]
    digest, leaf = sha256_hex(data), merkle.leaf_hash(data)
    said = Withdrawal(sha256_hex(made["statement.json"]), 0, RESULT, digest, leaf.hex(), "personal_data", "P2-5.1")
    later = withdrawing(said)
    public = {f"statements/0/{p}": d for p, d in made.items() if not p.startswith("records/")}
    public |= {f"statements/1/{p}": d for p, d in later.items()}
    assert survey_files(public)[1] == []
    everything = b"".join(public.values())
    assert secret.nonce.encode() not in everything
    assert b"87.65" not in everything
    assert b"1753/20" not in everything

    def tried(nonces: Sequence[str]) -> set[tuple[str, str]]:
        """The grade and total of every record that has the withdrawn record's digest or leaf."""
        hits = set()
        for nonce in nonces:
            for grade, total in itertools.product(("excellent", "good", "pass"), totals):
                guess = replace(secret, nonce=nonce, body={"grade": grade, "total": total}).encode()
                if sha256_hex(guess) == digest or merkle.leaf_hash(guess) == leaf:
                    hits.add((grade, total))
        return hits

    known = [text.decode() for text in _hex_words(everything)]
    assert len(known) > 5
    assert tried(["0" * 32, *(word[:32] for word in known[:3])]) == set()
    assert tried([secret.nonce]) == {("good", "1753/20")}


def _hex_words(data: bytes) -> list[bytes]:
    """Everything in the public bytes that could be mistaken for a nonce."""
    return re.findall(rb"[0-9a-f]{32,}", data)


def test_a_withdrawn_entry_knows_where_it_says_so() -> None:
    item = Withdrawn(3, "records/withdrawal/0-unit-result-harbour.json", tombstone())
    assert item.key == "3/records/withdrawal/0-unit-result-harbour.json"
