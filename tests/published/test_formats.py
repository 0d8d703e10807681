"""Statement, sums, record, entry, trust: one encoding each, and a named refusal for everything else."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from generator.core import canonical
from generator.core.errors import FindingsError
from generator.published import record as record_format
from generator.published import statement as statement_format
from generator.published.entry import Entry, decode_entry
from generator.published.record import PublicRecord, decode_record
from generator.published.statement import Statement, decode_statement, decode_sums, encode_sums
from generator.published.trust import Fido, Holder, PreviousLog, Revoked, Succeeds, Trust, read_trust

HEX = "0123456789abcdef" * 4
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDvxzbUBFM1ZTS4ygz1Xgi8nUYYhC3IcjHm1BQfVnBBT"
OTHER_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ3JmyGVzn0QAbZCxPpMxhE4XE3DwNYz1lDyXs3vcmnR"

STATEMENT = Statement(
    "bureau", HEX, "report", "2025", "2025-12-22", ("P1-A6", "P2-3.2(2)"), (HEX,), HEX, HEX, HEX, {"report": 1}
)
RECORD = PublicRecord("bureau", "2025", "report", "2025", 1, "0" * 32, {"units": 1}, ("A" * 43,))
ENTRY = Entry(3, "bureau", HEX, "report", "2025", HEX, {HEX: HEX})
TRUST = Trust(
    1,
    False,
    "bureau.example/kaohe",
    "vkey",
    (Holder("a", "office", (KEY,)), Holder("b", "leadership", (OTHER_KEY,))),
    {"report": {"office": 1}, "decision": {"leadership": 1}, "release": {"office": 1}},
    "log vkey\nquorum none\n",
    Fido(touch=True, pin=True),
    ("MAA=",),
    (Revoked(HEX, "c", "compromised"),),
    PreviousLog("bureau.example/old", "old vkey", 7, HEX),
    Succeeds(HEX, "elsewhere.example/kaohe", "other vkey", 9, HEX, "log_split"),
)


def refusal(read: Callable[[], object]) -> str:
    with pytest.raises(FindingsError) as caught:
        read()
    assert len(caught.value.problems) == 1
    return caught.value.problems[0].code


def changed(data: bytes, **changes: Any) -> bytes:
    value = json.loads(data)
    for key, new in changes.items():
        if new is ...:
            del value[key]
        else:
            value[key] = new
    return canonical.encode(value)


def test_what_was_encoded_is_decoded() -> None:
    assert decode_statement(STATEMENT.encode(), "x") == STATEMENT
    assert decode_record(RECORD.encode(), "x") == RECORD
    assert decode_entry(ENTRY.encode(), "x") == ENTRY
    assert STATEMENT.namespace == "kaohe-report@bureau"
    assert RECORD.path == "records/report/2025.json"


def test_bytes_of_a_statement_are_fixed() -> None:
    text = STATEMENT.encode().decode()
    assert text.startswith('{"builds_on":["') and text.endswith('"version":"kaohe/statement/v1"}')
    assert list(json.loads(text)) == sorted(json.loads(text))


@pytest.mark.parametrize(
    "changes",
    [
        {"version": "kaohe/statement/v2"},
        {"organ": "Bureau"},
        {"organ": "a--b"},
        {"organ": "bureau\n"},
        {"root": "self"},
        {"root": HEX.upper()},
        {"root": HEX[:-1]},
        {"kind": "opinion"},
        {"cycle": ""},
        {"date": "2025-02-30"},
        {"date": "2025-1-1"},
        {"date": "٢٠٢٥-01-01"},
        {"clauses": "P1-A6"},
        {"clauses": ["P1-A06"]},
        {"clauses": ["P2-3.2(10)"]},
        {"builds_on": [HEX, 1]},
        {"counts": {"report": -1}},
        {"counts": {"report": True}},
        {"sums_sha256": None},
        {"records_root": ...},
        {"note": "free text"},
    ],
)
def test_statement_of_another_shape_is_refused(changes: dict[str, Any]) -> None:
    data = changed(STATEMENT.encode(), **changes)
    assert refusal(lambda: decode_statement(data, "x")) == "C110"


def test_only_trust_has_no_cycle_and_may_name_itself_as_root() -> None:
    data = changed(STATEMENT.encode(), kind="trust", cycle="", root="self")
    assert decode_statement(data, "x").root == "self"
    assert refusal(lambda: decode_statement(changed(data, cycle="2025"), "x")) == "C110"


def test_sizes_are_limited() -> None:
    many = [HEX] * (statement_format.MAX_BYTES // 64)
    data = changed(STATEMENT.encode(), builds_on=many)
    assert refusal(lambda: decode_statement(data, "x")) == "C111"
    large = changed(RECORD.encode(), body={"text": "x" * record_format.MAX_BYTES})
    assert refusal(lambda: decode_record(large, "x")) == "C111"


@pytest.mark.parametrize(
    "changes",
    [
        {"version": "kaohe/record/v0"},
        {"type": "secret"},
        {"name": "../x"},
        {"name": "a/b"},
        {"name": "x" * 65},
        {"revision": 0},
        {"nonce": "0" * 31},
        {"nonce": "A" * 32},
        {"body": []},
        {"commitments": ["A" * 42]},
        {"commitments": ["A" * 42 + "="]},
        {"cycle": "2025 "},
        {"extra": None},
    ],
)
def test_record_of_another_shape_is_refused(changes: dict[str, Any]) -> None:
    data = changed(RECORD.encode(), **changes)
    assert refusal(lambda: decode_record(data, "x")) == "C110"


@pytest.mark.parametrize(
    "changes", [{"index": -1}, {"index": "3"}, {"root": "self"}, {"signatures": {"x": HEX}}, {"signatures": {HEX: ""}}]
)
def test_entry_of_another_shape_is_refused(changes: dict[str, Any]) -> None:
    data = changed(ENTRY.encode(), **changes)
    assert refusal(lambda: decode_entry(data, "x")) == "C110"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "C102"),
        (b"\xef\xbb\xbf{}", "C102"),
        (b'{"a":1,"a":1}', "C102"),
        (b'{"a":1.0}', "C102"),
        (b'{"a":"\\ud800"}', "C102"),
        (b"[" * 50_000, "C102"),
        (b'{"a":' + b"9" * 5000 + b"}", "C102"),
        (b"{ }", "C103"),
        (b'{"b":1,"a":1}', "C103"),
        (b'{"a":"\\u0061"}', "C103"),
        (b"[]", "C110"),
        (b"null", "C110"),
    ],
)
def test_every_decoder_refuses_what_is_not_canonical(data: bytes, code: str) -> None:
    for decode in (decode_statement, decode_record, decode_entry):
        assert refusal(lambda decode=decode: decode(data, "x")) == code  # type: ignore[misc]


SUMS = encode_sums({"records/b/a.json": HEX, "records/a-b/x.y.json": HEX[::-1]})


def test_sums_are_sorted_and_read_again() -> None:
    assert SUMS.decode().splitlines()[0].endswith("  records/a-b/x.y.json")
    assert list(decode_sums(SUMS, "x")) == ["records/a-b/x.y.json", "records/b/a.json"]
    assert decode_sums(b"", "x") == {}


@pytest.mark.parametrize(
    "data",
    [
        b"\n",
        SUMS + b"\n",
        SUMS[:-1],
        SUMS + SUMS,
        b"".join(reversed(SUMS.splitlines(keepends=True))),
        SUMS.replace(b"  ", b" *"),
        SUMS.replace(b"\n", b"\r\n"),
        SUMS.replace(b"records/b/a.json", b"records/../a.json"),
        SUMS.replace(b"records/b/a.json", b"statement.json"),
        SUMS.replace(b"a.json", "ä.json".encode()),
        b"\\" + SUMS,
    ],
)
def test_sums_have_one_form(data: bytes) -> None:
    assert refusal(lambda: decode_sums(data, "x")) == "C112"


def trust_record(body: dict[str, Any]) -> PublicRecord:
    return PublicRecord("bureau", "", "trust", "v1", 1, "0" * 32, body, ())


def test_trust_is_read_from_its_body() -> None:
    assert read_trust(trust_record(TRUST.body()), "x") == TRUST


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda b: b["thresholds"]["report"].update(office=2), "G301"),
        (lambda b: b["thresholds"].update(report={}), "G301"),
        (lambda b: b["holders"][1].update(id="a"), "G301"),
        (lambda b: b["holders"][1].update(keys=[KEY]), "G301"),
        (lambda b: b["holders"][1].update(keys=[OTHER_KEY, OTHER_KEY]), "G301"),
        (lambda b: b["holders"][1].update(keys=[]), "G301"),
        (lambda b: b["thresholds"]["report"].update(office=0), "C110"),
        (lambda b: b["thresholds"]["report"].update(anyone=1), "C110"),
        (lambda b: b["thresholds"].update(opinion={"office": 1}), "C110"),
        (lambda b: b["holders"][0].update(role="boss"), "C110"),
        (lambda b: b["holders"][0].update(keys=[KEY + " comment"]), "C110"),
        (lambda b: b["holders"][0].update(keys=["*"]), "C110"),
        (lambda b: b["holders"][0].update(name="someone"), "C110"),
        (lambda b: b.update(demo="yes"), "C110"),
        (lambda b: b.update(trust_version=0), "C110"),
        (lambda b: b.update(quorum="none"), "C110"),
        (lambda b: b.update(trust_version=2), "C110"),
        (lambda b: b.update(policy=None), "C110"),
        (lambda b: b.update(policy="x" * 65537), "C110"),
        (lambda b: b.update(fido={"touch": True}), "C110"),
        (lambda b: b.update(fido={"touch": False, "pin": True}), "C110"),
        (lambda b: b.update(fido={"touch": True, "pin": 1}), "C110"),
        (lambda b: b.update(timestamping="none"), "C110"),
        (lambda b: b.update(timestamping=[1]), "C110"),
        (lambda b: b["revoked"][0].update(key=HEX.upper()), "C110"),
        (lambda b: b["revoked"][0].update(reason="tired"), "C110"),
        (lambda b: b["revoked"][0].update(holder="*"), "C110"),
        (lambda b: b["revoked"][0].pop("holder"), "C110"),
        (lambda b: b["previous_log"].update(size=0), "C110"),
        (lambda b: b["previous_log"].update(size=True), "C110"),
        (lambda b: b["previous_log"].update(root=HEX[:-1]), "C110"),
        (lambda b: b["previous_log"].update(reason="log_split"), "C110"),
        (lambda b: b.update(previous_log=False), "C110"),
        (lambda b: b["succeeds"].update(reason="better"), "C110"),
        (lambda b: b["succeeds"].update(root=""), "C110"),
        (lambda b: b["succeeds"].pop("log_root"), "C110"),
        (lambda b: b["thresholds"].update(release={"publisher": 1}), "G301"),
        (lambda b: b.pop("origin"), "C110"),
    ],
)
def test_trust_that_contradicts_itself_is_refused(change: Callable[[dict[str, Any]], object], code: str) -> None:
    body = TRUST.body()
    change(body)
    assert refusal(lambda: read_trust(trust_record(body), "x")) == code


def test_no_bytes_whatever_raise_anything_else() -> None:
    source = random.Random(3)
    decoders: list[tuple[bytes, Callable[[bytes, str], object]]] = [
        (STATEMENT.encode(), decode_statement),
        (RECORD.encode(), decode_record),
        (ENTRY.encode(), decode_entry),
        (SUMS, decode_sums),
    ]
    refused = 0
    for _ in range(400):
        data, decode = source.choice(decoders)
        spoiled = bytearray(data)
        for _ in range(source.randint(1, 4)):
            spoiled[source.randrange(len(spoiled))] = source.randrange(256)
        try:
            decode(bytes(spoiled), "x")
        except FindingsError:
            refused += 1
    assert refused > 200
