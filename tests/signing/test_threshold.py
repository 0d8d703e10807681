"""k of n by distinct holders; nothing that looks like a signature goes unchecked."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from generator.core import ed25519
from generator.core.errors import FindingsError
from generator.ledger.note import Signer
from generator.published.record import PublicRecord
from generator.published.statement import Statement
from generator.published.trust import Holder, Trust, key_point, read_trust
from generator.signing import demo, sshsig
from generator.signing.ssh_keys import ed25519_key, parse_blob, parse_public_key
from generator.signing.ssh_wire import string
from generator.signing.threshold import check_demo_keys, check_signatures, holder_of, needed

STATEMENT = Statement("bureau", "0" * 64, "report", "2025", "2025-12-22", (), (), "0" * 64, "0" * 64, "0" * 64, {})
DATA = STATEMENT.encode()
ORIGIN = "bureau.example/kaohe"


def seed(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


POINT = ed25519.public_key_of(seed("a"))


def line(name: str) -> str:
    return ed25519_key(ed25519.public_key_of(seed(name))).line


def trust(demo_mode: bool = False, holders: tuple[Holder, ...] = (), log_key: str = "") -> Trust:
    default = (
        Holder("a", "office", (line("a"), line("a2"))),
        Holder("b", "office", (line("b"),)),
        Holder("c", "leadership", (line("c"),)),
        Holder("d", "auditor", (line("d"),)),
    )
    thresholds = {"report": {"office": 2, "leadership": 1}, "closed": {"auditor": 1}}
    return Trust(1, demo_mode, ORIGIN, log_key, holders or default, thresholds, "none")


def signed(*names: str, namespace: str = "kaohe-report@bureau", data: bytes = DATA) -> dict[str, bytes]:
    made = {}
    for name in names:
        fingerprint = ed25519_key(ed25519.public_key_of(seed(name))).fingerprint_hex
        made[fingerprint] = sshsig.sign(data, namespace, seed(name))
    return made


def check(signatures: dict[str, bytes]) -> tuple[dict[str, tuple[str, ...]], dict[str, int], list[str]]:
    found, problems = check_signatures(trust(), STATEMENT, DATA, signatures, "ledger/statements/2")
    assert all(problem.place.path.startswith("ledger/statements/2") for problem in problems)
    return dict(found.holders), dict(found.missing), [problem.code for problem in problems]


def test_threshold_reached() -> None:
    assert check(signed("a", "b", "c")) == ({"office": ("a", "b"), "leadership": ("c",)}, {}, [])


def test_one_holder_with_two_keys_counts_once() -> None:
    holders, missing, problems = check(signed("a", "a2", "c"))
    assert (holders["office"], missing, problems) == (("a",), {"office": 1}, [])


def test_nobody_signed() -> None:
    assert check({}) == ({"office": (), "leadership": ()}, {"office": 2, "leadership": 1}, [])


def test_key_of_no_holder_makes_it_invalid() -> None:
    assert check(signed("a", "b", "c", "stranger"))[2] == ["G303"]


def test_role_that_the_kind_does_not_name_makes_it_invalid() -> None:
    assert check(signed("a", "b", "c", "d"))[2] == ["G304"]


def test_signature_for_another_kind_or_over_other_bytes_does_not_count() -> None:
    other_kind = signed("a", namespace="kaohe-decision@bureau") | signed("b", "c")
    assert check(other_kind)[1:] == ({"office": 1}, ["G122"])
    other_organ = signed("a", namespace="kaohe-report@elsewhere") | signed("b", "c")
    assert check(other_organ)[1:] == ({"office": 1}, ["G122"])
    other_bytes = signed("a", data=DATA + b" ") | signed("b", "c")
    assert check(other_bytes)[1:] == ({"office": 1}, ["G123"])


def test_signature_under_another_holders_file_name_does_not_count() -> None:
    mine, theirs = signed("a"), signed("b")
    swapped = dict(zip(mine, theirs.values(), strict=True)) | signed("c")
    assert check(swapped)[1:] == ({"office": 2}, ["G121"])


@pytest.mark.parametrize("data", [b"", b"no signature", b"\xff" * 40, b"-----BEGIN SSH SIGNATURE-----\n"])
def test_what_is_no_signature_is_a_finding(data: bytes) -> None:
    fingerprint = next(iter(signed("a")))
    holders, missing, problems = check({fingerprint: data} | signed("b", "c"))
    assert (missing, problems) == ({"office": 1}, ["G111"])
    assert holders["office"] == ("b",)


def test_kind_without_a_threshold_is_never_in_force() -> None:
    decision = Statement("bureau", "0" * 64, "decision", "2025", "2025-12-22", (), (), "0" * 64, "0" * 64, "0" * 64, {})
    found, problems = check_signatures(trust(), decision, decision.encode(), {}, "x")
    assert [problem.code for problem in problems] == ["G305"]
    assert found.holders == {}


def test_holder_of_a_fingerprint() -> None:
    fingerprint = next(iter(signed("a2")))
    found = holder_of(trust(), fingerprint)
    assert found is not None
    assert (found[0].id, found[1].line) == ("a", line("a2"))
    assert holder_of(trust(), "0" * 64) is None


def demo_holder() -> Holder:
    return Holder("demo-office-1", "office", (" ".join(demo.public_key_line("demo-office-1").split()[:2]),))


def test_demonstration_keys_only_where_the_trust_says_so() -> None:
    log_key = demo.log_vkey("any.example/name")
    admitted = trust(demo_mode=True, holders=(demo_holder(),), log_key=log_key)
    assert check_demo_keys(admitted, "x") == []
    refused = trust(holders=(demo_holder(), Holder("a", "office", (line("a"),))), log_key=log_key)
    problems = check_demo_keys(refused, "x")
    assert [(problem.code, problem.params["holder"]) for problem in problems] == [
        ("G302", "demo-office-1"),
        ("G302", "log"),
    ]


def test_demonstration_key_as_anothers_second_key_is_found() -> None:
    hidden = Holder("a", "office", (line("a"), *demo_holder().keys))
    assert [problem.params["holder"] for problem in check_demo_keys(trust(holders=(hidden,)), "x")] == ["a"]


def test_real_keys_are_no_demonstration_keys() -> None:
    log_key = Signer(ORIGIN, seed("log")).verifier.text()
    assert check_demo_keys(trust(log_key=log_key), "x") == []
    assert check_demo_keys(trust(log_key="malformed"), "x") == []


def test_malformed_holder_key_is_a_finding() -> None:
    with pytest.raises(FindingsError) as caught:
        check_demo_keys(trust(holders=(Holder("a", "office", ("ssh-ed25519 AAAA",)),)), "trust.json")
    assert caught.value.problems[0].place.path == "trust.json"


def hardware(point: bytes, application: bytes = b"ssh:") -> str:
    """The same 32 bytes as the key of a FIDO device."""
    return parse_blob(string(b"sk-ssh-ed25519@openssh.com") + string(point) + string(application)).line


def test_a_demonstration_key_in_the_guise_of_a_device_is_found() -> None:
    guise = Holder("a", "office", (hardware(demo.public_key("demo-leader-1")),))
    assert [problem.params["holder"] for problem in check_demo_keys(trust(holders=(guise,)), "x")] == ["a"]


@pytest.mark.parametrize(
    "holders",
    [
        (Holder("a", "office", (line("a"),)), Holder("b", "office", (hardware(POINT),))),
        (Holder("a", "office", (hardware(POINT, b"ssh:1"),)), Holder("b", "office", (hardware(POINT, b"ssh:2"),))),
        (Holder("a", "office", (line("a"), hardware(POINT))), Holder("b", "office", (line("b"),))),
        (Holder("a", "office", (line("log"),)), Holder("b", "office", (line("b"),))),
        (Holder("a", "office", (line("b"),)), Holder("b", "office", (hardware(ed25519.public_key_of(seed("log"))),))),
    ],
)
def test_one_secret_in_two_guises_is_one_key(holders: tuple[Holder, ...]) -> None:
    log_key = Signer(ORIGIN, seed("log")).verifier.text()
    made = Trust(1, False, ORIGIN, log_key, holders, {"report": {"office": 2}}, "none")
    with pytest.raises(FindingsError) as caught:
        read_trust(PublicRecord("bureau", "", "trust", "v1", 1, "0" * 32, made.body(), ()), "x")
    assert [(problem.code, problem.params["at"]) for problem in caught.value.problems] == [("G301", "holders")]


def test_two_ecdsa_keys_are_two() -> None:
    keys = [ec.derive_private_key(number, ec.SECP256R1()).public_key() for number in (1, 2)]
    lines = [" ".join(key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode().split()[:2]) for key in keys]
    assert len({key_point(text) for text in lines}) == 2
    assert all(key_point(text) == parse_public_key(text).point for text in (*lines, line("a"), hardware(POINT)))


def test_what_a_statement_needs() -> None:
    old = trust()
    new = replace(old, version=2, thresholds={"report": {"office": 1}})
    assert needed(old, "report") == {"office": 2, "leadership": 1}
    assert needed(old, "report", new) == {"v1 office": 2, "v1 leadership": 1, "v2 office": 1}
    assert needed(old, "decision") == {}


def test_a_successor_s_threshold_counts_too() -> None:
    old = trust()
    new = replace(old, version=2, holders=(*old.holders[1:], Holder("e", "office", (line("e"),))))
    for names, missing in (("abc", {"v2 office": 1}), ("bce", {"v1 office": 1})):
        found, problems = check_signatures(old, STATEMENT, DATA, signed(*names), "x", new)
        assert (dict(found.missing), problems) == (missing, [])
    found, problems = check_signatures(old, STATEMENT, DATA, signed("a", "b", "c", "e"), "x", new)
    assert (dict(found.missing), problems) == ({}, [])
    assert found.holders == {"office": ("a", "b", "e"), "leadership": ("c",)}
    silent = replace(new, thresholds={"closed": {"auditor": 1}})
    _, problems = check_signatures(old, STATEMENT, DATA, signed("a", "b", "c"), "x", silent)
    assert [problem.code for problem in problems] == ["G305"]
