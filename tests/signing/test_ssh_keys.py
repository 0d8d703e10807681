from __future__ import annotations

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from generator.core import ed25519
from generator.core.errors import FindingsError
from generator.signing import ssh_keys
from generator.signing.ssh_wire import string

KEY = ssh_keys.ed25519_key(ed25519.public_key_of(hashlib.sha256(b"holder").digest()))
P256 = ec.derive_private_key(7, ec.SECP256R1()).public_key()
POINT = P256.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def line(name: str, *fields: bytes, extra: bytes = b"", written: str | None = None) -> str:
    blob = b"".join(string(field) for field in (name.encode(), *fields)) + extra
    return f"{written or name} {base64.b64encode(blob).decode()}"


def test_lines_come_back_without_their_comment() -> None:
    for suffix in ("", "\n", " demo-office-1", " 一段 备注\n"):
        assert ssh_keys.parse_public_key(KEY.line + suffix) == KEY
    assert ssh_keys.parse_public_key(P256.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()).point == POINT
    hardware = ssh_keys.parse_public_key(line("sk-ssh-ed25519@openssh.com", KEY.point, b"ssh:"))
    assert (hardware.point, hardware.application, hardware.is_hardware) == (KEY.point, b"ssh:", True)


def test_fingerprints_are_the_digest_of_the_blob() -> None:
    digest = hashlib.sha256(base64.b64decode(KEY.line.split()[1])).digest()
    assert KEY.fingerprint_hex == digest.hex()
    assert KEY.fingerprint == "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


@given(st.text(max_size=80))
def test_any_text_is_answered_with_a_finding(text: str) -> None:
    with pytest.raises(FindingsError) as error:
        ssh_keys.parse_public_key(text)
    assert error.value.problems[0].code in {"G101", "G102"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ssh-ed25519", "G101"),
        ("ssh-ed25519 ", "G101"),
        ("ssh-ed25519 !!!!", "G101"),
        (KEY.line.replace(" ", "  ", 1), "G101"),
        (KEY.line + "\n\n", "G101"),
        (KEY.line + " a\tb", "G101"),
        (KEY.line + " " + "c" * 5000, "G101"),
        (KEY.line[:-1], "G101"),
        ("", "G102"),
        (" " + KEY.line, "G102"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "G102"),
        ("restrict " + KEY.line, "G102"),
        (line("ssh-rsa", b"\x03", b"\x05"), "G102"),
        (line("ssh-rsa", b"\x03", b"\x05", written="ssh-ed25519"), "G102"),
        (line("ssh-ed25519-cert-v01@openssh.com", KEY.point), "G102"),
        (line("sk-ssh-ed25519@openssh.com", KEY.point, b"ssh:", written="ssh-ed25519"), "G103"),
        (line("ssh-ed25519"), "G103"),
        (line("ssh-ed25519", KEY.point[:-1]), "G103"),
        (line("ssh-ed25519", KEY.point, b""), "G103"),
        (line("ssh-ed25519", KEY.point, extra=b"\0"), "G103"),
        (line("sk-ssh-ed25519@openssh.com", KEY.point), "G103"),
        (line("ecdsa-sha2-nistp256", b"nistp384", POINT), "G103"),
        (line("ecdsa-sha2-nistp256", b"nistp256", POINT[:33]), "G103"),
        (line("ecdsa-sha2-nistp256", b"nistp256", b"\x04" + bytes(64)), "G104"),
        (line("ecdsa-sha2-nistp256", b"nistp256", b"\x05" + POINT[1:]), "G104"),
        (line("ssh-ed25519", b"\x01" + bytes(31)), "G104"),
        (line("sk-ssh-ed25519@openssh.com", bytes(32), b"ssh:"), "G104"),
    ],
)
def test_every_way_to_be_wrong_has_its_code(text: str, code: str) -> None:
    with pytest.raises(FindingsError) as error:
        ssh_keys.parse_public_key(text)
    assert error.value.problems[0].code == code
    assert error.value.problems[0].params == {}
