"""The block of people: fixed size, an order that is drawn and can be drawn again, and nobody to be told apart."""

from __future__ import annotations

import hashlib
import itertools
import random
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from generator.core.errors import FindingsError
from generator.disclosure.airlock import Airlock, Released
from generator.disclosure.openings import Openings
from generator.disclosure.people import _below, block_size, release_block, slot_order
from generator.disclosure.salts import DerivedSalts, FreshSalts, ReplayedSalts, Salts
from generator.published.record import MAX_BYTES
from generator.published.vocabulary import MAX_BLOCK
from generator.signing import demo
from tests.disclosure.conftest import Material

SPEC = Path(__file__).resolve().parents[2] / "docs/spec/30-records.md"
ROSTER = "records/cycles/2025/people/roster.yml"
PUBLIC = {"people": [{"kind": "staff", "number": 12}]}
_RANDOM = re.compile(rb'"[0-9a-f]{32}"|"[A-Za-z0-9_-]{43}"')


def values(number: int) -> dict[str, Any]:
    """What is committed to about so many people."""
    return {f"p{n:03d}": {"person": f"p{n:03d}", "grade": "good", "status": None} for n in range(1, number + 1)}


def fresh(seed: int) -> FreshSalts:
    return FreshSalts(random.Random(seed).randbytes)


def block(salts: Salts, people: Mapping[str, Any], size: int = 16, revision: int = 1) -> Released:
    return release_block(Airlock("office", "2025", salts, {}), size, revision, people, dict(PUBLIC), ROSTER)


def slot_of(released: Released, person: str) -> int:
    held = [item.value["person"] if item.value else None for item in released.disclosures]
    return held.index(person)


def chi_square(counts: Counter[Any], cells: int) -> float:
    expected = sum(counts.values()) / cells
    return sum((n - expected) ** 2 / expected for n in counts.values()) + (cells - len(counts)) * expected


def test_every_slot_has_a_commitment_and_unused_ones_hold_nothing() -> None:
    released = block(fresh(1), values(12))
    assert [item.name for item in released.disclosures] == [f"office/2025/people/2025/1/{n}" for n in range(1, 17)]
    held = [item.value for item in released.disclosures]
    assert sorted(value["person"] for value in held if value) == sorted(values(12))
    assert held.count(None) == 4
    assert released.record.body == {"size": 16, "public": PUBLIC}
    assert released.record.commitments == tuple(item.digest for item in released.disclosures)
    assert len(set(released.record.commitments)) == 16


def test_the_same_randomness_gives_the_same_block_whatever_the_order_of_the_roster() -> None:
    people = values(12)
    released = block(fresh(2), people)
    openings = Openings("0" * 64, {"records/people/2025.json": released.record.nonce}, tuple(released.disclosures), ())
    turned = dict(reversed(people.items()))
    assert block(openings.replay(), turned).record.encode() == released.record.encode()


def test_a_draft_without_the_salts_cannot_be_made_again() -> None:
    with pytest.raises(FindingsError) as caught:
        block(ReplayedSalts({"records/people/2025.json": b"n" * 16}, {}), values(2))
    assert [problem.code for problem in caught.value.problems] == ["D110"]


def test_more_people_than_slots_is_a_finding_that_counts_nobody() -> None:
    block(fresh(3), values(16))
    with pytest.raises(FindingsError) as caught:
        block(fresh(3), values(17))
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.path, problem.params) == ("D211", ROSTER, {"size": "16"})


@pytest.mark.parametrize(("size", "fine"), [(None, False), (0, False), (1, True), (96, True), (MAX_BLOCK + 1, False)])
def test_the_scheme_must_say_how_many_slots_there_are(material: Material, size: int | None, fine: bool) -> None:
    scheme = material.with_scheme(block=size).scheme
    if fine:
        assert block_size(scheme, "x") == size
        return
    with pytest.raises(FindingsError) as caught:
        block_size(scheme, "x")
    assert [problem.code for problem in caught.value.problems] == ["D210"]


def test_the_largest_block_fits_into_a_record() -> None:
    assert len(block(fresh(4), values(3), MAX_BLOCK).record.encode()) <= MAX_BYTES


def test_the_order_is_the_one_of_the_specification() -> None:
    text = SPEC.read_text(encoding="utf-8")
    found = re.search(r"salts `([0-9a-f ]+)` give the order `([0-9 ]+)`", text)
    assert found is not None
    salts = [bytes([int(n, 16)]) * 16 for n in found[1].split(" ")]
    assert slot_order(salts) == [int(n) for n in found[2].split(" ")]
    # Written out once more, apart from the code.
    seed = hashlib.sha256(b"kaohe order v1\n" + b"".join(salts)).digest()
    stream = b"".join(hashlib.sha256(seed + n.to_bytes(8, "big")).digest() for n in range(4))
    numbers = [int.from_bytes(stream[at : at + 8], "big") for at in range(0, len(stream), 8)]
    places = list(range(len(salts)))
    for last in range(len(salts) - 1, 0, -1):
        while (number := numbers.pop(0)) >= 2**64 - 2**64 % (last + 1):
            pass
        other = number % (last + 1)
        places[last], places[other] = places[other], places[last]
    assert slot_order(salts) == places


def test_numbers_of_the_last_incomplete_run_are_passed_over() -> None:
    assert _below(10, iter([2**64 - 1, 2**64 - 6, 2**64 - 7])) == 9
    assert _below(2**64, iter([2**64 - 1])) == 2**64 - 1


@pytest.mark.parametrize("person", ["p001", "p007", "p012"])
def test_every_slot_is_equally_likely_for_every_person(person: str) -> None:
    counts: Counter[int] = Counter(slot_of(block(fresh(seed), values(12)), person) for seed in range(4000))
    # 15 degrees of freedom: above 56 only once in a million.
    assert chi_square(counts, 16) < 56


def test_every_order_is_equally_likely() -> None:
    counts: Counter[tuple[int, ...]] = Counter()
    for seed in range(4800):
        draw = random.Random(seed)
        counts[tuple(slot_order([draw.randbytes(16) for _ in range(4)]))] += 1
    assert set(counts) == set(itertools.permutations(range(4)))
    # 23 degrees of freedom: above 70 only once in a million.
    assert chi_square(counts, 24) < 70


def test_slots_of_two_statements_have_nothing_to_do_with_one_another() -> None:
    """Also where salts follow from names: a person who stays where they were is no more common than by chance."""
    salts = DerivedSalts("2025", demo.salt)
    stay = 0
    for revision in range(1, 200):
        before, after = block(salts, values(12), 16, revision), block(salts, values(12), 16, revision + 1)
        assert not set(before.record.commitments) & set(after.record.commitments)
        stay += sum(slot_of(before, person) == slot_of(after, person) for person in values(12))
    assert 90 < stay < 210  # expected: 199 × 12 ÷ 16 ≈ 149


def normal(record: bytes) -> bytes:
    """The published bytes with every random-looking value replaced by as many zeros."""
    return _RANDOM.sub(lambda found: b'"' + b"0" * (len(found[0]) - 2) + b'"', record)


def test_what_is_published_does_not_depend_on_whom_it_is_about() -> None:
    first, second = values(12), values(12)
    first["p003"] |= {"status": "long-leave", "grade": None, "sheet": None}
    second["p011"] |= {"grade": "pass", "corrections": [{"reason": "data_error", "explanation": "…" * 400}]}
    alike = [block(fresh(seed), people).record.encode() for seed, people in enumerate((values(12), first, second, {}))]
    assert len(set(alike)) == 4
    assert len({normal(data) for data in alike}) == 1
