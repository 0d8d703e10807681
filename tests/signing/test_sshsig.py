from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from generator.core import ed25519
from generator.core.errors import FindingsError
from generator.signing import ssh_keys, sshsig
from generator.signing.ssh_wire import mpint, string, uint32

SEED = hashlib.sha256(b"holder").digest()
KEY = ssh_keys.ed25519_key(ed25519.public_key_of(SEED))
OTHER = ssh_keys.ed25519_key(ed25519.public_key_of(hashlib.sha256(b"other").digest()))
NAMESPACE = "kaohe-report@example"
MESSAGE = b'{"kind":"report"}'
SIGNED = sshsig.sign(MESSAGE, NAMESPACE, SEED)

# The example in OpenSSH's PROTOCOL.sshsig. Its hash field is empty, so ssh-keygen would refuse it as well.
OPENSSH_EXAMPLE = b"""-----BEGIN SSH SIGNATURE-----
U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgJKxoLBJBivUPNTUJUSslQTt2hD
jozKvHarKeN8uYFqgAAAADZm9vAAAAAAAAAFMAAAALc3NoLWVkMjU1MTkAAABAKNC4IEbt
Tq0Fb56xhtuE1/lK9H9RZJfON4o6hE9R4ZGFX98gy0+fFJ/1d2/RxnZky0Y7GojwrZkrHT
FgCqVWAQ==
-----END SSH SIGNATURE-----
"""


def code_of(call: Callable[..., object], *arguments: object) -> str | None:
    try:
        call(*arguments)
    except FindingsError as error:
        return error.problems[0].code
    return None


def armored(blob: bytes, columns: int = 70) -> bytes:
    text = base64.b64encode(blob).decode()
    lines = "".join(text[i : i + columns] + "\n" for i in range(0, len(text), columns))
    return f"-----BEGIN SSH SIGNATURE-----\n{lines}-----END SSH SIGNATURE-----\n".encode()


def blob_of(
    key: bytes = KEY.blob,
    namespace: bytes = NAMESPACE.encode(),
    reserved: bytes = b"",
    algorithm: bytes = b"sha512",
    inner: bytes | None = None,
    version: int = 1,
    magic: bytes = b"SSHSIG",
) -> bytes:
    signature = string(b"ssh-ed25519") + string(bytes(64)) if inner is None else inner
    return magic + uint32(version) + b"".join(map(string, (key, namespace, reserved, algorithm, signature)))


def signed_data(namespace: str, message: bytes, algorithm: str = "sha512") -> bytes:
    digest = hashlib.new(algorithm, message).digest()
    return b"SSHSIG" + string(namespace.encode()) + string(b"") + string(algorithm.encode()) + string(digest)


def hardware(flags: int, seed: bytes = SEED) -> tuple[ssh_keys.PublicKey, bytes]:
    """What a FIDO device with this seed would have signed."""
    point, application = ed25519.public_key_of(seed), b"ssh:"
    key = ssh_keys.parse_blob(string(b"sk-ssh-ed25519@openssh.com") + string(point) + string(application))
    rest = bytes([flags]) + uint32(7)
    digest = hashlib.sha256(signed_data(NAMESPACE, MESSAGE)).digest()
    raw = ed25519.sign(seed, hashlib.sha256(application).digest() + rest + digest)
    return key, armored(blob_of(key.blob, inner=string(key.type.encode()) + string(raw) + rest))


def test_the_example_in_the_documentation_of_openssh_names_no_hash() -> None:
    assert code_of(lambda: sshsig.parse_signature(OPENSSH_EXAMPLE)) == "G117"


@given(st.binary(max_size=200), st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=90))
def test_what_is_signed_verifies(message: bytes, namespace: str) -> None:
    signature = sshsig.parse_signature(sshsig.sign(message, namespace, SEED))
    sshsig.verify(signature, KEY, namespace, message)
    assert signature.user_present
    assert not signature.user_verified
    assert code_of(lambda: sshsig.verify(signature, KEY, namespace, message + b"x")) == "G123"


