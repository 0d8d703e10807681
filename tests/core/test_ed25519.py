"""The refused keys are checked against point arithmetic written out here, and against what the library accepts."""

from __future__ import annotations

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from generator.core import ed25519

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
ORDER = 2**252 + 27742317777372353535851937790883648493
Point = tuple[int, int]


def add(a: Point, b: Point) -> Point:
    (x1, y1), (x2, y2) = a, b
    k = D * x1 * x2 * y1 * y2
    return (x1 * y2 + x2 * y1) * pow(1 + k, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - k, -1, P) % P


def times(k: int, point: Point) -> Point:
    result = (0, 1)
    while k:
        if k & 1:
            result = add(result, point)
        point = add(point, point)
        k >>= 1
    return result


def recover_x(y: int) -> int | None:
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    for candidate in (x, x * pow(2, (P - 1) // 4, P) % P):
        if candidate * candidate % P == square:
            return candidate
    return None


def test_small_order_heights_are_those_of_the_eight_torsion_points() -> None:
    # Any point times the prime order lands in the torsion group; a few starting points reach all of it.
    torsion: set[Point] = set()
    for y in range(2, 30):
        x = recover_x(y)
        if x is not None:
            point = times(ORDER, (x, y))
            torsion |= {times(k, point) for k in range(8)}
    assert len(torsion) == 8
    assert {y for _, y in torsion} == ed25519.SMALL_ORDER_HEIGHTS


def encodings(y: int) -> list[bytes]:
    return [(y | sign << 255).to_bytes(32, "little") for sign in (0, 1)]


@pytest.mark.parametrize("y", [*sorted(ed25519.SMALL_ORDER_HEIGHTS), P, P + 1, 2**255 - 1])
def test_keys_that_prove_nothing_are_refused(y: int) -> None:
    for key in encodings(y):
        assert not ed25519.is_acceptable_public_key(key)


def test_the_library_alone_accepts_a_key_of_small_order() -> None:
    key = (1).to_bytes(32, "little")
    signature = key + bytes(32)
    Ed25519PublicKey.from_public_bytes(key).verify(signature, b"anything")
    assert not ed25519.verify(key, signature, b"anything")


def test_bytes_that_are_no_point_are_refused() -> None:
    no_points = [y for y in range(2, 40) if recover_x(y) is None]
    assert no_points
    for y in no_points:
        assert not any(ed25519.is_acceptable_public_key(key) for key in encodings(y))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_other_lengths_are_refused(length: int) -> None:
    assert not ed25519.is_acceptable_public_key(bytes(length))
    assert not ed25519.verify(ed25519.public_key_of(bytes(32)), bytes(length), b"")


def test_signatures_verify_and_their_multiples_do_not() -> None:
    seeds = [hashlib.sha256(bytes([i])).digest() for i in range(20)]
    for seed in seeds:
        key, signature = ed25519.public_key_of(seed), ed25519.sign(seed, b"message")
        assert ed25519.is_acceptable_public_key(key)
        assert ed25519.verify(key, signature, b"message")
        assert not ed25519.verify(key, signature, b"massage")
        larger = int.from_bytes(signature[32:], "little") + ORDER
        assert not ed25519.verify(key, signature[:32] + larger.to_bytes(32, "little"), b"message")
