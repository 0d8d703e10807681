from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.core.errors import FindingsError
from generator.ledger import note
from generator.ledger.checkpoint import Checkpoint, decode, open_checkpoint, sign_checkpoint
from generator.ledger.merkle import EMPTY_ROOT

ORIGIN = "example.org/log"
SIGNER = note.Signer(ORIGIN, hashlib.sha256(b"log").digest())
EMPTY = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
GOOD = f"{ORIGIN}\n20852163\n{EMPTY}\n"


def code_of(error: pytest.ExceptionInfo[FindingsError]) -> str:
    return error.value.problems[0].code


@given(
    st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=60),
    st.integers(0, 2**63 - 1),
    st.binary(min_size=32, max_size=32),
)
def test_what_is_encoded_comes_back(origin: str, size: int, root: bytes) -> None:
    checkpoint = Checkpoint(origin, size, root)
    assert decode(checkpoint.encode()) == checkpoint


def test_the_empty_log() -> None:
    assert Checkpoint(ORIGIN, 0, EMPTY_ROOT).encode() == f"{ORIGIN}\n0\n{EMPTY}\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "L131"),
        (f"{ORIGIN}\n5\n", "L131"),
        (GOOD[:-1], "L131"),
        (GOOD + "extension\n", "L135"),
        (GOOD + "\n", "L135"),
        (GOOD.replace(ORIGIN, ""), "L132"),
        (GOOD.replace(ORIGIN, "o" * 256), "L132"),
        (GOOD.replace(ORIGIN, "日" * 86), "L132"),
        (GOOD.replace(ORIGIN, "a\tb"), "L132"),
        (GOOD.replace(ORIGIN, "a\u202eb"), "L132"),
        (GOOD.replace("20852163", ""), "L133"),
        (GOOD.replace("20852163", "-1"), "L133"),
        (GOOD.replace("20852163", "+1"), "L133"),
        (GOOD.replace("20852163", "007"), "L133"),
        (GOOD.replace("20852163", " 7"), "L133"),
        (GOOD.replace("20852163", "７"), "L133"),
        (GOOD.replace("20852163", "1_0"), "L133"),
        (GOOD.replace("20852163", str(2**63)), "L133"),
        (GOOD.replace("20852163", "9" * 5000), "L133"),
        (GOOD.replace(EMPTY, ""), "L134"),
        (GOOD.replace(EMPTY, EMPTY[:-1]), "L134"),
        (GOOD.replace("uFU=", "uFV="), "L134"),
        (GOOD.replace(EMPTY, "AAAA"), "L134"),
        (GOOD.replace(EMPTY, EMPTY + " "), "L134"),
    ],
)
def test_every_way_to_be_wrong_has_its_code(text: str, code: str) -> None:
    with pytest.raises(FindingsError) as error:
        decode(text)
    assert code_of(error) == code


@pytest.mark.parametrize(
    ("checkpoint", "code"),
    [
        (Checkpoint("", 1, EMPTY_ROOT), "L132"),
        (Checkpoint("two\nlines", 1, EMPTY_ROOT), "L132"),
        (Checkpoint("\ud800", 1, EMPTY_ROOT), "L132"),
        (Checkpoint(ORIGIN, -1, EMPTY_ROOT), "L133"),
        (Checkpoint(ORIGIN, 2**63, EMPTY_ROOT), "L133"),
        (Checkpoint(ORIGIN, 1, b"short"), "L134"),
    ],
)
def test_what_cannot_be_encoded(checkpoint: Checkpoint, code: str) -> None:
    with pytest.raises(FindingsError) as error:
        checkpoint.encode()
    assert code_of(error) == code


def test_signed_and_opened() -> None:
    checkpoint = Checkpoint(ORIGIN, 7, hashlib.sha256(b"root").digest())
    data = sign_checkpoint(checkpoint, SIGNER)
    assert open_checkpoint(data, SIGNER.verifier, ORIGIN) == checkpoint
    with pytest.raises(FindingsError) as error:
        open_checkpoint(data, SIGNER.verifier, "example.org/other", "checkpoint")
    assert code_of(error) == "L136"
    assert error.value.problems[0].place.path == "checkpoint"
    stranger = note.Signer(ORIGIN, hashlib.sha256(b"stranger").digest())
    with pytest.raises(FindingsError) as error:
        open_checkpoint(data, stranger.verifier, ORIGIN)
    assert code_of(error) == "L127"


def test_a_log_signs_only_under_its_own_name() -> None:
    with pytest.raises(FindingsError) as error:
        sign_checkpoint(Checkpoint("example.org/other", 7, EMPTY_ROOT), SIGNER)
    assert code_of(error) == "L137"