def test_each_thing_that_does_not_fit_has_its_code() -> None:
    signature = sshsig.parse_signature(SIGNED)
    sshsig.verify(signature, KEY, NAMESPACE, MESSAGE)
    assert code_of(lambda: sshsig.verify(signature, OTHER, NAMESPACE, MESSAGE)) == "G121"
    assert code_of(lambda: sshsig.verify(signature, KEY, "kaohe-decision@example", MESSAGE)) == "G122"
    assert code_of(lambda: sshsig.verify(signature, KEY, NAMESPACE, MESSAGE[:-1])) == "G123"


def test_every_flipped_bit_is_noticed() -> None:
    def check(data: bytes) -> None:
        sshsig.verify(sshsig.parse_signature(data), KEY, NAMESPACE, MESSAGE)

    check(SIGNED)
    for position in range(len(SIGNED)):
        for bit in range(8):
            changed = bytearray(SIGNED)
            changed[position] ^= 1 << bit
            assert code_of(check, bytes(changed)), (position, bit)


@given(st.binary(max_size=300))
def test_any_bytes_are_answered_with_a_finding(data: bytes) -> None:
    assert code_of(lambda: sshsig.parse_signature(data)) == "G111"
    assert code_of(lambda: sshsig.parse_signature(armored(data))) in {"G111", "G113"}


@given(st.data())
def test_cut_and_lengthened_blobs(data: st.DataObject) -> None:
    blob = blob_of()
    cut = data.draw(st.integers(1, len(blob) - 1))
    assert code_of(lambda: sshsig.parse_signature(armored(blob[:cut]))) in {"G113", "G103"}
    assert code_of(lambda: sshsig.parse_signature(armored(blob + b"\0"))) == "G113"


ECDSA_INNER = string(b"ecdsa-sha2-nistp256")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "G111"),
        (SIGNED[:-1], "G111"),
        (SIGNED + b"\n", "G111"),
        (b"\n" + SIGNED, "G111"),
        (SIGNED.replace(b"\n", b"\r\n"), "G111"),
        (SIGNED.replace(b"BEGIN SSH", b"BEGIN  SSH"), "G111"),
        (armored(blob_of(), columns=76), "G111"),
        (armored(blob_of(), columns=1000), "G111"),
        (armored(b""), "G111"),
        (armored(bytes(16 * 1024)), "G112"),
        (armored(blob_of(magic=b"SSHSIX")), "G113"),
        (armored(blob_of(version=2)), "G114"),
        (armored(blob_of(version=0)), "G114"),
        (armored(blob_of(namespace=b"")), "G115"),
        (armored(blob_of(namespace=b"with space")), "G115"),
        (armored(blob_of(namespace="用途".encode())), "G115"),
        (armored(blob_of(namespace=b"\xff")), "G115"),
        (armored(blob_of(namespace=b"n" * 256)), "G115"),
        (armored(blob_of(reserved=b"r")), "G116"),
        (armored(blob_of(algorithm=b"sha1")), "G117"),
        (armored(blob_of(algorithm=b"SHA512")), "G117"),
        (armored(blob_of(algorithm=b"")), "G117"),
        (armored(blob_of(inner=string(b"ssh-rsa") + string(bytes(64)))), "G118"),
        (armored(blob_of(inner=ECDSA_INNER + string(bytes(64)))), "G118"),
        (armored(blob_of(inner=b"")), "G119"),
        (armored(blob_of(inner=string(b"ssh-ed25519") + string(bytes(63)))), "G119"),
        (armored(blob_of(inner=string(b"ssh-ed25519") + string(bytes(65)))), "G119"),
        (armored(blob_of(inner=string(b"ssh-ed25519") + string(bytes(64)) + b"\x01")), "G119"),
        (armored(blob_of(key=b"")), "G103"),
        (armored(blob_of(key=string(b"ssh-rsa") + string(b"\x03"))), "G102"),
        (armored(blob_of(key=KEY.blob + b"\0")), "G103"),
        (armored(blob_of(key=string(b"ssh-ed25519") + string(b"\x01" + bytes(31)))), "G104"),
    ],
)
def test_every_way_to_be_malformed_has_its_code(data: bytes, code: str) -> None:
    assert code_of(lambda: sshsig.parse_signature(data)) == code


def test_base64_with_unused_bits_set() -> None:
    body = OPENSSH_EXAMPLE.replace(b"AQ==\n", b"AR==\n")
    assert code_of(lambda: sshsig.parse_signature(body)) == "G111"


