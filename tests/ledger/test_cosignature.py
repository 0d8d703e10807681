"""Cosignatures: the specification's example, everything an attacker may do to a line, and adding lines."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.core import ed25519
from generator.core.errors import FindingsError
from generator.ledger import note
from generator.ledger.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from generator.ledger.cosignature import (
    MAX_TIME,
    Cosignature,
    Cosigner,
    CosignerKey,
    add_cosignature,
    cosignatures,
    lines_of,
    parse_cosigner_key,
    parse_private_cosigner_key,
    signed_bytes,
    with_first_lines,
)
from tests.ledger.witnesses import FIRST, NEWEST, ORIGIN, SIGNER, TIME, VECTORS, A, B, code_of, cosigned

# The signed message in the example of the cosignature specification.
STANDARD_TEXT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
STANDARD_MESSAGE = f"cosignature/v1\ntime 1679315147\n{STANDARD_TEXT}".encode()

TEXT = note.parse_note(NEWEST).text
KEYS = [A.key, B.key]


def with_line(line: note.SignatureLine, checkpoint: bytes = NEWEST) -> bytes:
    """The checkpoint with a line that nobody checked."""
    return checkpoint + line.text().encode()


def refused(checkpoint: bytes) -> str:
    with pytest.raises(FindingsError) as error:
        cosignatures(checkpoint, KEYS)
    return code_of(error)


def test_the_examples_of_the_specifications() -> None:
    assert signed_bytes(STANDARD_TEXT, 1679315147) == STANDARD_MESSAGE
    line = A.sign(TEXT, TIME)
    assert line.text() == VECTORS["signature"]
    assert line.key_id == hashlib.sha256(b"witness.example/a\n\x04" + A.key.public_key).digest()[:4]
    assert cosignatures(NEWEST + VECTORS["signature"].encode(), KEYS) == (Cosignature(A.key, TIME),)
    twice = NEWEST + VECTORS["signature"].encode() + VECTORS["second signature"].encode()
    assert cosigned(cosigned(NEWEST, A), A, TIME + 9 * 86400) == twice


def test_the_example_line_of_the_standard_has_its_time_first() -> None:
    line = "jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA=="
    data = f"{STANDARD_TEXT}\n— witness.example.com/w1 {line}\n".encode()
    (found,) = note.parse_note(data).lines
    assert (found.name, found.key_id.hex(), len(found.signature)) == ("witness.example.com/w1", "8d66cf3f", 72)
    assert int.from_bytes(found.signature[:8], "big") == 1679315147
    assert note.parse_note(data).encode() == data


def test_key_texts_come_back_and_hide_the_seed() -> None:
    assert parse_cosigner_key(A.key.text()) == A.key
    assert parse_private_cosigner_key(A.text()) == A
    assert "seed" not in repr(A)


@given(st.integers(1, MAX_TIME))
def test_every_time_comes_back(time: int) -> None:
    assert cosignatures(with_line(A.sign(TEXT, time)), KEYS) == (Cosignature(A.key, time),)


def test_cosigning_leaves_the_logs_signature_true() -> None:
    both = cosigned(cosigned(NEWEST, B), A)
    assert open_checkpoint(both, SIGNER.verifier, ORIGIN).size == 3
    assert [one.key.name for one in cosignatures(both, KEYS)] == ["witness.example/a", "witness.example/b"]
    assert both == cosigned(cosigned(NEWEST, A), B)
    assert both.startswith(NEWEST)


def test_adding_again_changes_nothing() -> None:
    once = cosigned(NEWEST, A)
    assert cosigned(once, A) == once


def test_of_one_witness_the_first_and_the_latest_line_stay() -> None:
    twice = cosigned(cosigned(NEWEST, A), A, TIME + 60)
    assert cosignatures(twice, KEYS) == (Cosignature(A.key, TIME, TIME + 60),)
    assert cosignatures(twice, KEYS)[0].times == (TIME, TIME + 60)
    assert lines_of(twice, A.key) == (A.sign(TEXT, TIME), A.sign(TEXT, TIME + 60))
    assert cosigned(cosigned(NEWEST, A), A, TIME).count(b"\n") + 1 == twice.count(b"\n")
    # A third takes the place of the second; one between says nothing new.
    assert cosigned(twice, A, TIME + 90) == cosigned(cosigned(NEWEST, A), A, TIME + 90)
    assert cosigned(twice, A, TIME + 30) == twice
    assert open_checkpoint(twice, SIGNER.verifier, ORIGIN).size == 3


@given(st.permutations([(A, 5), (A, 260), (A, 70000), (B, 6), (B, 1 << 40)]))
def test_the_order_in_which_lines_come_in_makes_no_difference(lines: list[tuple[Cosigner, int]]) -> None:
    data = NEWEST
    for cosigner, time in lines:
        data = cosigned(data, cosigner, time)
    assert cosignatures(data, KEYS) == (Cosignature(A.key, 5, 70000), Cosignature(B.key, 6, 1 << 40))
    assert data == NEWEST + b"".join(
        cosigner.sign(TEXT, time).text().encode() for cosigner, time in [(A, 5), (A, 70000), (B, 6), (B, 1 << 40)]
    )


def test_without_second_lines_it_is_as_before_them() -> None:
    both = cosigned(cosigned(NEWEST, A), B)
    assert with_first_lines(both) == both
    assert with_first_lines(cosigned(cosigned(both, B, TIME + 9), A, TIME + 9)) == both


def test_nothing_is_added_to_what_is_false_already() -> None:
    third = with_line(A.sign(TEXT, TIME + 2), cosigned(cosigned(NEWEST, A), A, TIME + 1))
    with pytest.raises(FindingsError) as error:
        cosigned(third, A, TIME + 3)
    assert code_of(error) == "L175"


def test_the_logs_line_stays_first_whatever_the_witness_is_called() -> None:
    early = Cosigner("aaa", bytes(range(96, 128)))
    lines = note.parse_note(cosigned(cosigned(NEWEST, A), early)).lines
    assert [line.name for line in lines] == [ORIGIN, "aaa", "witness.example/a"]


def test_moved_to_another_checkpoint() -> None:
    assert refused(with_line(A.sign(note.parse_note(FIRST).text, TIME))) == "L174"


def test_moved_to_another_log() -> None:
    other = sign_checkpoint(Checkpoint("example.org/other", 3, bytes(32)), note.Signer("example.org/other", bytes(32)))
    assert refused(with_line(A.sign(TEXT, TIME), other)) == "L174"


def test_by_an_unknown_key_even_with_a_known_name_or_id() -> None:
    stranger = Cosigner(A.name, bytes(32))
    assert cosignatures(with_line(stranger.sign(TEXT, TIME)), KEYS) == ()
    same_id = note.SignatureLine("witness.example/z", A.key.key_id, b"anything")
    assert cosignatures(with_line(same_id), KEYS) == ()
    assert cosignatures(with_line(A.sign(TEXT, TIME)), [B.key]) == ()


def test_a_second_line_of_one_key_must_be_true_and_later() -> None:
    line = A.sign(TEXT, TIME)
    later = A.sign(TEXT, TIME + 1)
    assert refused(with_line(line, with_line(line))) == "L178"
    assert refused(with_line(line, with_line(later))) == "L178"
    assert refused(with_line(line._replace(signature=bytes(3)), with_line(line))) == "L172"
    forged = line._replace(signature=(TIME + 1).to_bytes(8, "big") + line.signature[8:])
    assert refused(with_line(forged, with_line(line))) == "L174"


def test_three_lines_of_one_key_are_too_many() -> None:
    data = NEWEST
    for time in (TIME, TIME + 1, TIME + 2):
        data = with_line(A.sign(TEXT, time), data)
    assert refused(data) == "L175"
    # Lines of a key that nobody named may be there as often as they like.
    assert cosignatures(data, [B.key]) == ()


@pytest.mark.parametrize("time", [0, 2**63, 2**64 - 1])
def test_a_time_that_says_nothing(time: int) -> None:
    signature = ed25519.sign(A.seed, f"cosignature/v1\ntime {time}\n{TEXT}".encode())
    line = note.SignatureLine(A.name, A.key.key_id, time.to_bytes(8, "big") + signature)
    assert refused(with_line(line)) == "L173"
    with pytest.raises(FindingsError) as error:
        A.sign(TEXT, time)
    assert code_of(error) == "L173"


def test_another_time_than_the_one_signed() -> None:
    line = A.sign(TEXT, TIME)
    later = line._replace(signature=(TIME + 1).to_bytes(8, "big") + line.signature[8:])
    assert refused(with_line(later)) == "L174"


@pytest.mark.parametrize("length", [1, 8, 64, 71, 73, 2428])
def test_another_length(length: int) -> None:
    line = A.sign(TEXT, TIME)
    cut = line._replace(signature=(line.signature + bytes(2428))[:length])
    assert refused(with_line(cut)) == "L172"


def test_a_notes_signature_is_no_cosignature_and_the_other_way_round() -> None:
    twin = note.Signer(A.name, A.seed)
    line = note.SignatureLine(A.name, A.key.key_id, bytes([0] * 7 + [1]) + twin.sign(TEXT))
    assert refused(with_line(line)) == "L174"
    assert cosignatures(note.sign(TEXT, [SIGNER, twin]), KEYS) == ()


def test_every_flipped_bit_of_a_line_is_noticed_or_makes_it_a_strangers() -> None:
    line = A.sign(TEXT, TIME).text().encode()
    for position in range(len(line)):
        for bit in range(8):
            changed = bytearray(line)
            changed[position] ^= 1 << bit
            try:
                assert cosignatures(NEWEST + bytes(changed), KEYS) == ()
            except FindingsError as error:
                assert error.problems[0].code in {"L121", "L122", "L123", "L172", "L173", "L174"}


def test_only_a_checkpoint_can_be_cosigned() -> None:
    assert refused(note.sign("no checkpoint\n", [SIGNER])) == "L131"
    assert refused(b"") == "L122"


def test_a_false_line_is_not_added() -> None:
    line = A.sign(TEXT, TIME)
    for changed, key, code in [
        (line, B.key, "L176"),
        (A.sign(STANDARD_TEXT, TIME), A.key, "L174"),
        (line._replace(signature=line.signature[:-1]), A.key, "L172"),
    ]:
        with pytest.raises(FindingsError) as error:
            add_cosignature(NEWEST, changed, key)
        assert code_of(error) == code


def vkey(name: str, typed_key: bytes) -> str:
    key_id = hashlib.sha256(name.encode() + b"\n" + typed_key).hexdigest()[:8]
    return f"{name}+{key_id}+{base64.b64encode(typed_key).decode()}"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "L111"),
        (A.key.text() + "\n", "L111"),
        (vkey("a b", b"\x04" + A.key.public_key), "L110"),
        (A.key.text().replace("example/a", "example/b"), "L112"),
        (vkey(A.name, b"\x01" + A.key.public_key), "L170"),
        (vkey(A.name, b"\x06" + A.key.public_key), "L170"),
        (vkey(A.name, b"\x04" + A.key.public_key[:-1]), "L114"),
        (vkey(A.name, b"\x04\x01" + bytes(31)), "L114"),
    ],
)
def test_malformed_public_keys(text: str, code: str) -> None:
    with pytest.raises(FindingsError) as error:
        parse_cosigner_key(text)
    assert code_of(error) == code


@pytest.mark.parametrize(
    "text",
    ["", A.key.text(), A.text() + "\n", A.text()[:-4], A.text().replace("example/a", "example/b"), SIGNER.text()],
)
def test_malformed_private_keys_are_refused_without_showing_them(text: str) -> None:
    with pytest.raises(FindingsError) as error:
        parse_private_cosigner_key(text)
    assert code_of(error) == "L171"
    assert error.value.problems[0].params == {}


def test_keys_made_from_parts_are_checked_too() -> None:
    for make, code in (
        (lambda: CosignerKey("a b", A.key.public_key), "L110"),
        (lambda: CosignerKey("a", bytes(32)), "L114"),
        (lambda: Cosigner("", bytes(32)), "L110"),
        (lambda: Cosigner("a", bytes(31)), "L171"),
    ):
        with pytest.raises(FindingsError) as error:
            make()
        assert code_of(error) == code
