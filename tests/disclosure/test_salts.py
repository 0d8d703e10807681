"""Where nonces and salts come from."""

from __future__ import annotations

import itertools

import pytest

from generator.core.errors import FindingsError
from generator.disclosure.salts import DerivedSalts, FreshSalts, ReplayedSalts
from generator.signing import demo


def test_fresh_values_are_drawn_once_by_use_and_name() -> None:
    numbers = itertools.count()
    salts = FreshSalts(lambda size: next(numbers).to_bytes(size, "big"))
    drawn = [salts.nonce("a"), salts.salt("a"), salts.nonce("b"), salts.salt("b")]
    assert drawn == [n.to_bytes(16, "big") for n in range(4)]
    assert [salts.nonce("a"), salts.salt("a")] == drawn[:2]


def test_derived_values_follow_the_label_of_the_specification() -> None:
    salts = DerivedSalts("2025", demo.salt)
    assert salts.nonce("records/a/b.json") == demo.salt("2025/records/a/b.json")
    assert salts.salt("o/2025/a/b/1/f") == demo.salt("o/2025/a/b/1/f")


def test_replayed_values_are_those_of_the_draft_and_no_others() -> None:
    salts = ReplayedSalts({"p": b"n" * 16}, {"o/2025/a/b/1/f": b"s" * 16})
    assert (salts.nonce("p"), salts.salt("o/2025/a/b/1/f")) == (b"n" * 16, b"s" * 16)
    with pytest.raises(FindingsError) as nonce:
        salts.nonce("q")
    with pytest.raises(FindingsError) as salt:
        salts.salt("o/2025/a/b/1/g")
    for caught, path in ((nonce, "q"), (salt, "g")):
        assert [(problem.code, problem.place.path) for problem in caught.value.problems] == [("D110", path)]
