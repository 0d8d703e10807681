"""The openings of a statement, sealed with age: our side, and Debian's ``age``."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from generator.core import canonical
from generator.core.errors import FindingsError, KaoheError, NotCheckedError
from generator.disclosure.openings import Openings, decode_openings, seal, unseal
from generator.published.commitment import Disclosure
from generator.signing import demo

SECRET = "会议上有人反对"
OPENINGS = Openings(
    statement="ab" * 32,
    nonces={"records/report/2025.json": "cd" * 16},
    disclosures=(Disclosure(b"s" * 16, "o/2025/report/2025/1/comments.summary", SECRET),),
    inputs=(Disclosure(b"i" * 16, "o/2025/inputs/report/1/records/organ.yml", "ef" * 32),),
)
RECIPIENTS = [demo.age_recipient(name) for name in demo.RECIPIENTS]
IDENTITIES = [demo.age_identity(name) for name in demo.RECIPIENTS]
STRANGER = demo.age_identity("stranger")


def refusal(kind: type[KaoheError], call: Callable[[], object]) -> str:
    """The code of the one problem; it and the error's text hold nothing of the value."""
    with pytest.raises(kind) as caught:
        call()
    (problem,) = caught.value.problems
    said = repr(caught.value) + repr(problem)
    assert SECRET not in said
    assert "AGE-SECRET-KEY" not in said
    return problem.code


def test_there_and_back() -> None:
    assert decode_openings(OPENINGS.encode(), "x") == OPENINGS


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"version": "kaohe/openings/v2"}, "C110"),
        ({"statement": "ab"}, "C110"),
        ({"nonces": {"p": "cd"}}, "C110"),
        ({"nonces": []}, "C110"),
        ({"disclosures": [7]}, "C110"),
        ({"disclosures": ["WyJfMjZi"]}, "C120"),
        ({"inputs": {}}, "C110"),
        ({"more": 1}, "C110"),
    ],
)
def test_another_shape_is_refused(change: dict[str, object], code: str) -> None:
    data = canonical.encode(canonical.decode(OPENINGS.encode()) | change)
    assert refusal(FindingsError, lambda: decode_openings(data, "x")) == code


def test_other_bytes_are_refused() -> None:
    assert refusal(FindingsError, lambda: decode_openings(OPENINGS.encode() + b"\n", "x")) == "C103"
    assert refusal(FindingsError, lambda: decode_openings(b"\xff", "x")) == "C102"


def test_replaying_gives_the_same_salts() -> None:
    salts = OPENINGS.replay()
    assert salts.nonce("records/report/2025.json") == bytes.fromhex("cd" * 16)
    assert salts.salt(OPENINGS.disclosures[0].name) == b"s" * 16
    assert salts.salt(OPENINGS.inputs[0].name) == b"i" * 16


@pytest.mark.parametrize("identities", [IDENTITIES[:1], IDENTITIES[1:], [STRANGER, IDENTITIES[0]]])
def test_every_recipient_opens_it(identities: list[str]) -> None:
    sealed = seal(OPENINGS.encode(), RECIPIENTS)
    assert SECRET.encode() not in sealed
    assert unseal(sealed, identities, "x") == OPENINGS.encode()


def test_nobody_else_opens_it() -> None:
    sealed = seal(OPENINGS.encode(), RECIPIENTS)
    assert refusal(NotCheckedError, lambda: unseal(sealed, [STRANGER], "x")) == "D121"
    assert refusal(NotCheckedError, lambda: unseal(sealed, [], "x")) == "D121"


def test_a_flipped_bit_anywhere_is_noticed() -> None:
    sealed = seal(OPENINGS.encode(), RECIPIENTS)
    for at in range(0, len(sealed), 7):
        changed = bytearray(sealed)
        changed[at] ^= 1
        assert refusal(NotCheckedError, partial(unseal, bytes(changed), IDENTITIES, "x")) == "D121"
    assert refusal(NotCheckedError, lambda: unseal(sealed[:-1], IDENTITIES, "x")) == "D121"
    assert refusal(NotCheckedError, lambda: unseal(b"", IDENTITIES, "x")) == "D121"


@pytest.mark.parametrize("identity", ["", "AGE-SECRET-KEY-1", IDENTITIES[0][:-1], RECIPIENTS[0], "秘密"])
def test_a_malformed_identity_is_told_apart_from_a_wrong_one(identity: str) -> None:
    sealed = seal(b"x", RECIPIENTS)
    assert refusal(NotCheckedError, lambda: unseal(sealed, [identity], "x")) == "D122"


@pytest.mark.parametrize("recipient", ["", "age1", RECIPIENTS[0][:-1], "秘密"])
def test_a_bad_recipient_is_refused(recipient: str) -> None:
    assert refusal(FindingsError, lambda: seal(b"x", [RECIPIENTS[0], recipient])) == "D120"


def test_no_recipient_is_no_seal() -> None:
    assert refusal(FindingsError, lambda: seal(b"x", [])) == "D120"


@pytest.mark.peers
@pytest.mark.parametrize("identity", [*IDENTITIES, STRANGER])
def test_age_opens_what_we_seal(require: Callable[[str], str], tmp_path: Path, identity: str) -> None:
    (tmp_path / "identity").write_text(identity + "\n")
    opened = subprocess.run(
        [require("age"), "-d", "-i", tmp_path / "identity"],
        input=seal(OPENINGS.encode(), RECIPIENTS),
        capture_output=True,
        check=False,
    )
    assert (opened.returncode == 0) == (identity != STRANGER)
    assert opened.stdout == (OPENINGS.encode() if identity != STRANGER else b"")


@pytest.mark.peers
@pytest.mark.parametrize("armor", [[], ["-a"]])
def test_we_open_what_age_seals(require: Callable[[str], str], armor: list[str]) -> None:
    command = [require("age"), *armor, "-r", RECIPIENTS[0], "-r", RECIPIENTS[1]]
    sealed = subprocess.run(command, input=OPENINGS.encode(), stdout=-1, check=True).stdout
    assert unseal(sealed, IDENTITIES[1:], "x") == OPENINGS.encode()
    assert refusal(NotCheckedError, lambda: unseal(sealed[:-40] + sealed[-39:], IDENTITIES, "x")) == "D121"
