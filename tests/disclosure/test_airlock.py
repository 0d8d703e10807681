"""Making a public record: fixed slots, one commitment each, nothing that has no slot."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from generator.disclosure.airlock import Airlock
from generator.disclosure.salts import DerivedSalts
from generator.published.commitment import base64url, decode_disclosure
from generator.published.record import decode_record
from generator.signing import demo

SLOTS = {"unit-result": ["total.exact", "a.score", "a.inputs"], "report": ["comments.summary"]}
AIRLOCK = Airlock("office", "2025", DerivedSalts("2025", demo.salt), SLOTS)

# RFC 9901, section 4.2: a disclosure and its digest.
RFC_DISCLOSURE = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
RFC_DIGEST = "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"


def test_every_slot_has_a_commitment_in_slot_order() -> None:
    released = AIRLOCK.release("unit-result", "u1", {"a": 1}, {"a.inputs": {"note": "甲"}})
    names = [item.name for item in released.disclosures]
    assert names == [f"office/2025/unit-result/u1/1/{field}" for field in SLOTS["unit-result"]]
    assert [item.value for item in released.disclosures] == [None, None, {"note": "甲"}]
    assert released.record.commitments == tuple(item.digest for item in released.disclosures)
    assert len(set(released.record.commitments)) == 3


def test_the_record_shows_neither_number_nor_place_of_withheld_values() -> None:
    empty = AIRLOCK.release("unit-result", "u1", {"a": 1})
    full = AIRLOCK.release("unit-result", "u1", {"a": 1}, dict.fromkeys(SLOTS["unit-result"], "secret"))
    assert len(empty.record.commitments) == len(full.record.commitments) == 3
    assert {len(digest) for digest in (*empty.record.commitments, *full.record.commitments)} == {43}
    assert len(empty.record.encode()) == len(full.record.encode())
    assert b"secret" not in full.record.encode()
    assert not set(empty.record.commitments) & set(full.record.commitments)


@pytest.mark.parametrize(("kind", "field"), [("unit-result", "b.score"), ("report", "a.score"), ("scheme", "x")])
def test_a_value_without_a_slot_is_refused(kind: str, field: str) -> None:
    with pytest.raises(ValueError, match=field):
        AIRLOCK.release(kind, "u1", {}, {field: 1})


def test_a_type_without_slots_has_no_commitments() -> None:
    assert AIRLOCK.release("scheme", "s1", {}).record.commitments == ()


def test_the_file_is_a_record_and_its_digest_that_of_the_file() -> None:
    released = AIRLOCK.release("report", "2025", {"text": "甲"}, {"comments.summary": "乙"})
    record = decode_record(released.record.encode(), "x")
    assert record == released.record
    assert (record.path, record.nonce) == (
        "records/report/2025.json",
        demo.salt("2025/records/report/2025.json").hex(),
    )
    assert released.sha256 == hashlib.sha256(released.record.encode()).hexdigest()


def test_the_same_value_in_two_slots_looks_different() -> None:
    released = AIRLOCK.release("unit-result", "u1", {}, {"a.score": "7", "a.inputs": "7"})
    other = AIRLOCK.release("unit-result", "u2", {}, {"a.score": "7"})
    assert len({*released.record.commitments, *other.record.commitments}) == 6


def openssl(require: Callable[[str], str], disclosure: str) -> str:
    """The digest as docs/spec/30-records.md has a reader compute it."""
    hashed = subprocess.run(
        [require("openssl"), "dgst", "-sha256", "-binary"], input=disclosure.encode("ascii"), stdout=-1, check=True
    )
    encoded = subprocess.run([require("basenc"), "--base64url"], input=hashed.stdout, stdout=-1, check=True)
    return encoded.stdout.decode("ascii").strip().rstrip("=")


@pytest.mark.peers
@pytest.mark.parametrize("value", [None, "秘密", 7, {"b": [True, None], "a": "x"}])
def test_openssl_and_basenc_agree(require: Callable[[str], str], value: Any) -> None:
    released = AIRLOCK.release("report", "2025", {}, {"comments.summary": value})
    (disclosure,) = released.disclosures
    assert openssl(require, disclosure.encode()) == released.record.commitments[0]
    assert decode_disclosure(disclosure.encode()) == disclosure
    flipped = disclosure.encode()[:-1] + ("A" if disclosure.encode()[-1] != "A" else "B")
    assert openssl(require, flipped) != released.record.commitments[0]


@pytest.mark.peers
def test_the_vector_of_rfc_9901(require: Callable[[str], str]) -> None:
    assert openssl(require, RFC_DISCLOSURE) == RFC_DIGEST
    assert base64url(hashlib.sha256(RFC_DISCLOSURE.encode("ascii")).digest()) == RFC_DIGEST
