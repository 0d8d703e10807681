from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.core.errors import FindingsError
from generator.ledger import log, merkle, note
from generator.ledger.receipt import Receipt, make_receipt, parse_receipt, verify_receipt
from tests.ledger.witnesses import ENTRIES, NEWEST, ORIGIN, SIGNER, TREE, VECTORS, A, code_of, cosigned

GOOD = VECTORS["receipt"].encode()
HASH = "oa8DAjHKL9IOzzDFKUuvj2kyHQm7FqxTiFzNF6OFKA0="


def test_the_example_of_the_specification() -> None:
    made = make_receipt(1, TREE.inclusion_proof(1), cosigned(NEWEST, A))
    assert made == GOOD
    receipt = parse_receipt(GOOD)
    assert receipt == Receipt(1, tuple(TREE.inclusion_proof(1)), cosigned(NEWEST, A))
    checkpoint = verify_receipt(receipt, ENTRIES[1], SIGNER.verifier, ORIGIN)
    assert (checkpoint.size, checkpoint.root) == (3, TREE.root())


def test_the_text_is_exactly_what_the_standard_describes() -> None:
    checkpoint = b"anything\n"
    assert make_receipt(0, [], checkpoint) == b"c2sp.org/tlog-proof@v1\nindex 0\n\nanything\n"
    made = make_receipt(10, [TREE.root(1)], checkpoint, b"more")
    assert made == f"c2sp.org/tlog-proof@v1\nextra bW9yZQ==\nindex 10\n{HASH}\n\nanything\n".encode()
    assert parse_receipt(made) == Receipt(10, (TREE.root(1),), checkpoint, b"more")


@given(
    st.integers(0, 2**63 - 1),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63),
    st.none() | st.binary(max_size=40),
)
def test_what_is_made_comes_back(index: int, hashes: list[bytes], extra: bytes | None) -> None:
    receipt = parse_receipt(make_receipt(index, hashes, NEWEST, extra))
    assert receipt == Receipt(index, tuple(hashes), NEWEST, extra)


@pytest.mark.parametrize("size", [1, 2, 7, 8, 9, 255, 256, 257])
def test_every_entry_of_a_log_has_a_receipt_and_only_for_itself(size: int) -> None:
    entries = [b"entry %d" % i for i in range(size)]
    newest = log.append([], entries, SIGNER, ORIGIN, [])["checkpoint"]
    tree = merkle.Tree(merkle.leaf_hash(entry) for entry in entries)
    for index in {0, size // 2, size - 1}:
        receipt = parse_receipt(make_receipt(index, tree.inclusion_proof(index), newest))
        assert verify_receipt(receipt, entries[index], SIGNER.verifier, ORIGIN).size == size
        with pytest.raises(FindingsError) as error:
            verify_receipt(receipt, b"another", SIGNER.verifier, ORIGIN)
        assert code_of(error) == "L103"


def test_every_flipped_bit_is_noticed() -> None:
    # A flipped bit in the extra line or in an unknown key's line changes nothing that is vouched for: here is neither.
    good = make_receipt(1, TREE.inclusion_proof(1), NEWEST)
    for position in range(len(good)):
        for bit in range(8):
            changed = bytearray(good)
            changed[position] ^= 1 << bit
            with pytest.raises(FindingsError):
                verify_receipt(parse_receipt(bytes(changed)), ENTRIES[1], SIGNER.verifier, ORIGIN)


@given(st.binary(max_size=300))
def test_any_bytes_are_answered_with_a_finding(data: bytes) -> None:
    with pytest.raises(FindingsError) as error:
        parse_receipt(data)
    assert code_of(error) == "L180"


def wrong(old: str, new: str) -> bytes:
    assert old in GOOD.decode()
    return GOOD.decode().replace(old, new, 1).encode()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (wrong("@v1", "@v2"), "L180"),
        (wrong("c2sp", "\n\nc2sp"), "L180"),
        (wrong("index 1\n", "index 1\n\x80").replace("\x80".encode(), b"\x80"), "L180"),
        (GOOD + bytes(1 << 21), "L180"),
        (wrong("index 1", "extra x\nindex 1"), "L181"),
        (wrong("index 1", "extra AAB=\nindex 1"), "L181"),
        (wrong("index 1\n", ""), "L182"),
        (wrong("index 1", "index"), "L182"),
        (wrong("index 1", "index 01"), "L182"),
        (wrong("index 1", "index -1"), "L182"),
        (wrong("index 1", "index 1\r"), "L182"),
        (wrong("index 1", "extra AAA=\nextra AAA=\nindex 1"), "L182"),
        (wrong("index 1", f"index {2**63}"), "L182"),
        (wrong(HASH, HASH[:-4]), "L183"),
        (wrong(HASH, HASH + " "), "L183"),
        (wrong(HASH, HASH.replace("A0=", "A1=")), "L183"),
        (wrong("index 1\n", "index 1\nindex 1\n"), "L183"),
        (wrong(HASH, "\n".join([HASH] * 63)), "L184"),
        (GOOD.replace(b"\n\n", b"\n"), "L185"),
        (b"c2sp.org/tlog-proof@v1\n", "L185"),
    ],
)
def test_every_way_to_be_wrong_has_its_code(data: bytes, code: str) -> None:
    with pytest.raises(FindingsError) as error:
        parse_receipt(data, "7.tlog-proof")
    assert (code_of(error), error.value.problems[0].place.path) == (code, "7.tlog-proof")


def test_what_is_not_vouched_for() -> None:
    other = note.Signer(ORIGIN, bytes(32))
    receipt = parse_receipt(GOOD)
    for changed, verifier, origin, code in [
        (receipt, other.verifier, ORIGIN, "L127"),
        (receipt, SIGNER.verifier, "example.org/other", "L136"),
        (Receipt(0, receipt.hashes, receipt.checkpoint), SIGNER.verifier, ORIGIN, "L103"),
        (Receipt(2, receipt.hashes, receipt.checkpoint), SIGNER.verifier, ORIGIN, "L102"),
        (Receipt(3, receipt.hashes, receipt.checkpoint), SIGNER.verifier, ORIGIN, "L101"),
        (Receipt(1, receipt.hashes[:1], receipt.checkpoint), SIGNER.verifier, ORIGIN, "L102"),
        (Receipt(1, (*receipt.hashes, bytes(32)), receipt.checkpoint), SIGNER.verifier, ORIGIN, "L102"),
    ]:
        with pytest.raises(FindingsError) as error:
            verify_receipt(changed, ENTRIES[1], verifier, origin)
        assert code_of(error) == code


def test_what_cannot_be_made() -> None:
    for index, hashes, code in [
        (-1, [], "L182"),
        (2**63, [], "L182"),
        (1, [b""], "L183"),
        (1, [bytes(32)] * 64, "L184"),
    ]:
        with pytest.raises(FindingsError) as error:
            make_receipt(index, hashes, NEWEST)
        assert code_of(error) == code
