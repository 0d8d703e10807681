from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.core.errors import FindingsError
from generator.ledger import note

# The example of the signed-note specification.
SPEC_VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPEC_TEXT = "This is an example message.\n"
SPEC_SIGNATURE = "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
SPEC_NOTE = f"{SPEC_TEXT}\n— example.com/foo {SPEC_SIGNATURE}\n".encode()

# The key pair in the documentation of Go's sumdb/note, with the private text form.
GO_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"

ALICE = note.Signer("example.org/alice", hashlib.sha256(b"alice").digest())
BOB = note.Signer("example.org/bob", hashlib.sha256(b"bob").digest())


def code_of(error: pytest.ExceptionInfo[FindingsError]) -> str:
    return error.value.problems[0].code


def refused(data: bytes, *verifiers: note.VerifierKey) -> str:
    with pytest.raises(FindingsError) as error:
        note.open_note(data, verifiers or (ALICE.verifier,))
    return code_of(error)


def test_specification_vector() -> None:
    key = note.parse_vkey(SPEC_VKEY)
    assert key.text() == SPEC_VKEY
    assert note.open_note(SPEC_NOTE, [key]) == (SPEC_TEXT, ("example.com/foo",))


def test_private_key_of_the_go_documentation() -> None:
    signer = note.parse_private_key(GO_PRIVATE)
    assert signer.verifier.text() == GO_VKEY
    assert signer.text() == GO_PRIVATE
    assert "seed" not in repr(signer)


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=60).map(lambda text: text + "\n"),
    st.sampled_from([[ALICE], [ALICE, BOB], [BOB, ALICE]]),
)
def test_what_is_signed_opens(text: str, signers: list[note.Signer]) -> None:
    data = note.sign(text, signers)
    verifiers = [signer.verifier for signer in signers]
    assert note.open_note(data, verifiers) == (text, tuple(signer.name for signer in signers))
    assert note.open_note(data, [ALICE.verifier]) == (text, (ALICE.name,))


@given(st.binary(max_size=200))
def test_any_bytes_are_answered_with_a_finding(data: bytes) -> None:
    assert refused(data).startswith("L12")


def test_every_flipped_bit_is_noticed() -> None:
    data = note.sign("line\n\nline after an empty one\n", [ALICE])
    for position in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[position] ^= 1 << bit
            assert refused(bytes(changed))


def test_unknown_keys_are_ignored_even_with_the_name_or_the_id_of_a_known_one() -> None:
    same_name = note.Signer(ALICE.name, hashlib.sha256(b"mallory").digest())
    data = note.sign("text\n", [same_name, BOB, ALICE])
    assert note.open_note(data, [ALICE.verifier]).names == (ALICE.name,)
    same_id = ALICE.verifier.key_id + bytes(64)
    line = f"— example.org/else {base64.b64encode(same_id).decode()}\n".encode()
    assert note.open_note(data + line, [ALICE.verifier]).names == (ALICE.name,)


def test_a_cosignature_line_is_ignored() -> None:
    key = b"\x04" + ALICE.verifier.public_key
    key_id = hashlib.sha256(b"witness.example.org\n" + key).digest()[:4]
    line = f"— witness.example.org {base64.b64encode(key_id + bytes(72)).decode()}\n".encode()
    assert note.open_note(note.sign("text\n", [ALICE]) + line, [ALICE.verifier]).names == (ALICE.name,)


def test_text_is_split_at_the_last_empty_line() -> None:
    inner = note.sign("inner\n", [BOB]).decode()
    data = note.sign(inner, [ALICE])
    assert note.open_note(data, [ALICE.verifier]).text == inner
    assert refused(data, BOB.verifier) == "L127"


def test_a_false_signature_of_a_known_key_spoils_the_note() -> None:
    other = note.sign("other\n", [ALICE]).decode().splitlines()[-1]
    data = note.sign("text\n", [BOB]) + other.encode() + b"\n"
    assert note.open_note(data, [BOB.verifier]).names == (BOB.name,)
    assert refused(data, ALICE.verifier, BOB.verifier) == "L126"
    for length in (1, 63, 65):
        raw = base64.b64encode(ALICE.verifier.key_id + bytes(length)).decode()
        assert refused(f"text\n\n— {ALICE.name} {raw}\n".encode()) == "L126"


