"""What a trust record must be, alone and after others; attacks on whole ledgers are in tests/audit/test_trust.py."""

from __future__ import annotations

import datetime
import warnings
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from generator.core import strict_base64
from generator.core.problem import Problem
from generator.ledger.trust_rules import (
    first_problems,
    previous_root_problems,
    record_problems,
    rotation_problems,
)
from generator.published.trust import PreviousLog, Revoked, Trust
from tests.audit.trusts import FIRST, NEW_LOG, SECOND, A, B, C, holder, policy_of
from tests.signing.people_keys import Key


def codes(problems: list[Problem]) -> list[str]:
    assert all(problem.place.path == "x" for problem in problems)
    return [problem.code for problem in problems]


def certificate() -> str:
    """A certificate signed by itself."""
    key = Ed25519PrivateKey.from_private_bytes(Key("authority").seed)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "timestamps.example")])
    first = datetime.datetime(2025, 1, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        builder = x509.CertificateBuilder(name, name, key.public_key(), 1, first, first + datetime.timedelta(365))
    return strict_base64.encode(builder.sign(key, None).public_bytes(Encoding.DER))


def test_records_without_fault() -> None:
    assert record_problems(FIRST, "x") == first_problems(FIRST, "x") == []
    assert record_problems(SECOND, "x") == rotation_problems([FIRST], SECOND, "x", 1) == []


def test_certificates_are_certificates_and_stand_once() -> None:
    good = certificate()
    assert record_problems(replace(FIRST, timestamping=(good,)), "x") == []
    found = record_problems(replace(FIRST, timestamping=("", good, good, "MAA=", "no base64")), "x")
    assert [(problem.code, problem.params["number"]) for problem in found] == [
        ("G345", "1"),
        ("G345", "3"),
        ("G345", "4"),
        ("G345", "5"),
    ]


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("ssh-rsa AAAA", "G102"),
        ("ssh-ed25519 AAAA", "G103"),
        # The neutral element, under which anybody's signature can be made.
        ("ssh-ed25519 " + strict_base64.encode(A.public.blob[:19] + b"\x01" + bytes(31)), "G104"),
    ],
)
def test_a_key_that_can_be_none(key: str, code: str) -> None:
    person = replace(FIRST.holders[0], keys=(key,))
    assert codes(record_problems(replace(FIRST, holders=(person, *FIRST.holders[1:])), "x")) == [code]


@pytest.mark.parametrize("log_key", ["", "x+00000000+AAAA", FIRST.log_key.replace("+", "+0", 1)])
def test_a_log_key_that_can_be_none(log_key: str) -> None:
    (code,) = codes(record_problems(replace(FIRST, log_key=log_key), "x"))
    assert code.startswith("L11")


def test_every_wrong_thing_is_told_at_once() -> None:
    wrong = replace(SECOND, version=9, demo=True, revoked=(), log_key=NEW_LOG.verifier.text(), origin=NEW_LOG.name)
    wrong = replace(wrong, policy=policy_of(NEW_LOG))
    assert codes(rotation_problems([FIRST], wrong, "x", 1)) == ["G330", "G331", "G332", "G337"]
    (problem,) = (p for p in rotation_problems([FIRST], wrong, "x", 4) if p.code == "G337")
    assert problem.params == {"origin": FIRST.origin, "log_key": FIRST.log_key, "size": "4"}


def test_a_key_of_long_ago_stays_out() -> None:
    third = replace(SECOND, version=3, revoked=(*SECOND.revoked, Revoked(B.fingerprint, "b", "lost")))
    third = replace(third, holders=SECOND.holders[1:], thresholds={"trust": {"office": 2}})
    assert rotation_problems([FIRST, SECOND], third, "x", 2) == []
    for guise in (A, Key("holder a", "sk"), Key("holder a", "sk", application=b"ssh:other"), B):
        back = replace(third, version=4, holders=(*third.holders, holder("new", "office", guise)))
        assert codes(rotation_problems([FIRST, SECOND, third], back, "x", 3)) == ["G335"]


def test_the_other_reason_of_a_revoked_key_is_of_the_same_holder() -> None:
    def third(holder_id: str) -> Trust:
        more = Revoked(A.fingerprint, holder_id, "compromised")
        return replace(SECOND, version=3, revoked=(*SECOND.revoked, more))

    assert rotation_problems([FIRST, SECOND], third("a"), "x", 2) == []
    assert codes(rotation_problems([FIRST, SECOND], third("b"), "x", 2)) == ["G334"]


def test_people_may_change_their_role() -> None:
    other = replace(SECOND, holders=(replace(SECOND.holders[0], role="supervision"), *SECOND.holders[1:]))
    assert rotation_problems([FIRST], other, "x", 1) == []


def test_the_root_of_the_log_before() -> None:
    old = PreviousLog(FIRST.origin, FIRST.log_key, 1, "ab" * 32)
    trust = replace(SECOND, previous_log=old)
    assert previous_root_problems(SECOND, "x", bytes(32)) == []
    assert previous_root_problems(trust, "x", b"\xab" * 32) == []
    (problem,) = previous_root_problems(trust, "x", bytes(32))
    assert (problem.code, problem.params) == ("G344", {"found": "ab" * 32, "expected": "0" * 64})


def test_two_keys_of_one_curve_are_two() -> None:
    cards = [Key("card 1", "ecdsa"), Key("card 2", "ecdsa")]
    second = replace(SECOND, holders=(*SECOND.holders, holder("e", "office", *cards)))
    assert record_problems(second, "x") == rotation_problems([FIRST], second, "x", 1) == []
    third = replace(second, version=3, holders=(*SECOND.holders, holder("e", "office", cards[1])))
    third = replace(third, revoked=(*SECOND.revoked, Revoked(cards[0].fingerprint, "e", "lost")))
    assert rotation_problems([FIRST, second], third, "x", 2) == []
    assert C.line in third.holders[1].keys
