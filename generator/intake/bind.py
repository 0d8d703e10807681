"""From a tree of text to a typed record, with every problem at its place in the file.

What the models find wrong comes from pydantic as locations and error types; here it becomes problems with our codes
(M1xx, docs/spec/10-yaml.md). No value of a field that is not public gets into a problem.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from generator.core import messages
from generator.core.problem import Place, Problem
from generator.intake import placeholders, reader, rings
from generator.intake.node import Found, Index, Loc, Node, Scalar, Sequence, find, find_key
from generator.intake.rings import Ring, Spot, ring_of, trace
from generator.intake.shown import Shown, closest

M = TypeVar("M", bound=BaseModel)
Input = str | bool | list["Input"] | dict[str, "Input"]

MAX_PROBLEMS = 200

_CODE = re.compile(r"[A-Z][0-9]{3}")


@dataclass(frozen=True)
class Bound(Generic[M]):
    """A record together with the place of each of its values, for checks that look at several records."""

    record: M
    path: str
    node: Node
    text: str

    def place(self, loc: Loc) -> Place:
        """Where the value at ``loc`` stands (or the nearest ancestor that does)."""
        found = find(self.node, loc)
        return Place(self.path, found.line, found.col)

    def problem(self, code: str, loc: Loc = (), *, clause: str = "", **params: object) -> Problem:
        """A problem at ``loc`` that shows no more than the rings allow.

        Parameters whose names end in ``_value`` are dropped unless the field at ``loc`` is public.
        """
        words = {name: str(value) for name, value in params.items()}
        return self._view.problem(code, find(self.node, loc), ring_of(type(self.record), loc), words, clause)

    @cached_property
    def _view(self) -> _View:
        return _View(type(self.record), self.path, self.node, self.text)


def load(model: type[M], data: bytes, path: str) -> tuple[Bound[M] | None, list[Problem]]:
    """Reads and binds the bytes of one file; the record is there exactly if there are no problems."""
    node, problems = reader.read(data, path)
    if node is None:
        return None, problems
    text = reader.source_text(data)
    record, more = bind(model, node, path, text)
    if record is None or problems or more:
        return None, _without_echoes(problems + more)
    return Bound(record, path, node, text), []


def bind(model: type[M], node: Node, path: str, source_text: str) -> tuple[M | None, list[Problem]]:
    """The record of ``node``, or all problems that ``model`` finds in it (M1xx and the codes of its own validators).

    Values that the reader has refused make the record None without a second problem; so do placeholders (M170).
    """
    refused: list[Scalar] = []
    unfilled: list[Problem] = []
    if placeholders.MARK in source_text:
        node, places = placeholders.refused(node)
        view = _View(model, path, node, source_text)
        unfilled = [view.problem("M170", find(node, loc), ring_of(model, loc), {}) for loc in places[:MAX_PROBLEMS]]
    data = _input(node, refused)
    try:
        record = model.model_validate(data)
    except ValidationError as error:
        view = _View(model, path, node, source_text)
        problems = view.problems(error.errors(include_url=False, include_input=False), any_refused=bool(refused))
        return None, [*unfilled, *problems]
    return (None if refused else record), unfilled


def _input(node: Node, refused: list[Scalar]) -> Input:
    """The tree as pydantic takes it: only the plain words true and false are more than text."""
    if isinstance(node, Scalar):
        if node.refused:
            refused.append(node)
        elif not node.quoted and node.text in ("true", "false"):
            return node.text == "true"
        return node.text
    if isinstance(node, Sequence):
        return [_input(value, refused) for value in node.items]
    return {key.text: _input(value, refused) for key, value in node.pairs}


class _View:
    """One file under one model: turns findings into problems."""

    def __init__(self, model: type[BaseModel], path: str, node: Node, text: str) -> None:
        self.model, self.path, self.node = model, path, node
        self.shown = Shown(model, node, text)
        self._index = Index()

    def problem(self, code: str, found: Found, ring: Ring, params: dict[str, str], clause: str = "") -> Problem:
        if ring is not Ring.PUBLIC:
            params = {name: value for name, value in params.items() if not name.endswith("_value")}
        width = self.shown.width(found.line, found.col, found.width)
        place = Place(self.path, found.line, found.col)
        return Problem(code, place, params, self.shown.line(found.line), width, clause)

    def problems(self, errors: list[ErrorDetails], *, any_refused: bool) -> list[Problem]:
        """The first problems; the others are only counted, since saying where each stands takes its time."""
        problems: list[Problem] = []
        rest = iter(errors)
        for error in rest:
            if (problem := self._translate(error)) is not None:
                problems.append(problem)
            if len(problems) == MAX_PROBLEMS:
                break
        count = sum(not (any_refused and self._is_refused(error)) for error in rest)
        problems = _neither_nor(problems)
        return [*problems, Problem("M198", Place(self.path), {"count": str(count)})] if count else problems

    def _is_refused(self, error: ErrorDetails) -> bool:
        """Whether the error is about a value that the reader has reported already, as far as its location tells."""
        if error["type"] == "extra_forbidden" or error["loc"][-1:] == ("[key]",):
            return False
        node = find(self.node, trace(self.model, error["loc"])[0], self._index).node
        return isinstance(node, Scalar) and node.refused

    def _translate(self, error: ErrorDetails) -> Problem | None:
        kind, context = error["type"], dict(error.get("ctx") or {})
        if kind == "extra_forbidden":
            return self._unknown_key(error["loc"])
        loc, spot = trace(self.model, error["loc"])
        at_key = error["loc"][-1:] == ("[key]",)
        if _CODE.fullmatch(kind):
            loc += tuple(context.pop("at", ()))
            clause = str(context.pop("clause", ""))
            words = {name: str(value) for name, value in context.items()}
            return self._at(kind, loc, ring_of(self.model, loc), words, clause, at_key=at_key)
        ring = spot.ring if spot is not None else Ring.RESTRICTED
        if kind in _TAGS:
            return self._tag(kind, loc, spot, context)
        node = find(self.node, loc, self._index).node
        if kind in _SINGLE and not isinstance(node, Scalar):
            return self._at("M106", loc, ring, {})
        if kind in ("literal_error", "enum"):
            return self._choice(loc, ring, rings.choices(spot) if spot else [])
        code, limit = _BUILT_IN.get(kind, ("M199", ""))
        words = {"limit": str(context[limit])} if limit in context else {}
        if kind == "missing":
            words["key"] = str(loc[-1])
        elif code == "M199":
            words["kind"] = kind
        return self._at(code, loc, ring, words, at_key=at_key)

    def _at(
        self, code: str, loc: Loc, ring: Ring, params: dict[str, str], clause: str = "", *, at_key: bool = False
    ) -> Problem | None:
        found = find_key(self.node, loc, self._index) if at_key else find(self.node, loc, self._index)
        if isinstance(found.node, Scalar) and found.node.refused and not at_key:
            return None
        return self.problem(code, found, ring, params, clause)

    def _unknown_key(self, reported: Loc) -> Problem:
        """The name of a key we do not know may itself be confidential, so it is shown only as a slip of a known one."""
        loc, _ = trace(self.model, reported)
        _, holder = trace(self.model, reported[:-1])
        record = rings.as_record(holder) if holder is not None else None
        known = list(rings.fields(record, Ring.RESTRICTED)) if record is not None else []
        found = find_key(self.node, loc, self._index)
        suggestion = closest(str(loc[-1]), known)
        if suggestion is None:
            return self.problem("M102", found, Ring.RESTRICTED, {"allowed": ", ".join(known)})
        return self.problem("M103", found, Ring.RESTRICTED, {"key": str(loc[-1]), "suggestion": suggestion})

    def _tag(self, kind: str, loc: Loc, spot: Spot | None, context: dict[str, Any]) -> Problem | None:
        key = str(context["discriminator"]).strip("'")
        if kind == "union_tag_not_found":
            return self._at("M101", (*loc, key), Ring.RESTRICTED, {"key": key})
        allowed = [tag.strip().strip("'") for tag in str(context["expected_tags"]).split(",")]
        return self._choice((*loc, key), ring_of(self.model, (*loc, key)), allowed)

    def _choice(self, loc: Loc, ring: Ring, allowed: list[str]) -> Problem | None:
        node = find(self.node, loc, self._index).node
        given = node.text if isinstance(node, Scalar) else ""
        params = {"allowed": ", ".join(allowed), "given_value": given}
        suggestion = _named(given, allowed) or closest(given, allowed) if ring is Ring.PUBLIC else None
        if suggestion is None:
            return self._at("M107", loc, ring, params)
        return self._at("M108", loc, ring, {**params, "suggestion": suggestion})


def _named(given: str, allowed: list[str]) -> str | None:
    """The word of a closed list whose Chinese name, or a part of it, was typed instead."""
    names = {word: messages.text(f"choice.{word}", "zh").partition("（") for word in allowed if len(given) > 1}
    meant = [(name != given, word) for word, (name, bracket, _) in names.items() if bracket and given in name]
    return min(meant)[1] if meant else None


def _without_echoes(problems: list[Problem]) -> list[Problem]:
    """The problems without those that only follow from a full-width colon on the same line (Y152)."""
    lines = {problem.place.line for problem in problems if problem.code == "Y152"}
    return [problem for problem in problems if problem.place.line not in lines or problem.code not in _ECHOES]


def _neither_nor(problems: list[Problem]) -> list[Problem]:
    """The problems with M163 for a value that is refused both as an id (M153) and as a clause (M155)."""
    ids = {problem.place for problem in problems if problem.code == "M153"}
    both = {problem.place for problem in problems if problem.code == "M155"} & ids
    return [
        replace(problem, code="M163") if problem.code == "M155" and problem.place in both else problem
        for problem in problems
        if problem.code != "M153" or problem.place not in both
    ]


_ECHOES = frozenset({"M101", "M102", "M103", "M104", "M105", "Y143"})
_TAGS = frozenset({"union_tag_invalid", "union_tag_not_found"})
_SINGLE = frozenset({"literal_error", "enum", "string_type", "bool_type", "int_type"})


# What pydantic calls it, our code, and the part of its context that holds the limit.
_BUILT_IN: dict[str, tuple[str, str]] = {
    "missing": ("M101", ""),
    "model_type": ("M104", ""),
    "model_attributes_type": ("M104", ""),
    "dict_type": ("M104", ""),
    "list_type": ("M105", ""),
    "tuple_type": ("M105", ""),
    "set_type": ("M105", ""),
    "frozen_set_type": ("M105", ""),
    "too_short": ("M110", "min_length"),
    "too_long": ("M111", "max_length"),
    "string_type": ("M112", ""),
    "string_pattern_mismatch": ("M113", ""),
    "greater_than": ("M126", "gt"),
    "greater_than_equal": ("M127", "ge"),
    "less_than": ("M128", "lt"),
    "less_than_equal": ("M129", "le"),
    "bool_type": ("M140", ""),
    "string_too_long": ("M151", "max_length"),
    "string_too_short": ("M152", "min_length"),
}
