"""The clauses of the regulation and the vocabularies they fix.

The clause id (``P1-A16``, ``P2-3.2(4)``) joins regulation, scheme, check, record, page and test. The data is
``clauses.yml`` beside this module; its form is described in docs/spec/11-clauses.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, get_args

import yaml

from generator.core.errors import FindingsError
from generator.core.messages import Lang
from generator.core.problem import Place, Problem
from generator.regulation.nearest import NEAR_SEPARATOR, nearest, shown

Audience: TypeAlias = Literal["public", "internal", "both", "none"]
VERSION = 1
VOCABULARIES = (
    "parts",
    "natures",
    "scopes",
    "dimensions",
    "families",
    "departments",
    "channels",
    "groups",
    "sub_indicators",
    "methods",
)


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in Chinese and in English; neither is empty."""

    zh: str
    en: str

    def text(self, lang: Lang) -> str:
        """The text in ``lang``."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class FixedNumber:
    """A number that the clause itself fixes and no scheme may change: ``value`` in ``unit``."""

    name: str
    value: int
    unit: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause.

    ``audience`` is who the clause says must be told: the staff (internal), the outside (public), both, or nobody
    (none); a clause that asks for openness without naming readers is internal, the stricter reading.
    ``truncated`` marks a clause whose text breaks off in the source.
    """

    id: str
    part: int
    label: Bilingual
    title: Bilingual
    paraphrase: Bilingual
    demands: Bilingual
    audience: Audience
    numbers: tuple[FixedNumber, ...]
    truncated: bool

    def number(self, name: str) -> int | None:
        """The fixed number called ``name``, or None."""
        return next((number.value for number in self.numbers if number.name == name), None)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a vocabulary that a clause fixes; ``group`` is the slug of its group, empty where it has none."""

    slug: str
    name: Bilingual
    clause: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything ``clauses.yml`` says; both mappings are read-only and keep the order of the file."""

    clauses: Mapping[str, Clause]
    vocabularies: Mapping[str, Mapping[str, Term]]


@cache
def catalogue() -> Catalogue:
    """The catalogue of this package, read once."""
    return parse((resources.files("generator.regulation") / "clauses.yml").read_text("utf-8"))


def clauses() -> Mapping[str, Clause]:
    """All clauses by id, in the order of the regulation."""
    return catalogue().clauses


def ids() -> tuple[str, ...]:
    """All clause ids in the order of the regulation."""
    return tuple(clauses())


@cache
def _positions() -> Mapping[str, int]:
    return {clause_id: position for position, clause_id in enumerate(clauses())}


def position(clause_id: str) -> int:
    """The place of the clause in the regulation, from 0; a key to sort citations by. Raises FindingsError R101."""
    clause(clause_id)
    return _positions()[clause_id]


def exists(clause_id: str) -> bool:
    """Whether the regulation has this clause. Ids are compared exactly."""
    return clause_id in clauses()


def clause(clause_id: str) -> Clause:
    """The clause with this id. Raises FindingsError R101, with the nearest ids, where there is none."""
    found = clauses().get(clause_id)
    if found is None:
        raise FindingsError(unknown_clause(clause_id, Place("")))
    return found


def unknown_clause(clause_id: str, place: Place) -> Problem:
    """The finding R101 about an id that does not exist, for a reader that knows where it stands."""
    near = NEAR_SEPARATOR.join(nearest(clause_id, clauses()))
    return Problem("R101", place, {"id": shown(clause_id), "near": near}, width=max(len(clause_id), 1))


def vocabulary(name: str) -> Mapping[str, Term]:
    """The terms of one of ``VOCABULARIES`` by slug, in the regulation's order. Raises FindingsError R103."""
    found = catalogue().vocabularies.get(name)
    if found is None:
        raise FindingsError.of("R103", name=shown(name), near=NEAR_SEPARATOR.join(nearest(name, VOCABULARIES)))
    return found


def families() -> Mapping[str, Term]:
    """The ten families of indicators of P1-A8."""
    return vocabulary("families")


