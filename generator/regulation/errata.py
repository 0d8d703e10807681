"""Which words of the regulation's source were spoiled, and how they are read (P1-A26: readings never change the text).

The data is ``errata.yml`` beside this module; its form is described in docs/spec/11-clauses.md, "Errata".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from generator.core.errors import FindingsError
from generator.regulation import catalogue
from generator.regulation.catalogue import Bilingual
from generator.regulation.nearest import shown

VERSION = 1
KINDS = ("restored", "reconstructed", "cut")
"""Restored: re-encoding gives the source's bytes. Reconstructed: part of it is an inference. Cut: the rest is lost."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Erratum:
    """One spoiled place: the clause, one of ``KINDS``, and what was done about it."""

    clause: str
    kind: str
    text: Bilingual


@dataclass(frozen=True, slots=True)
class Errata:
    """SHA-256 (hex) and size in bytes of the text that the clauses were read from, and every spoiled place in it."""

    sha256: str
    size: int
    places: tuple[Erratum, ...]

    def of(self, clause_id: str) -> tuple[Erratum, ...]:
        """The spoiled places of one clause."""
        return tuple(found for found in self.places if found.clause == clause_id)


@cache
def errata() -> Errata:
    """The errata of this package, read once."""
    return parse((resources.files("generator.regulation") / "errata.yml").read_text("utf-8"))


def parse(text: str) -> Errata:
    """The errata written in ``text``.

    Raises FindingsError R227 where a key is missing or unknown, a text is empty, a clause does not exist or stands out
    of the order of the regulation.
    """
    at = "errata.yml"
    try:
        document = yaml.load(text, Loader=yaml.CSafeLoader)
        source = document["source"]
        if document["version"] != VERSION or set(document) != {"version", "source", "errata"}:
            raise ValueError
        if not _SHA256.fullmatch(source["sha256"]) or type(source["bytes"]) is not int:
            raise ValueError
        places = []
        for raw in document["errata"]:
            at = str(raw.get("clause"))
            places.append(_erratum(raw))
        order = [catalogue.position(found.clause) for found in places]
        if order != sorted(order):
            raise ValueError
    except (yaml.YAMLError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise FindingsError.of("R227", at=shown(at)) from error
    return Errata(source["sha256"], source["bytes"], tuple(places))


def _erratum(raw: dict[str, Any]) -> Erratum:
    if set(raw) != {"clause", "kind", "zh", "en"} or raw["kind"] not in KINDS or not catalogue.exists(raw["clause"]):
        raise ValueError
    if not (raw["zh"].strip() and raw["en"].strip()):
        raise ValueError
    return Erratum(raw["clause"], raw["kind"], Bilingual(raw["zh"], raw["en"]))
