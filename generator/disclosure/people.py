"""People in one block: as many commitments as the scheme says, in an order that tells nothing (ADR 8).

Every block of a cycle commits to everyone anew, so that neither a correction nor a leave nor a missing grade shows.
Source: docs/spec/30-records.md, "The block of people".
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.core.errors import FindingsError
from generator.core.problem import Place, Problem
from generator.disclosure.airlock import Airlock, Released
from generator.disclosure.public_form import public_form
from generator.intake.models.scheme import Scheme
from generator.published.commitment import Disclosure, slot_name
from generator.published.vocabulary import MAX_BLOCK

RECORD_TYPE = "people"
LABEL = b"kaohe order v1\n"
_WORD = 8
_CLAUSE = "P2-5.1"


def block_size(base: Scheme, path: str) -> int:
    """How many slots the blocks of a cycle have. Raises FindingsError D210 where the base scheme at ``path`` has none.

    So many that everybody fits is for the office to choose; from then on the number stays (P1-A12).
    """
    if base.block is None or not 1 <= base.block <= MAX_BLOCK:
        raise FindingsError(Problem("D210", Place(path), {"limit": str(MAX_BLOCK)}, clause=_CLAUSE))
    return base.block


def release_block(
    airlock: Airlock, size: int, revision: int, people: Mapping[str, Any], public: dict[str, Any], path: str
) -> Released:
    """The ``people`` record of a statement: ``people`` (what is committed to, by id) in ``size`` slots.

    ``revision`` counts the blocks of the cycle, so that no two slots of one organ share a name. ``path`` is where the
    people come from, for messages. Raises FindingsError D211 where they do not fit; the message says only how many
    slots there are.
    """
    if len(people) > size:
        raise FindingsError(Problem("D211", Place(path), {"size": str(size)}, clause=_CLAUSE))
    names = [
        slot_name(airlock.organ, airlock.cycle, RECORD_TYPE, airlock.cycle, revision, str(number))
        for number in range(1, size + 1)
    ]
    salts = [airlock.salts.salt(name) for name in names]
    values: list[Any] = [None] * size
    for person, slot in zip(sorted(people), slot_order(salts), strict=False):
        values[slot] = people[person]
    disclosures = [Disclosure(*slot) for slot in zip(salts, names, values, strict=True)]
    body = {"size": size, "public": public}
    return airlock.record(RECORD_TYPE, airlock.cycle, revision, body, disclosures)


def release_people_schemes(airlock: Airlock, schemes: Mapping[str, Scheme]) -> list[Released]:
    """The schemes for people: ``base``, and by kind what is applied to it, each complete (no reader has to refine)."""
    return [airlock.release("people-scheme", name, public_form(scheme)) for name, scheme in schemes.items()]


def slot_order(salts: Sequence[bytes]) -> list[int]:
    """A permutation of the slots, all equally likely, drawn from the slots' own salts (16 bytes each, in slot order).

    Fisher and Yates from the last place down; numbers without modulo bias, by rejection. Since the salts are in the
    openings, whoever recomputes a draft gets the same order, and an auditor can see that it was drawn, not chosen.
    """
    places = list(range(len(salts)))
    words = _words(hashlib.sha256(LABEL + b"".join(salts)).digest())
    for last in range(len(places) - 1, 0, -1):
        other = _below(last + 1, words)
        places[last], places[other] = places[other], places[last]
    return places


def _words(seed: bytes) -> Iterator[int]:
    """64-bit numbers without end: SHA-256 over the seed and a counter, four numbers at a time."""
    counter = 0
    while True:
        digest = hashlib.sha256(seed + counter.to_bytes(_WORD, "big")).digest()
        yield from (int.from_bytes(digest[at : at + _WORD], "big") for at in range(0, len(digest), _WORD))
        counter += 1


def _below(limit: int, words: Iterator[int]) -> int:
    """A number from 0 below ``limit``: the words from the last incomplete run of ``limit`` on are passed over."""
    whole_runs = 2 ** (8 * _WORD) // limit * limit
    return next(word for word in words if word < whole_runs) % limit