SIGNED = note.sign("text\n", [ALICE])
LINE = SIGNED.split(b"\n\n")[1]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"x" * (note.MAX_NOTE_SIZE + 1), "L120"),
        (b"\xff" + SIGNED, "L121"),
        (b"\xed\xa0\x80" + SIGNED, "L121"),
        (SIGNED.replace(b"text", b"te\txt"), "L121"),
        (SIGNED.replace(b"\n", b"\r\n"), "L121"),
        (SIGNED.replace(b"text", b"te\0xt"), "L121"),
        (b"", "L122"),
        (b"text\n", "L122"),
        (b"text\n\n", "L122"),
        (SIGNED[:-1], "L122"),
        (SIGNED.replace(b"\n\n", b"\n"), "L122"),
        (SIGNED + b"\n", "L122"),
        (SIGNED.replace("— ".encode(), b"- "), "L123"),
        (SIGNED.replace("— ".encode(), "—".encode()), "L123"),
        (SIGNED.replace(b" example.org/alice", b" "), "L123"),
        (SIGNED.replace(b"example.org/alice", b"example.org+alice"), "L123"),
        (SIGNED.replace(b"example.org/alice", "example.org\u3000alice".encode()), "L123"),
        (SIGNED.replace(b"example.org/alice", b"e" * 256), "L123"),
        (SIGNED.replace(b"example.org/alice ", b"example.org/alice  "), "L123"),
        (SIGNED[:-1] + b" \n", "L123"),
        (b"text\n\n" + "— example.org/alice AAAAAA==\n".encode(), "L123"),
        (b"text\n\n" + "— example.org/alice AAAAAAB=\n".encode(), "L123"),
        (b"text\n\n" + LINE + b"free text\n", "L123"),
        (b"text\n\n" + "— example.org/zoe AAAAAAA=\n".encode() * 101, "L124"),
        (b"text\n\n" + "— example.org/zoe AAAAAAA=\n".encode() * 100, "L127"),
        (SIGNED.replace(b"text", b"Text"), "L126"),
        (note.sign("text\n", [BOB]), "L127"),
        (b"text\n\n" + LINE + LINE, "L128"),
    ],
)
def test_every_way_to_be_wrong_has_its_code(data: bytes, code: str) -> None:
    assert refused(data) == code


@pytest.mark.parametrize(
    ("text", "signers", "code"),
    [
        ("no newline", [ALICE], "L129"),
        ("text\n", [], "L129"),
        ("text\n", [ALICE, ALICE], "L129"),
        ("tab\t\n", [ALICE], "L121"),
        ("\ud800\n", [ALICE], "L121"),
        ("x" * note.MAX_NOTE_SIZE + "\n", [ALICE], "L120"),
    ],
)
def test_what_cannot_be_signed(text: str, signers: list[note.Signer], code: str) -> None:
    with pytest.raises(FindingsError) as error:
        note.sign(text, signers)
    assert code_of(error) == code


def vkey(name: str, typed_key: bytes) -> str:
    key_id = hashlib.sha256(name.encode() + b"\n" + typed_key).hexdigest()[:8]
    return f"{name}+{key_id}+{base64.b64encode(typed_key).decode()}"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "L111"),
        ("name", "L111"),
        ("name+00000000", "L111"),
        ("name+00000000+", "L111"),
        ("name+00000000+!!!!", "L111"),
        (GO_VKEY + "\n", "L111"),
        (GO_VKEY.removeprefix("PeterNeumann"), "L110"),
        (GO_VKEY.replace("Peter", "Peter "), "L110"),
        (GO_VKEY.replace("PeterNeumann", "P" * 256), "L110"),
        (GO_VKEY.replace("Peter", "Petra"), "L112"),
        (GO_VKEY.replace("c74f20a3", "c74f20a4"), "L112"),
        (GO_VKEY.replace("c74f20a3", "C74F20A3"), "L112"),
        (GO_VKEY.replace("c74f20a3", "c74f20a"), "L112"),
        (vkey("example.org/x", b"\x02" + ALICE.verifier.public_key), "L113"),
        (vkey("example.org/x", b"\x04" + ALICE.verifier.public_key), "L113"),
        (vkey("example.org/x", b"\x01" + ALICE.verifier.public_key[:-1]), "L114"),
        (vkey("example.org/x", b"\x01" + b"\x01" + bytes(31)), "L114"),
    ],
)
def test_malformed_verifier_keys(text: str, code: str) -> None:
    with pytest.raises(FindingsError) as error:
        note.parse_vkey(text)
    assert code_of(error) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        GO_VKEY,
        GO_PRIVATE + "\n",
        GO_PRIVATE.removeprefix("PRIVATE+KEY+"),
        GO_PRIVATE.replace("c74f20a3", "c74f20a4"),
        GO_PRIVATE.replace("Peter", "Pet er"),
        GO_PRIVATE.replace("+AYE", "+AoE"),
        GO_PRIVATE[:-4],
    ],
)
def test_malformed_private_keys_are_refused_without_showing_them(text: str) -> None:
    with pytest.raises(FindingsError) as error:
        note.parse_private_key(text)
    assert code_of(error) == "L115"
    assert error.value.problems[0].params == {}


def test_keys_made_from_parts_are_checked_too() -> None:
    for make, code in (
        (lambda: note.VerifierKey("a b", ALICE.verifier.public_key), "L110"),
        (lambda: note.VerifierKey("a", bytes(32)), "L114"),
        (lambda: note.Signer("", bytes(32)), "L110"),
        (lambda: note.Signer("a", bytes(31)), "L115"),
    ):
        with pytest.raises(FindingsError) as error:
            make()
        assert code_of(error) == code
