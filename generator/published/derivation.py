"""One step of a derivation: an operation, what it was given, and its exact result.

A step is published, so a reader can redo it by hand from its sentence (:func:`step_text`) and an auditor by program
(:func:`recompute`). The arithmetic here is written apart from :mod:`generator.scoring`, which makes the steps: the two
check one another. Source: docs/spec/12-scoring.md, "Operations".
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from generator.core import messages
from generator.core.errors import FindingsError
from generator.core.exact import plain, said
from generator.core.messages import Lang
from generator.published.shapes import EXACT, SLUG, Document, exact_text

MAX_NUMBER = 1000
"""Longest spelling of a number in a step, in characters."""

LISTS = frozenset({"counts", "values", "weights", "worth"})
"""Arguments that hold several exact numbers, separated by single spaces."""

WORDS = frozenset({"group", "groups", "options"})
"""Arguments that hold ids, separated by single spaces; every other argument is one exact number."""

BALLOT_OPERATIONS = frozenset({"share", "vote_mean"})
"""Operations whose arguments hold counts of a secret ballot: what may be shown of them depends on how many voted."""

_CITE = re.compile(rf"{SLUG.pattern}|P[12]-[A-Z0-9.()]+")


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
    "mean": Operation(("values",), lambda a: sum(a.list("values"), Fraction(0)) / len(a.list("values"))),
    "rank_points": Operation(
        ("place", "decrement", "max"),
        lambda a: a["max"] * (1 - (a["place"] - 1) * a["decrement"]),
        lambda a: a["place"] >= 1 and a["place"].denominator == 1,
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
    "missing_full": Operation(("max",), lambda a: a["max"]),
    "missing_zero": Operation((), lambda a: Fraction(0)),
}
"""The closed list of operations; a step with any other name is refused."""


@dataclass(frozen=True, slots=True)
class Step:
    """One operation carried out; ``result`` is exact, points or a number on the way; ``cites`` clause or basis ids."""

    op: str
    args: Mapping[str, str]
    result: str
    cites: tuple[str, ...]

    @property
    def value(self) -> Fraction:
        """The result as a number."""
        return Fraction(self.result)

    def to_json(self) -> dict[str, Any]:
        """The step as it stands in a public record."""
        return {"op": self.op, "args": dict(self.args), "result": self.result, "cites": list(self.cites)}


def from_json(document: Document) -> Step:
    """The step in ``document``; its arithmetic is not checked here but by :func:`recompute`.

    Raises FindingsError C110 for any other shape, operation, argument or spelling of a number.
    """
    document.keys(("op", "args", "result", "cites"))
    op = document.get("op").one_of(OPERATIONS)
    operation = OPERATIONS[op]
    given = document.get("args").members()
    if not set(operation.required) <= set(given) <= {*operation.required, *operation.optional}:
        raise document.get("args").refuse("{" + ", ".join(operation.required) + "}")
    args = {name: _argument(name, item) for name, item in given.items()}
    cites = tuple(item.text(_CITE) for item in document.get("cites").items())
    if not cites:
        raise document.get("cites").refuse("[id, …]")
    return Step(op, args, _spelled(document.get("result")), cites)


def recompute(step: Step) -> Fraction:
    """The result of ``step`` from its operation and arguments alone.

    Raises FindingsError S220 where the operation does not apply to them (a value outside its band, a division by
    zero, a total that exceeds no cap), so that a step cannot claim more than its arguments carry.
    """
    operation = OPERATIONS.get(step.op)
    try:
        if operation is None or not set(operation.required) <= set(step.args):
            raise FindingsError.of("S220", op=step.op)
        given = Arguments(step.args)
        if not operation.applies(given):
            raise FindingsError.of("S220", op=step.op)
        return operation.compute(given)
    except (ArithmeticError, ValueError) as error:
        raise FindingsError.of("S220", op=step.op) from error


def step_text(step: Step, lang: Lang, names: Mapping[str, str] | None = None) -> str:
    """The sentence of ``step``, from which a reader can redo it; ``names`` gives ids their names."""
    names = names or {}
    given = Arguments(step.args)
    words: dict[str, str] = {"result": said(step.value)}
    for name, text in step.args.items():
        if name in WORDS:
            words[name] = messages.text("step.list", lang).join(names.get(part, part) for part in text.split(" "))
        elif name in LISTS:
            words[name] = " + ".join(_operand(number) for number in given.list(name))
            words[f"grouped_{name}"] = f"({words[name]})" if len(given.list(name)) > 1 else words[name]
            words[f"number_of_{name}"] = str(len(given.list(name)))
            words[f"sum_of_{name}"] = plain(sum(given.list(name), Fraction(0)))
        else:
            words[name] = _operand(given[name])
            words[f"said_{name}"] = said(given[name])
    for left, right in (("counts", "worth"), ("values", "weights")):
        if left in step.args and right in step.args:
            words["terms"] = _terms(given.list(left), given.list(right))
    if step.op == "band":
        words["range"] = _range(given, "value", "at_least", "below")
    if step.op == "share_band":
        ranges = [_range(given, "share", "at_least", "below")]
        if "other" in step.args:
            ranges.append(_range(given, "other", "other_at_least", "other_below"))
        words["range"] = messages.text("step.and", lang).join(ranges)
    return messages.text(f"step.{step.op}", lang, **words)


def _argument(name: str, item: Document) -> str:
    if name in WORDS:
        return " ".join(_part(item, word).text(SLUG) for word in item.text().split(" "))
    if name in LISTS:
        return " ".join(_spelled(_part(item, word)) for word in item.text().split(" "))
    return _spelled(item)


def _part(item: Document, word: str) -> Document:
    return Document(word, item.path, item.at)


def _spelled(item: Document) -> str:
    if len(item.text(EXACT)) > MAX_NUMBER:
        raise item.refuse(f"<= {MAX_NUMBER}")
    return exact_text(item.exact())


def _operand(number: Fraction) -> str:
    """A number inside a formula: in brackets where a sign or a fraction bar could be read wrongly."""
    text = plain(number)
    return f"({text})" if "/" in text or number < 0 else text


def _terms(left: tuple[Fraction, ...], right: tuple[Fraction, ...]) -> str:
    return " + ".join(f"{_operand(a)} × {_operand(b)}" for a, b in zip(left, right, strict=False))


def _range(given: Arguments, name: str, lower: str, upper: str) -> str:
    at_least, below = given.find(lower), given.find(upper)
    left = "" if at_least is None else f"{plain(at_least)} ≤ "
    right = "" if below is None else f" < {plain(below)}"
    middle = said(given[name]).replace(" ≈ ", " (≈ ") + (")" if "/" in plain(given[name]) else "")
    return f"{left}{middle}{right}" if left or right else f"-∞ < {middle} < +∞"
