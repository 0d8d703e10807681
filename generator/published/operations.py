"""The closed list of operations of a derivation: what each takes, gives, and when it may be used.

Source: docs/spec/12-scoring.md, "Operations".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

LISTS = frozenset({"counts", "listed", "values", "weights", "worth"})
"""Arguments that hold several exact numbers, separated by single spaces."""

WORDS = frozenset({"group", "groups", "options"})
"""Arguments that hold ids, separated by single spaces; every other argument is one exact number."""

BALLOT_OPERATIONS = frozenset({"share", "vote_mean", "rating_mean", "trimmed_mean", "outlier_mean"})
"""Operations whose arguments hold what a secret ballot said: what may be shown of them depends on how many voted."""


class Arguments:
    """The arguments of one step as numbers."""

    def __init__(self, args: Mapping[str, str]) -> None:
        """Reads the texts of ``args``; ValueError where one is no number."""
        lists = {name: text.split(" ") for name, text in args.items() if name in LISTS}
        self._lists = {name: tuple(Fraction(part) for part in parts) for name, parts in lists.items()}
        self._numbers = {name: Fraction(text) for name, text in args.items() if name not in LISTS | WORDS}

    def __getitem__(self, name: str) -> Fraction:
        """The number ``name``."""
        return self._numbers[name]

    def find(self, name: str) -> Fraction | None:
        """The number ``name``, None where the step does not have it."""
        return self._numbers.get(name)

    def list(self, name: str) -> tuple[Fraction, ...]:
        """The numbers of the list ``name``."""
        return self._lists[name]


@dataclass(frozen=True, slots=True)
class Operation:
    """What an operation takes, what it gives, and what must be true of its arguments for it to be used at all."""

    required: tuple[str, ...]
    compute: Callable[[Arguments], Fraction]
    applies: Callable[[Arguments], bool] = lambda given: True
    optional: tuple[str, ...] = ()


def _dot(left: tuple[Fraction, ...], right: tuple[Fraction, ...]) -> Fraction:
    return sum((a * b for a, b in zip(left, right, strict=True)), Fraction(0))


def _within(number: Fraction, at_least: Fraction | None, below: Fraction | None) -> bool:
    return (at_least is None or number >= at_least) and (below is None or number < below)


def _mean(numbers: tuple[Fraction, ...]) -> Fraction:
    return sum(numbers, Fraction(0)) / len(numbers)


def _whole(*numbers: Fraction) -> bool:
    return all(number.denominator == 1 and number >= 0 for number in numbers)


def kept_values(op: str, given: Arguments) -> tuple[Fraction, ...]:
    """The numbers that count in a mean that leaves some out; all of them in any other."""
    values = tuple(sorted(given.list("values")))
    if op == "trimmed_mean":
        return values[int(given["drop_low"]) : len(values) - int(given["drop_high"])]
    if op == "outlier_mean":
        middle = _mean(values)
        return tuple(value for value in values if abs(value - middle) <= given["deviation"] * middle)
    return values


def _rated(op: str) -> Callable[[Arguments], Fraction]:
    return lambda given: _mean(kept_values(op, given)) / given["highest"] * 100


def _share_row_applies(given: Arguments) -> bool:
    other = given.find("other")
    bounds = given.find("other_at_least"), given.find("other_below")
    if not _within(given["share"], given.find("at_least"), given.find("below")):
        return False
    return bounds == (None, None) if other is None else _within(other, *bounds)


OPERATIONS: Mapping[str, Operation] = {
    "proportion": Operation(("value", "target", "max"), lambda a: a["value"] / a["target"] * a["max"]),
    "inverse_proportion": Operation(
        ("value", "target", "max"), lambda a: a["target"] / a["value"] * a["max"], lambda a: a["value"] > 0
    ),
    "at_or_below_zero": Operation(("value", "max"), lambda a: a["max"], lambda a: a["value"] <= 0),
    "ratio_to_best": Operation(
        ("value", "best", "units", "max"),
        lambda a: a["value"] / a["best"] * a["max"],
        lambda a: a["value"] <= a["best"] and a["best"] > 0 and a["units"] >= 1,
    ),
    "cap": Operation(("value", "limit"), lambda a: a["limit"], lambda a: a["value"] > a["limit"]),
    "bonus_cap": Operation(("value", "limit"), lambda a: a["limit"], lambda a: a["value"] > a["limit"]),
    "floor": Operation(("value",), lambda a: Fraction(0), lambda a: a["value"] < 0),
    "reached": Operation(("value", "target", "max"), lambda a: a["max"], lambda a: a["value"] >= a["target"]),
    "kept_within": Operation(("value", "target", "max"), lambda a: a["max"], lambda a: a["value"] <= a["target"]),
    "shortfall": Operation(("value", "target"), lambda a: a["target"] - a["value"], lambda a: a["value"] < a["target"]),
    "excess": Operation(("value", "target"), lambda a: a["value"] - a["target"], lambda a: a["value"] > a["target"]),
    "whole_steps": Operation(("distance", "step"), lambda a: Fraction(math.floor(a["distance"] / a["step"]))),
    "partial_steps": Operation(("distance", "step"), lambda a: a["distance"] / a["step"]),
    "deduct": Operation(("max", "count", "each"), lambda a: a["max"] - a["count"] * a["each"]),
    "times": Operation(("count", "each"), lambda a: a["count"] * a["each"]),
    "sum": Operation(("values",), lambda a: sum(a.list("values"), Fraction(0))),
    "mean": Operation(("values",), lambda a: _mean(a.list("values"))),
    "rank_points": Operation(
        ("place", "decrement", "max"),
        lambda a: a["max"] * (1 - (a["place"] - 1) * a["decrement"]),
        lambda a: a["place"] >= 1,
    ),
    "band": Operation(
        ("value", "points"),
        lambda a: a["points"],
        lambda a: _within(a["value"], a.find("at_least"), a.find("below")),
        optional=("at_least", "below"),
    ),
    "vote_mean": Operation(
        ("group", "counts", "worth", "valid"),
        lambda a: _dot(a.list("counts"), a.list("worth")) / a["valid"],
        lambda a: sum(a.list("counts"), Fraction(0)) == a["valid"],
    ),
    "weighted_mean": Operation(
        ("groups", "values", "weights"),
        lambda a: _dot(a.list("values"), a.list("weights")) / 100,
        lambda a: sum(a.list("weights"), Fraction(0)) == 100,
    ),
    "renormalised_mean": Operation(
        ("groups", "values", "weights"),
        lambda a: _dot(a.list("values"), a.list("weights")) / sum(a.list("weights"), Fraction(0)),
        lambda a: sum(a.list("weights"), Fraction(0)) < 100,
    ),
    "of_hundred": Operation(("value", "max"), lambda a: a["value"] / 100 * a["max"]),
    "share": Operation(
        ("options", "counts", "valid"),
        lambda a: sum(a.list("counts"), Fraction(0)) / a["valid"],
        lambda a: sum(a.list("counts"), Fraction(0)) <= a["valid"],
    ),
    "share_band": Operation(
        ("row", "share", "points"),
        lambda a: a["points"],
        _share_row_applies,
        optional=("at_least", "below", "other", "other_at_least", "other_below"),
    ),
    "peer_mean": Operation(("sum", "units"), lambda a: a["sum"] / a["units"], lambda a: a["units"] >= 1),
    "not_reached": Operation(("value", "target"), lambda a: Fraction(0), lambda a: a["value"] < a["target"]),
    "not_kept": Operation(("value", "target"), lambda a: Fraction(0), lambda a: a["value"] > a["target"]),
    "interpolate": Operation(
        ("value", "low", "high", "low_points", "high_points"),
        lambda a: (
            a["low_points"] + (a["value"] - a["low"]) / (a["high"] - a["low"]) * (a["high_points"] - a["low_points"])
        ),
        lambda a: a["low"] <= a["value"] <= a["high"] and a["low"] < a["high"],
    ),
    "lower_end": Operation(("value", "low", "points"), lambda a: a["points"], lambda a: a["value"] <= a["low"]),
    "upper_end": Operation(("value", "high", "points"), lambda a: a["points"], lambda a: a["value"] >= a["high"]),
    "option_value": Operation(
        ("value", "listed", "out_of", "max"),
        lambda a: a["value"] / a["out_of"] * a["max"],
        lambda a: a["value"] in a.list("listed"),
    ),
    "scaled": Operation(
        ("value", "lowest", "highest", "max"),
        lambda a: (a["value"] - a["lowest"]) / (a["highest"] - a["lowest"]) * a["max"],
        lambda a: a["lowest"] <= a["value"] <= a["highest"],
    ),
    "exempt_cases": Operation(
        ("count", "exempted"),
        lambda a: a["count"] - a["exempted"],
        lambda a: _whole(a["count"], a["exempted"], a["count"] - a["exempted"]),
    ),
    "place_points": Operation(
        ("place", "points"), lambda a: a["points"], lambda a: _whole(a["place"]) and a["place"] >= 1
    ),
    "shared_place": Operation(
        ("place", "units"),
        lambda a: a["place"] + (a["units"] - 1) / 2,
        lambda a: _whole(a["place"], a["units"]) and a["place"] >= 1 and a["units"] > 1,
    ),
    "rating_mean": Operation(("group", "values", "highest"), _rated("rating_mean")),
    "trimmed_mean": Operation(
        ("group", "values", "drop_low", "drop_high", "highest"),
        _rated("trimmed_mean"),
        lambda a: _whole(a["drop_low"], a["drop_high"]) and a["drop_low"] + a["drop_high"] < len(a.list("values")),
    ),
    "outlier_mean": Operation(
        ("group", "values", "deviation", "highest"), _rated("outlier_mean"), lambda a: a["deviation"] >= 0
    ),
    "group_peer_mean": Operation(("group", "sum", "units"), lambda a: a["sum"] / a["units"], lambda a: a["units"] >= 1),
    "group_full": Operation(("group",), lambda a: Fraction(100)),
    "group_zero": Operation(("group",), lambda a: Fraction(0)),
    "penalty_cap": Operation(("value", "limit"), lambda a: a["limit"], lambda a: a["value"] > a["limit"]),
    "adjust": Operation(("value", "bonus", "penalty"), lambda a: a["value"] + a["bonus"] - a["penalty"]),
    "ceiling": Operation(("value", "limit"), lambda a: a["limit"], lambda a: a["value"] > a["limit"]),
    "item_zero": Operation(("value", "points"), lambda a: a["value"] - a["points"], lambda a: a["points"] > 0),
    "coefficient": Operation(("value", "coefficient"), lambda a: a["value"] * a["coefficient"]),
    "missing_full": Operation(("max",), lambda a: a["max"]),
    "missing_zero": Operation((), lambda a: Fraction(0)),
}
"""The closed list of operations; a step with any other name is refused."""
