from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.ledger.witnessed_times import Sighting, WitnessedTimes, witnessed_times


def test_without_witnesses_every_date_is_only_claimed() -> None:
    assert witnessed_times(2, []) == [WitnessedTimes(None, None)] * 2
    assert witnessed_times(0, [Sighting(1, 5)]) == []


def test_bounds_come_from_the_checkpoints_around() -> None:
    seen = [Sighting(1, 100), Sighting(1, 150), Sighting(3, 300), Sighting(3, 250), Sighting(4, 400)]
    assert witnessed_times(5, seen) == [
        WitnessedTimes(None, 100),
        WitnessedTimes(150, 250),
        WitnessedTimes(150, 250),
        WitnessedTimes(300, 400),
        WitnessedTimes(400, None),
    ]


def test_a_stale_copy_that_a_witness_saw_later_bounds_nothing() -> None:
    seen = [Sighting(1, 100), Sighting(2, 200), Sighting(1, 900)]
    assert witnessed_times(2, seen) == [WitnessedTimes(None, 100), WitnessedTimes(100, 200)]


@given(st.integers(0, 6), st.lists(st.tuples(st.integers(1, 7), st.integers(1, 50)).map(lambda pair: Sighting(*pair))))
def test_bounds_hold_together(statements: int, seen: list[Sighting]) -> None:
    found = witnessed_times(statements, seen)
    assert len(found) == statements
    for after, before in found:
        assert after is None or before is None or after <= before
    befores = [before if before is not None else 99 for _, before in found]
    assert befores == sorted(befores)
    for index, (after, before) in enumerate(found):
        for size, time in seen:
            assert not (size > index and (before is None or time < before))
            assert not (size <= index and before is None and (after is None or time > after))
