"""The demonstration keys against the specification's derivation and against programs that read such keys."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_ssh_private_key, load_ssh_public_key

from generator.core import ed25519
from generator.signing import demo


def test_seed_is_the_digest_of_the_public_label() -> None:
    assert demo.seed("demo-office-1") == hashlib.sha256(b"kaohe demo key v1\x0ademo-office-1").digest()
    assert demo.log_seed() == hashlib.sha256(b"kaohe demo key v1\x0alog").digest()
    assert demo.witness_seed("demo-auditor-1") == hashlib.sha256(b"kaohe demo witness v1\x0ademo-auditor-1").digest()


def test_salt_is_the_first_half_of_its_digest() -> None:
    name = "2025/records/unit-result/permits.json"
    assert demo.salt(name) == hashlib.sha256(b"kaohe demo salt v1\n" + name.encode()).digest()[:16]
    assert demo.salt(name) != demo.salt(name + "x")


def test_no_two_holders_share_a_key() -> None:
    assert len(demo.DEMO_KEYS) == len(demo.HOLDERS) + 1 + len(demo.WITNESSES)
    assert all(ed25519.is_acceptable_public_key(key) for key in demo.DEMO_KEYS)


@pytest.mark.parametrize("holder", demo.HOLDERS)
def test_key_files_hold_the_derived_key(holder: str) -> None:
    private = load_ssh_private_key(demo.private_key_file(holder), None)
    assert isinstance(private, Ed25519PrivateKey)
    assert private.private_bytes_raw() == demo.seed(holder)
    line = demo.public_key_line(holder)
    assert line.split(" ")[2] == holder
    assert load_ssh_public_key(line.encode()) == private.public_key()
    assert base64.b64decode(line.split(" ")[1]) == demo.public_key_blob(holder)


@pytest.mark.skipif(
    shutil.which("ssh-keygen") is None and os.environ.get("KAOHE_REQUIRE_PEERS") != "1",
    reason="ssh-keygen is not installed",
)
def test_openssh_reads_the_private_key(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.touch(mode=0o600)
    key.write_bytes(demo.private_key_file("demo-leader-2"))
    command = ["ssh-keygen", "-y", "-f", str(key)]
    shown = subprocess.run(command, capture_output=True, check=True, text=True)
    assert shown.stdout.split()[:2] == demo.public_key_line("demo-leader-2").split()[:2]


def test_log_vkey_is_a_verifier_key_of_the_log() -> None:
    name, key_id, encoded = demo.log_vkey("xinghe.example/kaohe").split("+", 2)
    key = base64.b64decode(encoded, validate=True)
    assert name == "xinghe.example/kaohe"
    assert key == b"\x01" + ed25519.public_key_of(demo.log_seed())
    assert key_id == hashlib.sha256(b"xinghe.example/kaohe\x0a" + key).digest()[:4].hex()


@pytest.mark.parametrize("recipient", demo.RECIPIENTS)
def test_age_reads_the_identity_and_agrees_on_the_recipient(recipient: str) -> None:
    identity = pyrage.x25519.Identity.from_str(demo.age_identity(recipient))
    assert str(identity.to_public()) == demo.age_recipient(recipient)
    sealed = pyrage.encrypt(b"openings", [pyrage.x25519.Recipient.from_str(demo.age_recipient(recipient))])
    assert pyrage.decrypt(sealed, [identity]) == b"openings"


def test_demo_keys_are_told_from_others() -> None:
    assert all(demo.is_demo_key(demo.public_key(holder)) for holder in (*demo.HOLDERS, demo.LOG))
    other = demo.public_key("somebody-else")
    assert not demo.is_demo_key(other)
    assert not demo.is_demo_key(demo.public_key("demo-office-1")[:-1])
    assert not demo.is_demo_key(b"")
