"""Ed25519 (RFC 8032) with the public keys refused that make a signature meaningless.

OpenSSL verifies under any 32 bytes. Under a key of small order one signature fits every message, and a key
with two encodings would have two fingerprints; both are refused here, before a key is trusted.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KEY_SIZE = 32
SIGNATURE_SIZE = 64

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_SQRT_MINUS_ONE = pow(2, (_P - 1) // 4, _P)


def _order_8_heights() -> set[int]:
    # Doubling a point of order 8 gives a point of order 4, whose y is 0: so x^2 = -y^2, and the curve
    # equation -x^2 + y^2 = 1 + d x^2 y^2 becomes d y^4 + 2 y^2 - 1 = 0. Its two square values of y^2 are tried.
    root = _square_root((1 + _D) % _P)
    heights: set[int] = set()
    for candidate in (root, -root) if root is not None else ():
        height = _square_root((candidate - 1) * pow(_D, -1, _P) % _P)
        if height is not None:
            heights |= {height, _P - height}
    return heights


def _square_root(value: int) -> int | None:
    root = pow(value, (_P + 3) // 8, _P)
    for candidate in (root, root * _SQRT_MINUS_ONE % _P):
        if candidate * candidate % _P == value:
            return candidate
    return None


SMALL_ORDER_HEIGHTS = frozenset({0, 1, _P - 1} | _order_8_heights())
"""The y coordinates of the eight points whose order divides 8."""


def is_acceptable_public_key(key: bytes) -> bool:
    """Whether ``key`` is the one encoding of a point on the curve that has a large order."""
    if len(key) != KEY_SIZE:
        return False
    height = int.from_bytes(key, "little") & ((1 << 255) - 1)
    if height >= _P or height in SMALL_ORDER_HEIGHTS:
        return False
    square = height * height % _P
    return _square_root((square - 1) * pow(_D * square + 1, -1, _P) % _P) is not None


def verify(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether ``signature`` (64 bytes) fits ``message`` under an acceptable ``public_key`` (32 bytes)."""
    if len(signature) != SIGNATURE_SIZE or not is_acceptable_public_key(public_key):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def public_key_of(seed: bytes) -> bytes:
    """The 32-byte public key of a 32-byte private seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, message: bytes) -> bytes:
    """The 64-byte signature of ``message`` by the private ``seed``; the same bytes every time."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)
