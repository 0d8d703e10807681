from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.core.errors import FindingsError
from generator.ledger import log, merkle, note
from generator.ledger.merkle import EMPTY_ROOT
from generator.ledger.witness_request import WitnessRequest, make_request, parse_request, verify_request
from tests.ledger.witnesses import NEWEST, ORIGIN, SIGNER, TREE, VECTORS, code_of

GOOD = VECTORS["request"].encode()
FIRST_ROOT = TREE.root(1)


def test_the_example_of_the_specification() -> None:
    assert make_request(1, TREE.consistency_proof(1), NEWEST) == GOOD
    request = parse_request(GOOD)
    assert request == WitnessRequest(1, tuple(TREE.consistency_proof(1)), NEWEST)
    assert verify_request(request, FIRST_ROOT, SIGNER.verifier, ORIGIN).size == 3


def test_the_example_of_the_standard_has_our_form() -> None:
    hashes = [
        "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=",
        "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=",
        "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=",
        "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=",
    ]
    body = "old 20852014\n" + "".join(f"{value}\n" for value in hashes) + "\n" + NEWEST.decode()
    request = parse_request(body.encode())
    assert request == WitnessRequest(20852014, tuple(base64.b64decode(value) for value in hashes), NEWEST)
    assert make_request(request.old_size, request.hashes, request.checkpoint) == body.encode()


@given(st.integers(1, 2**63 - 1), st.lists(st.binary(min_size=32, max_size=32), max_size=63))
def test_what_is_made_comes_back(old: int, hashes: list[bytes]) -> None:
    assert parse_request(make_request(old, hashes, NEWEST)) == WitnessRequest(old, tuple(hashes), NEWEST)


@pytest.mark.parametrize(("old", "new"), [(1, 1), (1, 2), (2, 3), (3, 7), (4, 8), (255, 257), (256, 257)])
def test_any_two_states_of_a_log(old: int, new: int) -> None:
    entries = [b"entry %d" % i for i in range(new)]
    newest = log.append([], entries, SIGNER, ORIGIN, [])["checkpoint"]
    tree = merkle.Tree(merkle.leaf_hash(entry) for entry in entries)
    request = parse_request(make_request(old, tree.consistency_proof(old), newest))
    assert verify_request(request, tree.root(old), SIGNER.verifier, ORIGIN).root == tree.root()
    with pytest.raises(FindingsError) as error:
        verify_request(request, bytes(32), SIGNER.verifier, ORIGIN)
    assert code_of(error) in ("L106", "L107")


def test_from_nothing_only_the_checkpoint_is_verified() -> None:
    request = parse_request(make_request(0, [], NEWEST))
    assert verify_request(request, EMPTY_ROOT, SIGNER.verifier, ORIGIN).size == 3
    with pytest.raises(FindingsError) as error:
        verify_request(request, FIRST_ROOT, SIGNER.verifier, ORIGIN)
    assert code_of(error) == "L106"


def test_every_flipped_bit_is_noticed() -> None:
    for position in range(len(GOOD)):
        for bit in range(8):
            changed = bytearray(GOOD)
            changed[position] ^= 1 << bit
            with pytest.raises(FindingsError):
                verify_request(parse_request(bytes(changed)), FIRST_ROOT, SIGNER.verifier, ORIGIN)


@given(st.binary(max_size=300))
def test_any_bytes_are_answered_with_a_finding(data: bytes) -> None:
    with pytest.raises(FindingsError) as error:
        parse_request(data)
    assert code_of(error) == "L187"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (GOOD.replace(b"old 1", b"new 1"), "L187"),
        (GOOD.replace(b"old 1", b"old 01"), "L187"),
        (GOOD.replace(b"old 1", b"old  1"), "L187"),
        (GOOD.replace(b"old 1\n", b"old 1\n\xff"), "L187"),
        (GOOD + bytes(1 << 21), "L187"),
        (GOOD.replace(b"old 1\n", b"old 1\nAAAA\n"), "L183"),
        (GOOD.replace(b"old 1\n", b"old 1\n" + GOOD.split(b"\n")[1].join([b"", b"\n"]) * 62), "L184"),
        (GOOD.replace(b"\n\n", b"\n"), "L185"),
        (GOOD.replace(b"old 1", b"old 0"), "L189"),
    ],
)
def test_every_way_to_be_wrong_has_its_code(data: bytes, code: str) -> None:
    with pytest.raises(FindingsError) as error:
        parse_request(data, "1")
    assert (code_of(error), error.value.problems[0].place.path) == (code, "1")


def test_what_is_not_vouched_for() -> None:
    good = parse_request(GOOD)
    other = note.Signer(ORIGIN, bytes(32))
    for changed, verifier, origin, code in [
        (good, other.verifier, ORIGIN, "L127"),
        (good, SIGNER.verifier, "example.org/other", "L136"),
        (WitnessRequest(4, good.hashes, NEWEST), SIGNER.verifier, ORIGIN, "L188"),
        (WitnessRequest(3, good.hashes, NEWEST), SIGNER.verifier, ORIGIN, "L105"),
        (WitnessRequest(1, good.hashes[:1], NEWEST), SIGNER.verifier, ORIGIN, "L105"),
        (WitnessRequest(1, good.hashes[::-1], NEWEST), SIGNER.verifier, ORIGIN, "L107"),
    ]:
        with pytest.raises(FindingsError) as error:
            verify_request(changed, FIRST_ROOT, verifier, origin)
        assert code_of(error) == code


def test_what_cannot_be_made() -> None:
    for old, hashes, code in [
        (-1, [], "L187"),
        (2**63, [], "L187"),
        (0, [bytes(32)], "L189"),
        (1, [b""], "L183"),
        (1, [bytes(32)] * 64, "L184"),
    ]:
        with pytest.raises(FindingsError) as error:
            make_request(old, hashes, NEWEST)
        assert code_of(error) == code