def groups() -> Mapping[str, Term]:
    """The four groups of indicators of P2-2.2."""
    return vocabulary("groups")


def sub_indicators() -> Mapping[str, Term]:
    """The eleven sub-indicators of P2-2.2; each names its group."""
    return vocabulary("sub_indicators")


def dimensions() -> Mapping[str, Term]:
    """The three dimensions of content of P1-A4."""
    return vocabulary("dimensions")


def natures() -> Mapping[str, Term]:
    """Outcome and process, the two natures of indicators of P1-A3."""
    return vocabulary("natures")


def scopes() -> Mapping[str, Term]:
    """Individual, team and whole organ, the scopes of indicators of P1-A3."""
    return vocabulary("scopes")


def parts() -> Mapping[str, Term]:
    """The quantitative and the qualitative part of P1-A13."""
    return vocabulary("parts")


def channels() -> Mapping[str, Term]:
    """The four channels of qualitative assessment of P1-A15."""
    return vocabulary("channels")


def departments() -> Mapping[str, Term]:
    """The three departments that form the assessment office by P1-A11."""
    return vocabulary("departments")


def methods() -> Mapping[str, Term]:
    """The methods of P2-3.1."""
    return vocabulary("methods")


def parse(text: str) -> Catalogue:
    """The catalogue written in ``text`` (the form of ``clauses.yml``).

    Raises FindingsError R102 where a key is missing, a text is empty, an id stands twice or a reference leads nowhere.
    """
    at = "clauses.yml"
    try:
        document = yaml.load(text, Loader=yaml.CSafeLoader)
        if document["version"] != VERSION or set(document["vocabularies"]) != set(VOCABULARIES):
            raise ValueError
        found: dict[str, Clause] = {}
        for raw in document["clauses"]:
            at = str(raw.get("id"))
            entry = _clause(raw)
            if entry.id in found:
                raise ValueError
            found[entry.id] = entry
        vocabularies: dict[str, Mapping[str, Term]] = {}
        for name in VOCABULARIES:
            at = name
            vocabularies[name] = MappingProxyType(_terms(document["vocabularies"][name], found, vocabularies))
    except (yaml.YAMLError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise FindingsError.of("R102", at=shown(at)) from error
    return Catalogue(MappingProxyType(found), MappingProxyType(vocabularies))


def _clause(raw: dict[str, Any]) -> Clause:
    clause_id = _text(raw["id"])
    part = {"P1-": 1, "P2-": 2}[clause_id[:3]]
    audience = raw["audience"]
    truncated = raw.get("truncated", False)
    if audience not in get_args(Audience) or not isinstance(truncated, bool):
        raise ValueError
    return Clause(
        id=clause_id,
        part=part,
        label=_bilingual(raw["label"]),
        title=_bilingual(raw["title"]),
        paraphrase=_bilingual(raw["paraphrase"]),
        demands=_bilingual(raw["demands"]),
        audience=audience,
        numbers=tuple(_number(number) for number in raw.get("numbers", ())),
        truncated=truncated,
    )


def _terms(
    raw_terms: list[dict[str, Any]], known: Mapping[str, Clause], earlier: Mapping[str, Mapping[str, Term]]
) -> dict[str, Term]:
    terms: dict[str, Term] = {}
    for raw in raw_terms:
        group = _text(raw["group"]) if "group" in raw else ""
        term = Term(_text(raw["slug"]), _bilingual(raw), _text(raw["clause"]), group)
        if term.slug in terms or term.clause not in known or (group and group not in earlier["groups"]):
            raise ValueError
        terms[term.slug] = term
    return terms


def _number(raw: dict[str, Any]) -> FixedNumber:
    value = raw["value"]
    if type(value) is not int:
        raise TypeError
    return FixedNumber(_text(raw["name"]), value, _text(raw["unit"]))


def _bilingual(raw: dict[str, Any]) -> Bilingual:
    return Bilingual(_text(raw["zh"]), _text(raw["en"]))


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError
    return value