def ecdsa_key() -> tuple[ec.EllipticCurvePrivateKey, ssh_keys.PublicKey]:
    private = ec.derive_private_key(int.from_bytes(SEED, "big") >> 1, ec.SECP256R1())
    line = private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    return private, ssh_keys.parse_public_key(line)


def test_ecdsa() -> None:
    private, key = ecdsa_key()
    r, s = decode_dss_signature(private.sign(signed_data(NAMESPACE, MESSAGE, "sha256"), ec.ECDSA(hashes.SHA256())))

    def with_numbers(numbers: bytes) -> bytes:
        return armored(blob_of(key.blob, algorithm=b"sha256", inner=ECDSA_INNER + string(numbers)))

    signature = sshsig.parse_signature(with_numbers(mpint(r) + mpint(s)))
    sshsig.verify(signature, key, NAMESPACE, MESSAGE)
    assert code_of(lambda: sshsig.verify(signature, key, NAMESPACE, b"other")) == "G123"
    swapped = sshsig.parse_signature(with_numbers(mpint(s) + mpint(r)))
    assert code_of(lambda: sshsig.verify(swapped, key, NAMESPACE, MESSAGE)) == "G123"
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    padded = string(b"\0" + r.to_bytes(33, "big"))
    for numbers in (
        mpint(r),
        mpint(r) + mpint(s) + b"\0",
        mpint(r) + mpint(order),
        mpint(r) + mpint(s + order),
        mpint(r) + string(b""),
        mpint(r) + string(b"\0"),
        string(b"\x80" + bytes(31)) + mpint(s),
        padded + mpint(s),
    ):
        assert code_of(sshsig.parse_signature, with_numbers(numbers)) == "G119"


@pytest.mark.parametrize(("flags", "present", "verified"), [(1, True, False), (5, True, True), (0x81, True, False)])
def test_hardware_keys_expose_their_flags(flags: int, present: bool, verified: bool) -> None:
    key, data = hardware(flags)
    signature = sshsig.parse_signature(data)
    sshsig.verify(signature, key, NAMESPACE, MESSAGE)
    assert (signature.flags, signature.counter) == (flags, 7)
    assert (signature.user_present, signature.user_verified) == (present, verified)
    assert key.is_hardware


@pytest.mark.parametrize("flags", [0, 4])
def test_a_hardware_key_that_nobody_touched(flags: int) -> None:
    key, data = hardware(flags)
    signature = sshsig.parse_signature(data)
    assert code_of(lambda: sshsig.verify(signature, key, NAMESPACE, MESSAGE)) == "G124"
    sshsig.verify(signature, key, NAMESPACE, MESSAGE, require_touch=False)


def test_flags_counter_and_application_of_a_hardware_key_are_signed() -> None:
    key, data = hardware(1)
    signature = sshsig.parse_signature(data)
    for flags, counter in ((5, 7), (1, 8)):
        changed = sshsig.SshSignature(key, NAMESPACE, "sha512", signature.raw, flags, counter)
        again = sshsig.parse_signature(sshsig.encode_signature(changed))
        assert code_of(sshsig.verify, again, key, NAMESPACE, MESSAGE) == "G123"
    elsewhere = ssh_keys.parse_blob(string(key.type.encode()) + string(key.point) + string(b"ssh:elsewhere"))
    moved = sshsig.SshSignature(elsewhere, NAMESPACE, "sha512", signature.raw, 1, 7)
    assert code_of(lambda: sshsig.verify(moved, elsewhere, NAMESPACE, MESSAGE)) == "G123"
    plain = string(key.type.encode()) + string(signature.raw)
    assert code_of(lambda: sshsig.parse_signature(armored(blob_of(key.blob, inner=plain)))) == "G119"


def test_a_signature_of_one_key_type_is_none_of_another() -> None:
    key, _ = hardware(1)
    signature = sshsig.parse_signature(SIGNED)
    assert key.point == KEY.point
    assert code_of(lambda: sshsig.verify(signature, key, NAMESPACE, MESSAGE)) == "G121"


@pytest.mark.parametrize("namespace", ["", "a b", "用", "n" * 256, "a\n"])
def test_namespaces_that_are_none(namespace: str) -> None:
    assert code_of(lambda: sshsig.sign(MESSAGE, namespace, SEED)) == "G115"
