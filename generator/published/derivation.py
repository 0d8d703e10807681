"""One step of a derivation: an operation, what it was given, and its exact result.

A step is published, so a reader can redo it by hand from its sentence (:func:`step_text`) and an auditor by program
(:func:`recompute`). The arithmetic here is written apart from :mod:`generator.scoring`, which makes the steps: the two
check one another. Source: docs/spec/12-scoring.md, "Operations".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from generator.core import messages
from generator.core.errors import FindingsError
from generator.core.exact import plain, said
from generator.core.messages import Lang
from generator.published.operations import BALLOT_OPERATIONS, LISTS, OPERATIONS, WORDS, Arguments, kept_values
from generator.published.shapes import EXACT, SLUG, Document, exact_text

__all__ = ["BALLOT_OPERATIONS", "LISTS", "OPERATIONS", "WORDS", "Step", "from_json", "recompute", "step_text"]

MAX_NUMBER = 1000
"""Longest spelling of a number in a step, in characters."""

_CITE = re.compile(rf"{SLUG.pattern}|P[12]-[A-Z0-9.()]+")


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
    if step.op in ("rating_mean", "trimmed_mean", "outlier_mean"):
        kept = kept_values(step.op, given)
        words["kept"] = f"({' + '.join(_operand(number) for number in kept)})"
        words["number_of_kept"] = str(len(kept))
        words["listed_values"] = messages.text("step.list", lang).join(plain(n) for n in sorted(given.list("values")))
    if "listed" in step.args:
        words["listed"] = messages.text("step.list", lang).join(plain(number) for number in given.list("listed"))
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
