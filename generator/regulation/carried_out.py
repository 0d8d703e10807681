"""What carries out each clause: checks, records, acts of the procedure, pages of the site, tests.

The data is ``carried_out.yml`` beside this module (docs/spec/11-clauses.md, "What carries a clause out"). Whether the
codes, record types, acts and tests that it names exist is looked at by tests/regulation/test_carried_out.py: this
module knows none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

import yaml

from generator.core.errors import FindingsError
from generator.regulation import catalogue
from generator.regulation.nearest import shown

VERSION = 1

PAGES: Mapping[str, str] = MappingProxyType(
    {
        "home": "index.html",
        "cycle": "{cycle}/index.html",
        "scheme": "{cycle}/scheme.html",
        "changes": "{cycle}/changes.html",
        "plan": "{cycle}/plan.html",
        "procedure": "{cycle}/procedure.html",
        "rectification": "{cycle}/rectification.html",
        "feedback": "{cycle}/feedback.html",
        "unit": "{cycle}/units/{unit}.html",
        "people": "{cycle}/people.html",
        "data": "{cycle}/data.html",
        "statement": "statements/{index}.html",
        "statements": "statements/index.html",
        "verify": "verify.html",
        "clauses": "clauses.html",
        "interpretations": "interpretations.html",
    }
)
"""The kinds of pages that a site has, by the word for each, with their paths in a language's folder."""

KEYS = ("checks", "records", "acts", "pages", "tests")


@dataclass(frozen=True, slots=True)
class CarriedOut:
    """What carries out one clause; each list in the order of the file, the plainest example first.

    ``checks`` are codes of findings, ``records`` types of public records, ``acts`` words of
    :data:`generator.published.vocabulary.ACTS` or ``trust``, ``pages`` keys of :data:`PAGES`, ``tests`` names of tests
    as ``path::function``.
    """

    checks: tuple[str, ...]
    records: tuple[str, ...]
    acts: tuple[str, ...]
    pages: tuple[str, ...]
    tests: tuple[str, ...]


@cache
def carried_out() -> Mapping[str, CarriedOut]:
    """What carries out each clause, by clause id in the order of the regulation; read once."""
    return parse((resources.files("generator.regulation") / "carried_out.yml").read_text("utf-8"))


def parse(text: str) -> Mapping[str, CarriedOut]:
    """The table written in ``text``.

    Raises FindingsError R220 where a clause is missing, unknown or out of order, has an unknown key or page, says
    something twice or nothing at all: every clause has an act, a page, a test, and a check or a record.
    """
    at = "carried_out.yml"
    try:
        document = yaml.load(text, Loader=yaml.CSafeLoader)
        clauses = document["clauses"]
        if set(document) != {"version", "clauses"} or document["version"] != VERSION:
            raise ValueError
        found: dict[str, CarriedOut] = {}
        for clause_id, raw in clauses.items():
            at = str(clause_id)
            found[at] = _entry(raw)
        at = next((known for known, given in zip(catalogue.ids(), [*found, ""], strict=False) if known != given), "")
        if tuple(found) != catalogue.ids():
            raise ValueError
    except (yaml.YAMLError, AttributeError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise FindingsError.of("R220", at=shown(at)) from error
    return MappingProxyType(found)


def _entry(raw: Mapping[str, Any]) -> CarriedOut:
    if not set(raw) <= set(KEYS):
        raise ValueError
    lists = {key: tuple(raw.get(key, ())) for key in KEYS}
    for words in lists.values():
        if len(set(words)) != len(words) or not all(isinstance(word, str) and word.strip() for word in words):
            raise ValueError
    entry = CarriedOut(**lists)
    if not (entry.acts and entry.pages and entry.tests and (entry.checks or entry.records)):
        raise ValueError
    if not set(entry.pages) <= set(PAGES):
        raise ValueError
    return entry
