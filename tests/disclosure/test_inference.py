"""What published points imply about a hidden group, against trying every ballot."""

from __future__ import annotations

import itertools
import time
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from generator.disclosure.inference import Group, TooManyWaysError, feasible_means, possible_sums, protection
from generator.disclosure.interval import Interval, behind

HUNDRED = (Fraction(100), Fraction(85), Fraction(60), Fraction(30))
options = st.lists(st.sampled_from([Fraction(n, 2) for n in range(0, 21)]), min_size=1, max_size=3, unique=True)
points = st.fractions(0, 10, max_denominator=12)


@st.composite
def rater_groups(draw: st.DrawFn) -> list[Group]:
    shares = draw(st.lists(st.integers(1, 5), min_size=1, max_size=3))
    worth = tuple(draw(options))
    return [Group(Fraction(share, sum(shares)), draw(st.integers(1, 4)), worth) for share in shares]


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, width = draw(points), draw(st.fractions(0, 3, max_denominator=6))
    return Interval(low, low + width, draw(st.booleans()), draw(st.booleans()))


def ballots(group: Group) -> list[tuple[Fraction, ...]]:
    return list(itertools.combinations_with_replacement(group.options, group.ballots))


def mean(groups: list[Group], cast: tuple[tuple[Fraction, ...], ...]) -> Fraction:
    return sum((group.weight * sum(votes) / len(votes) for group, votes in zip(groups, cast, strict=True)), Fraction(0))


def every_way(groups: list[Group], known: Interval) -> list[tuple[tuple[Fraction, ...], ...]]:
    return [cast for cast in itertools.product(*map(ballots, groups)) if mean(groups, cast) in known]


@given(st.integers(0, 6), options)
def test_sums_are_those_of_every_ballot(count: int, worth: list[Fraction]) -> None:
    expected = {sum(votes, Fraction(0)) for votes in itertools.combinations_with_replacement(worth, count)}
    assert possible_sums(count, tuple(worth)) == sorted(expected)


@given(st.integers(1, 60), st.lists(st.integers(0, 9), min_size=1, max_size=4, unique=True))
def test_many_ballots_only_lengthen_the_middle(count: int, worth: list[int]) -> None:
    expected = {0}
    for _ in range(count):
        expected = {earlier + one for earlier in expected for one in worth}
    assert possible_sums(count, tuple(map(Fraction, worth))) == sorted(expected)


@settings(max_examples=60, deadline=None)
@given(rater_groups(), intervals())
def test_feasible_means_are_those_of_every_ballot(groups: list[Group], known: Interval) -> None:
    ways = every_way(groups, known)
    for hidden in range(len(groups)):
        expected = {sum(cast[hidden], Fraction(0)) / len(cast[hidden]) for cast in ways}
        assert feasible_means(groups, hidden, known) == sorted(expected)


@settings(max_examples=40, deadline=None)
@given(rater_groups(), intervals(), st.data())
def test_protection_is_what_neither_outsider_nor_rater_can_tell(
    groups: list[Group], known: Interval, data: st.DataObject
) -> None:
    ways = every_way(groups, known)
    hidden = data.draw(st.integers(0, len(groups) - 1))
    voted = sorted({vote for cast in ways for vote in cast[hidden]})
    assume(voted)
    own = data.draw(st.lists(st.sampled_from(voted), max_size=2))
    means = [sum(cast[hidden], Fraction(0)) / len(cast[hidden]) for cast in ways]
    widths = [max(means) - min(means)]
    if groups[hidden].ballots > 1:
        for ballot in own:
            others = [
                (sum(cast[hidden], Fraction(0)) - ballot) / (len(cast[hidden]) - 1)
                for cast in ways
                if ballot in cast[hidden]
            ]
            widths.append(max(others) - min(others))
    assert protection(groups, hidden, known, own) == min(widths)


def test_two_decimals_pin_both_means_of_7_and_9_raters() -> None:
    """Design, section 7: a linear relaxation sees an interval of more than 40 points where one value is left."""
    yes_no = (Fraction(0), Fraction(100))
    groups = [Group(Fraction(1, 2), 7, yes_no), Group(Fraction(1, 2), 9, yes_no)]
    first, second = Fraction(400, 7), Fraction(500, 9)
    known = behind((first + second) / 2, 2, "half_up")
    linear_low, linear_high = max(2 * known.low - 100, Fraction(0)), min(2 * known.high, Fraction(100))
    assert linear_high - linear_low > 40
    assert feasible_means(groups, 0, known) == [first]
    assert feasible_means(groups, 1, known) == [second]
    assert protection(groups, 0, known) == protection(groups, 1, known) == 0


def test_a_coarser_number_leaves_room() -> None:
    groups = [Group(Fraction(4, 5), 60, HUNDRED), Group(Fraction(1, 5), 4, HUNDRED)]
    shown = Fraction("82.37")
    assert protection(groups, 1, behind(shown, 0, "half_up")) >= protection(groups, 1, behind(shown, 2, "half_up")) > 10


def test_who_cast_a_ballot_knows_more_than_an_outsider() -> None:
    group = [Group(Fraction(1), 2, (Fraction(0), Fraction(100)))]
    known = Interval(Fraction(0), Fraction(50))
    assert protection(group, 0, known) == 50
    assert protection(group, 0, known, [Fraction(0)]) == 50
    assert protection(group, 0, known, [Fraction(100)]) == 0


def test_what_cannot_be_is_not_protected() -> None:
    assert protection([Group(Fraction(1), 3, HUNDRED)], 0, Interval(Fraction(101), Fraction(102))) == 0


@pytest.mark.parametrize("sizes", [(503, 211, 9), (503, 211, 97, 4)])
def test_large_groups_do_not_take_long(sizes: tuple[int, ...]) -> None:
    groups = [Group(Fraction(1, len(sizes)), size, HUNDRED) for size in sizes]
    start = time.process_time()
    assert protection(groups, len(sizes) - 1, behind(Fraction("80.01"), 2, "half_up"), [Fraction(85)]) > 10
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "groups",
    [
        [Group(Fraction(4, 5), 3_000_000, HUNDRED)],
        [Group(Fraction(4, 5), 10**14, (Fraction(0), Fraction(100)))],
        [Group(Fraction(4, 5), 100, (Fraction("33.3333333333333333"), Fraction(100), Fraction(0)))],
        [Group(Fraction(4, 15), size, HUNDRED) for size in (503, 211, 97)],
    ],
)
def test_what_cannot_be_tried_is_refused_soon(groups: list[Group]) -> None:
    nowhere = Interval(Fraction("80.00000010"), Fraction("80.00000011"))
    start = time.process_time()
    with pytest.raises(TooManyWaysError):
        protection([*groups, Group(Fraction(1, 5), 4, HUNDRED)], len(groups), nowhere)
    assert time.process_time() - start < 10


def test_a_city_s_ballots_beside_four_raters() -> None:
    groups = [Group(Fraction(4, 5), 70_000, HUNDRED), Group(Fraction(1, 5), 4, HUNDRED)]
    assert protection(groups, 1, behind(Fraction("80.01"), 2, "half_up")) == 70
