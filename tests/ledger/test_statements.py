"""Statement directories: exactly their files, in agreement with one another, read from disk or from bytes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError
from generator.ledger import merkle
from generator.ledger.statements import decode_files, read_statements, survey_files, survey_statements
from generator.published.entry import decode_entry
from generator.published.record import PublicRecord
from generator.published.statement import Statement, decode_statement, encode_sums

FINGERPRINT = "ab" * 32
SIGNATURE = f"signatures/{FINGERPRINT}.sig"


def record(name: str, record_type: str = "calendar", organ: str = "bureau", cycle: str = "2025") -> PublicRecord:
    return PublicRecord(organ, cycle, record_type, name, 1, "0" * 32, {"year": name}, ())


def directory(records: list[PublicRecord], **changes: object) -> dict[str, bytes]:
    encoded = {found.path: found.encode() for found in sorted(records, key=lambda found: found.path)}
    sums = encode_sums({path: sha256_hex(data) for path, data in encoded.items()})
    root = merkle.root([merkle.leaf_hash(data) for data in encoded.values()]).hex()
    counts = {kind: sum(found.type == kind for found in records) for kind in {found.type for found in records}}
    statement = Statement(
        "bureau", "0" * 64, "scheme", "2025", "2025-01-20", (), (), "0" * 64, sha256_hex(sums), root, counts
    )
    data = replace(statement, **changes).encode()  # type: ignore[arg-type]
    return {"statement.json": data, "SHA256SUMS": sums, SIGNATURE: b"signed", **encoded}


def good() -> dict[str, bytes]:
    return directory([record("2025"), record("2024")])


def codes(error: pytest.ExceptionInfo[FindingsError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_a_good_directory_is_read() -> None:
    found = decode_files(good(), 3, "ledger/statements/3")
    assert found.statement == decode_statement(good()["statement.json"], "")
    assert list(found.records) == ["records/calendar/2024.json", "records/calendar/2025.json"]
    assert found.signatures == {FINGERPRINT: b"signed"}
    assert [item.name for item in found.of_type("calendar")] == ["2024", "2025"]
    assert found.of_type("scheme") == []


def test_its_log_entry_names_statement_and_signatures() -> None:
    found = decode_files(good(), 3, "x")
    entry = found.entry("1" * 64)
    assert decode_entry(entry.encode(), "x") == entry
    assert (entry.index, entry.root, entry.kind, entry.cycle) == (3, "1" * 64, "scheme", "2025")
    assert entry.statement == found.sha256 == sha256_hex(good()["statement.json"])
    assert entry.signatures == {FINGERPRINT: sha256_hex(b"signed")}


Change = Callable[[dict[str, bytes]], object]

SPOILED: dict[str, tuple[Change, list[str]]] = {
    "no statement": (lambda f: f.pop("statement.json"), ["C130"]),
    "no sums": (lambda f: f.pop("SHA256SUMS"), ["C130"]),
    "statement too large": (lambda f: f.update({"statement.json": b" " * 65537}), ["C111"]),
    "signature too large": (lambda f: f.update({SIGNATURE: b" " * 16385}), ["C111"]),
    "record too large": (lambda f: f.update({"records/calendar/2024.json": b" " * 262145}), ["C111"]),
    "statement no JSON": (lambda f: f.update({"statement.json": b"{"}), ["C102"]),
    "statement not canonical": (lambda f: f.update({"statement.json": f["statement.json"] + b"\n"}), ["C103"]),
    "other sums": (lambda f: f.update({"SHA256SUMS": encode_sums({})}), ["L303", "L303", "L304"]),
    "sums in another form": (lambda f: f.update({"SHA256SUMS": f["SHA256SUMS"].upper()}), ["C112"]),
    "record missing": (lambda f: f.pop("records/calendar/2024.json"), ["L305"]),
    "record changed": (lambda f: f.update({"records/calendar/2024.json": record("2023").encode()}), ["L305"]),
    "stray file": (lambda f: f.update({"notes.txt": b""}), ["L303"]),
    "stray record": (lambda f: f.update({"records/calendar/2023.json": record("2023").encode()}), ["L303"]),
    "stray signature": (lambda f: f.update({"signatures/ab.sig": b""}), ["L303"]),
    "signature in capitals": (lambda f: f.update({f"signatures/{'AB' * 32}.sig": b""}), ["L303"]),
}


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_directory_is_refused(name: str) -> None:
    change, expected = SPOILED[name]
    files = good()
    change(files)
    with pytest.raises(FindingsError) as caught:
        decode_files(files, 0, "ledger/statements/0")
    assert sorted(codes(caught)) == expected
    assert all(problem.place.path.startswith("ledger/statements/0/") for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (directory([record("2025")], records_root="0" * 64), "L306"),
        (directory([record("2025", organ="other")]), "L307"),
        (directory([record("2025", cycle="2024")]), "L307"),
        (directory([record("2025")], counts={"calendar": 2}), "L308"),
        (directory([record("2025")], counts={"calendar": 1, "organ": 0}), "L308"),
        (directory([record("2025")], sums_sha256="0" * 64), "L304"),
    ],
)
def test_digests_and_counts_must_agree(files: dict[str, bytes], code: str) -> None:
    with pytest.raises(FindingsError) as caught:
        decode_files(files, 0, "x")
    assert codes(caught) == [code]


def test_record_at_another_path_than_its_own_is_refused() -> None:
    data = record("2024").encode()
    path = "records/calendar/2025.json"
    sums = encode_sums({path: sha256_hex(data)})
    root = merkle.root([merkle.leaf_hash(data)]).hex()
    files = directory([record("2025")], sums_sha256=sha256_hex(sums), records_root=root)
    with pytest.raises(FindingsError) as caught:
        decode_files({**files, "SHA256SUMS": sums, path: data}, 0, "x")
    assert codes(caught) == ["L307"]


def test_all_problems_of_all_statements_are_found_at_once() -> None:
    files = {f"statements/{index}/{path}": data for index in (0, 1, 3) for path, data in good().items()}
    files["statements/0/stray"] = files["statements/readme"] = files["statements/01/x"] = b""
    files["checkpoint"] = b"of no concern"
    found, problems = survey_files(files)
    assert [statement.index for statement in found] == [1, 3]
    assert sorted((problem.code, problem.place.path) for problem in problems) == [
        ("L301", "ledger/statements/01/x"),
        ("L301", "ledger/statements/readme"),
        ("L302", "ledger/statements"),
        ("L303", "ledger/statements/0/stray"),
    ]


def test_no_statement_at_all_is_a_finding() -> None:
    assert [problem.code for problem in survey_files({})[1]] == ["L302"]


def on_disk(folder: Path) -> Path:
    for index in (0, 1):
        for path, data in good().items():
            target = folder / "statements" / str(index) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    return folder


def test_the_disk_gives_the_same_as_the_bytes(tmp_path: Path) -> None:
    found = read_statements(on_disk(tmp_path))
    files = {f"statements/{index}/{path}": data for index in (0, 1) for path, data in good().items()}
    assert found == survey_files(files)[0]


def test_links_and_missing_folders_on_disk_are_findings(tmp_path: Path) -> None:
    assert [problem.code for problem in survey_statements(tmp_path)[1]] == ["C130"]
    folder = on_disk(tmp_path)
    (folder / "statements/1/link").symlink_to(folder / "statements/0/statement.json")
    with pytest.raises(FindingsError) as caught:
        read_statements(folder)
    assert [(p.code, p.place.path) for p in caught.value.problems] == [("C131", "ledger/statements/1/link")]
    shutil.move(folder / "statements", folder / "elsewhere")
    (folder / "statements").symlink_to(folder / "elsewhere")
    assert [problem.code for problem in survey_statements(folder)[1]] == ["C131"]


def test_a_file_too_large_is_reported_once(tmp_path: Path) -> None:
    folder = on_disk(tmp_path)
    (folder / "statements/1" / SIGNATURE).write_bytes(b" " * 20000)
    found, problems = survey_statements(folder)
    assert [(p.code, p.place.path) for p in problems] == [("C111", f"ledger/statements/1/{SIGNATURE}")]
    assert [statement.index for statement in found] == [0]
