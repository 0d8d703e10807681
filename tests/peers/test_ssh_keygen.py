"""People's signatures and OpenSSH: each side accepts what the other makes, and refuses what the other refuses."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from generator.core import ed25519
from generator.core.errors import KaoheError
from generator.signing import ssh_keygen, ssh_keys, sshsig
from generator.signing.allowed_signers import allowed_signers
from generator.signing.ssh_wire import string, uint32

pytestmark = pytest.mark.peers

SEED = hashlib.sha256(b"holder").digest()
NAMESPACE = "kaohe-report@example"
OTHER_NAMESPACE = "kaohe-decision@example"
MESSAGE = b'{"kind":"report"}'
ED25519_PRIVATE = Ed25519PrivateKey.from_private_bytes(SEED)
ECDSA_PRIVATE = ec.derive_private_key(int.from_bytes(SEED, "big") >> 1, ec.SECP256R1())


@pytest.fixture
def keygen(require: Callable[[str], str]) -> str:
    return require("ssh-keygen")


def write_key(folder: Path, private: Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> Path:
    file = folder / "key"
    file.touch(mode=0o600)
    file.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    line = private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    (folder / "key.pub").write_bytes(line + b" comment\n")
    return file


def theirs(keygen: str, folder: Path, signature: bytes, key: str, namespace: str, message: bytes) -> bool:
    """Whether ssh-keygen accepts, with an allowed_signers file for the namespace ``NAMESPACE`` alone."""
    signers = folder / "allowed_signers"
    signers.write_text(allowed_signers([("office-1", [NAMESPACE], key)]))
    file = folder / "signature"
    file.write_bytes(signature)
    command = [keygen, "-Y", "verify", "-f", str(signers), "-I", "office-1", "-n", namespace, "-s", str(file)]
    return subprocess.run(command, input=message, capture_output=True, check=False).returncode == 0


def ours(signature: bytes, key: str, namespace: str, message: bytes, require_touch: bool = True) -> bool:
    try:
        parsed = sshsig.parse_signature(signature)
        sshsig.verify(parsed, ssh_keys.parse_public_key(key), namespace, message, require_touch=require_touch)
    except KaoheError:
        return False
    return namespace == NAMESPACE


def hardware(flags: int) -> tuple[str, bytes]:
    """A FIDO key and its signature over ``MESSAGE``, made in software."""
    application = b"ssh:"
    kind = b"sk-ssh-ed25519@openssh.com"
    key = ssh_keys.parse_blob(string(kind) + string(ed25519.public_key_of(SEED)) + string(application))
    digest = hashlib.sha512(MESSAGE).digest()
    data = b"SSHSIG" + b"".join(map(string, (NAMESPACE.encode(), b"", b"sha512", digest)))
    device = hashlib.sha256(application).digest() + bytes([flags]) + uint32(1) + hashlib.sha256(data).digest()
    signature = sshsig.SshSignature(key, NAMESPACE, "sha512", ed25519.sign(SEED, device), flags, 1)
    return key.line, sshsig.encode_signature(signature)


def test_our_bytes_are_those_of_ssh_keygen(keygen: str, tmp_path: Path) -> None:
    theirs_file = ssh_keygen.sign(MESSAGE, NAMESPACE, write_key(tmp_path, ED25519_PRIVATE))
    assert sshsig.sign(MESSAGE, NAMESPACE, SEED) == theirs_file


@dataclass(frozen=True)
class Case:
    name: str
    accepted: bool
    change: Callable[[bytes], bytes] = lambda data: data
    namespace: str = NAMESPACE
    message: bytes = MESSAGE
    other_key: bool = False


def flip(at: int) -> Callable[[bytes], bytes]:
    """A change of one base64 character of the last full line, where the signature itself is."""

    def change(data: bytes) -> bytes:
        lines = data.split(b"\n")
        line = bytearray(lines[-4])
        line[at] = ord("A") if line[at] != ord("A") else ord("B")
        lines[-4] = bytes(line)
        return b"\n".join(lines)

    return change


CASES = [
    Case("as made", True),
    Case("a byte of the signature", False, flip(5)),
    Case("another byte of the signature", False, flip(60)),
    Case("first byte of the blob", False, lambda data: data.replace(b"\nU1NI", b"\nV1NI")),
    Case("cut off", False, lambda data: data[: len(data) // 2]),
    Case("empty", False, lambda _: b""),
    Case("another message", False, message=MESSAGE + b"\n"),
    Case("no message", False, message=b""),
    Case("another namespace", False, namespace=OTHER_NAMESPACE),
    Case("another key", False, other_key=True),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("kind", ["ed25519", "ecdsa", "hardware"])
def test_both_sides_agree(keygen: str, tmp_path: Path, kind: str, case: Case) -> None:
    if kind == "hardware":
        key, signature = hardware(flags=1)
    else:
        file = write_key(tmp_path, ED25519_PRIVATE if kind == "ed25519" else ECDSA_PRIVATE)
        key, signature = (tmp_path / "key.pub").read_text(), ssh_keygen.sign(MESSAGE, NAMESPACE, file)
    if case.other_key:
        key = ssh_keys.ed25519_key(ed25519.public_key_of(hashlib.sha256(b"other").digest())).line
    changed = case.change(signature)
    assert theirs(keygen, tmp_path, changed, key, case.namespace, case.message) is case.accepted
    assert ours(changed, key, case.namespace, case.message) is case.accepted


def test_only_we_ask_for_a_touch(keygen: str, tmp_path: Path) -> None:
    key, signature = hardware(flags=0)
    assert theirs(keygen, tmp_path, signature, key, NAMESPACE, MESSAGE)
    assert ours(signature, key, NAMESPACE, MESSAGE, require_touch=False)
    assert not ours(signature, key, NAMESPACE, MESSAGE)


def test_a_namespace_that_the_file_does_not_list_is_refused(keygen: str, tmp_path: Path) -> None:
    key = ssh_keys.ed25519_key(ed25519.public_key_of(SEED)).line
    signature = sshsig.sign(MESSAGE, OTHER_NAMESPACE, SEED)
    assert not theirs(keygen, tmp_path, signature, key, OTHER_NAMESPACE, MESSAGE)


def test_fingerprints_are_those_of_ssh_keygen(keygen: str, tmp_path: Path) -> None:
    for private in (ED25519_PRIVATE, ECDSA_PRIVATE):
        write_key(tmp_path, private)
        printed = subprocess.run([keygen, "-l", "-f", tmp_path / "key.pub"], capture_output=True, text=True, check=True)
        key = ssh_keys.parse_public_key((tmp_path / "key.pub").read_text())
        assert printed.stdout.split()[1] == key.fingerprint


@pytest.fixture
def agent(require: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A running ssh-agent; yields its socket."""
    socket = tmp_path / "agent"
    program = subprocess.Popen(
        [require("ssh-agent"), "-D", "-a", socket], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert program.stdout is not None
    # The agent prints how to reach it once the socket is there.
    program.stdout.readline()
    monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
    yield socket
    program.terminate()
    program.wait(timeout=10)
    program.stdout.close()


def test_an_agent_signs_for_a_public_key_file(
    keygen: str, require: Callable[[str], str], agent: Path, tmp_path: Path
) -> None:
    file = write_key(tmp_path, ED25519_PRIVATE)
    subprocess.run([require("ssh-add"), "-q", file], check=True, env=os.environ | {"SSH_AUTH_SOCK": str(agent)})
    file.unlink()
    assert ssh_keygen.sign(MESSAGE, NAMESPACE, tmp_path / "key.pub") == sshsig.sign(MESSAGE, NAMESPACE, SEED)
