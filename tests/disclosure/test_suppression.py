"""What may be shown follows from numbers of ballots and thresholds alone."""

from __future__ import annotations

import inspect

import pytest

from generator.disclosure.suppression import Showing, showing

ALL = Showing(derivation=True, points=True)
ROUNDED = Showing(derivation=False, points=True)
NOTHING = Showing(derivation=False, points=False)


@pytest.mark.parametrize(
    ("valid", "expected"),
    [
        ({"a": 10}, ALL),
        ({"a": 9}, ROUNDED),
        ({"a": 5}, ROUNDED),
        ({"a": 4}, NOTHING),
        ({"a": 1}, NOTHING),
        ({"a": 10, "b": 10}, ALL),
        ({"a": 1000, "b": 9}, ROUNDED),
        ({"a": 1, "b": 1}, ROUNDED),
        ({"a": 4, "b": 0}, NOTHING),
        ({"a": 10, "b": 0}, ALL),
        ({"a": 0}, ALL),
        ({}, ALL),
    ],
)
def test_thresholds(valid: dict[str, int], expected: Showing) -> None:
    assert showing(valid, group_mean=5, vote_counts=10) == expected


def test_the_rule_never_sees_a_vote() -> None:
    assert list(inspect.signature(showing).parameters) == ["valid", "group_mean", "vote_counts"]
