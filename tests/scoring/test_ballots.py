"""Anonymous sheets: what counts, what does not and why, and that their order leaves no trace."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import pytest

from generator.core.errors import FindingsError
from generator.intake.models.rules import RatedMean, VotesToPoints
from generator.scoring.ballots import AnonymousSheet, count_ratings, count_votes
from generator.scoring.group_rules import group_means
from generator.scoring.inputs import Entry

TEXT = {"zh": "某项", "en": "something"}
PEOPLE = ("p001", "p002", "p003", "p004")


def rule(**validity: Any) -> VotesToPoints:
    options = [{"id": name, "name": TEXT, "points": worth} for name, worth in (("good", "100"), ("poor", "40"))]
    groups = [{"id": "peers", "name": TEXT, "weight": "100"}]
    given = {"validity": validity | {"cites": ["P1-A15"]}} if validity else {}
    data = {"kind": "votes_to_points", "options": options, "groups": groups, "missing_group": "incomplete"}
    return VotesToPoints.model_validate(data | given)


def sheet(name: str, choices: str) -> AnonymousSheet:
    """One letter per person: g good, p poor, - blank."""
    words = {"g": "good", "p": "poor"}
    return AnonymousSheet(name, {p: words[c] for p, c in zip(PEOPLE, choices, strict=True) if c != "-"})


def counted(made: VotesToPoints, *choices: str) -> dict[str, tuple[int, dict[str, int]]]:
    sheets = [sheet(f"{at:x}", chosen) for at, chosen in enumerate(choices)]
    tallies = count_votes(made, sheets, len(sheets), PEOPLE)
    for tally in tallies.values():
        assert tally.returned == len(sheets) and sum(tally.counts.values()) == tally.valid
        assert sum(tally.reasons.values()) == tally.invalid
    return {name: (tally.counts["good"], dict(tally.reasons)) for name, tally in tallies.items()}


def test_plain_counting_with_blanks() -> None:
    assert counted(rule(), "ggpp", "g--p") == {
        "p001": (2, {}), "p002": (1, {"blank": 1}), "p003": (0, {"blank": 1}), "p004": (0, {})
    }  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "invalid"),
    [
        ({"count": "2"}, ["gggp"]),
        ({"share": "50%"}, ["gggp", "gg-p"]),
        ({"share": "2/3"}, ["gggp"]),
        ({"count": "3"}, []),
    ],
)
def test_a_ballot_over_the_limit_counts_for_nobody(limit: dict[str, str], invalid: list[str]) -> None:
    made = rule(limits=[{"option": "good"} | limit])
    for choices in ("gggp", "gg-p", "ggpp", "pppp"):
        reasons = counted(made, choices)["p004"][1]
        assert reasons == ({"over_limit": 1} if choices in invalid else {}), choices


def test_a_ballot_that_says_the_same_of_everyone() -> None:
    made = rule(all_equal="invalid")
    assert counted(made, "gggg")["p001"] == (0, {"all_equal": 1})
    assert counted(made, "gg--")["p001"] == (0, {"all_equal": 1})
    # One choice cannot differ from others.
    assert counted(made, "g---")["p001"] == (1, {})
    assert counted(rule(all_equal="valid"), "gggg")["p001"] == (1, {})


def test_too_few_returned_leaves_the_group_silent() -> None:
    made = rule(returned_at_least="1/2")
    for issued, silent in ((4, False), (5, True)):
        tallies = count_votes(made, [sheet("a", "ggpp"), sheet("b", "gggp")], issued, PEOPLE)
        mean = group_means(made, Entry(tallies={"peers": tallies["p001"]}), ("P1-A15",))[0]
        assert (mean.step is None) == silent


def test_the_order_of_sheets_leaves_no_trace() -> None:
    made = rule(all_equal="invalid")
    sheets = [sheet(f"{at:02x}", choices) for at, choices in enumerate(("ggpp", "pppp", "g-gp", "pgpg", "gggg"))]
    expected = count_votes(made, sheets, 9, PEOPLE)
    random.Random(7).shuffle(sheets)
    assert count_votes(made, sheets, 9, PEOPLE) == expected


RATED = RatedMean.model_validate(
    {
        "kind": "rated_mean",
        "lowest": "0",
        "highest": "10",
        "missing_group": "incomplete",
        "groups": [{"id": "peers", "name": TEXT, "weight": "100"}],
        "validity": {"all_equal": "invalid", "cites": ["P1-A15"]},
    }
)


def numbers(name: str, *values: str) -> AnonymousSheet:
    return AnonymousSheet(name, {p: Fraction(value) for p, value in zip(PEOPLE, values, strict=False)})


def test_ratings_are_sorted_and_whole_sheets_can_fall_out() -> None:
    sheets = [numbers("a", "9", "7"), numbers("b", "8", "8"), numbers("c", "6.5")]
    made = count_ratings(RATED, sheets, 4, PEOPLE[:2])
    assert made["p001"].values == (Fraction("6.5"), Fraction(9))
    assert (made["p001"].issued, made["p001"].returned, made["p001"].invalid) == (4, 3, 1)
    assert (made["p002"].values, made["p002"].invalid) == ((Fraction(7),), 2)


@pytest.mark.parametrize(
    ("code", "sheets", "issued"),
    [
        ("S205", [sheet("a", "gggg"), sheet("b", "gggp")], 1),
        ("S206", [AnonymousSheet("a", {"p001": "splendid"})], 2),
        ("S222", [sheet("a", "gggg"), sheet("a", "gggp")], 2),
        ("S223", [AnonymousSheet("a", {"p099": "good"})], 2),
    ],
)
def test_sheets_that_cannot_be(code: str, sheets: list[AnonymousSheet], issued: int) -> None:
    with pytest.raises(FindingsError) as caught:
        count_votes(rule(), sheets, issued, PEOPLE)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_ratings_out_of_bounds() -> None:
    for choice in (Fraction(11), Fraction(-1), "good"):
        with pytest.raises(FindingsError) as caught:
            count_ratings(RATED, [AnonymousSheet("a", {"p001": choice})], 2, PEOPLE)
        assert [problem.code for problem in caught.value.problems] == ["S215"]
