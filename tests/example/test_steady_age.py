"""The example's sealed files are age files: a kept library and Debian's ``age`` open them."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.core.errors import NotCheckedError
from generator.disclosure.openings import unseal
from generator.signing import demo
from tests.example.steady_age import CHUNK, seal

RECIPIENTS = [demo.age_recipient(name) for name in demo.RECIPIENTS]
IDENTITIES = [demo.age_identity(name) for name in demo.RECIPIENTS]
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK]


def derive(name: str) -> bytes:
    return hashlib.sha256(f"test {name}".encode()).digest()


def content(size: int) -> bytes:
    return (hashlib.sha256(b"content").digest() * (size // 32 + 1))[:size]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("identity", IDENTITIES)
def test_the_library_opens_it(size: int, identity: str) -> None:
    assert unseal(seal(content(size), RECIPIENTS, derive), [identity], "x") == content(size)


@pytest.mark.peers
@pytest.mark.parametrize("size", SIZES)
def test_age_opens_it(require: Callable[[str], str], tmp_path: Path, size: int) -> None:
    (tmp_path / "identity").write_text(IDENTITIES[1] + "\n")
    command = [require("age"), "-d", "-i", str(tmp_path / "identity")]
    sealed = seal(content(size), RECIPIENTS, derive)
    opened = subprocess.run(command, input=sealed, capture_output=True, check=False)
    assert (opened.returncode, opened.stdout) == (0, content(size)), opened.stderr
    flipped = sealed[:-1] + bytes([sealed[-1] ^ 1])
    assert subprocess.run(command, input=flipped, capture_output=True, check=False).returncode != 0


def test_the_same_randomness_gives_the_same_bytes() -> None:
    assert seal(b"x", RECIPIENTS, derive) == seal(b"x", RECIPIENTS, derive)
    assert seal(b"x", RECIPIENTS, derive) != seal(b"x", RECIPIENTS, lambda name: derive(f"other {name}"))


def test_only_recipients_open_it() -> None:
    sealed = seal(b"secret", RECIPIENTS[:1], derive)
    assert b"secret" not in sealed
    with pytest.raises(NotCheckedError):
        unseal(sealed, IDENTITIES[1:], "x")
