"""The example's records, and the same records wrong in one way: what the whole check says of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from pydantic import BaseModel

from generator.core.messages import LANGS
from generator.core.problem import Problem
from generator.core.render import problem_text
from generator.intake import bind
from generator.intake.bind import Bound
from generator.intake.bind import load as _load
from generator.intake.repository import Cycle, Office
from generator.office.check import Checked, load_and_check
from tests.example.regenerate import IDENTITY

ROOT = Path(__file__).resolve().parents[2]
CYCLE = "2025"
FOLDER = f"records/cycles/{CYCLE}/"
Edit = tuple[str, str, str]
"""A file, a text that stands in it, and what to put in its place."""


class Case(NamedTuple):
    """A finding by code and clause, and the edit that must lead to it."""

    code: str
    clause: str
    edit: Edit


@dataclass
class Books:
    """The example office as it lies in the repository. Nothing on disk is changed."""

    root: Path = ROOT

    @cached_property
    def office(self) -> Office:
        """The office when nothing is wrong with it; fails where something is."""
        checked = load_and_check(self.root, [IDENTITY])
        assert checked.problems == [] == checked.not_checked
        return checked.office

    @property
    def cycle(self) -> Cycle:
        """The finished cycle."""
        return self.office.cycles[CYCLE]

    @cached_property
    def texts(self) -> dict[str, str]:
        """The clear text of every record by path below ``FOLDER``, or below ``records``."""
        return {bound.path.removeprefix(FOLDER).removesuffix(".age"): bound.text for bound in self.office.records()}

    def problems(self, *edits: Edit, published: bool = False) -> list[Problem]:
        """What is found when in some files every occurrence of a text is another; ``published``: against the ledger."""
        return self.checked(*edits, published=published).problems

    def checked(self, *edits: Edit, published: bool = False) -> Checked:
        """The same with what could not be checked, and with notices."""
        texts: dict[str, str] = {}
        for name, old, new in edits:
            text = texts.get(name, self.texts[name])
            assert old in text, f"{old!r} does not stand in {name}"
            texts[name] = text.replace(old, new)
        replaced = {name if name.startswith("records/") else FOLDER + name: text for name, text in texts.items()}
        with patch.object(bind, "load", _bound_once):
            return load_and_check(
                self.root,
                [IDENTITY],
                {path: text.encode() for path, text in replaced.items()},
                against_published=published,
            )

    def refuses(self, *cases: Case, also: Collection[str] = (), published: bool = False) -> list[Problem]:
        """The finding of each case when all its edits are made at once; each can be read in both languages.

        Nothing else may be found but the codes ``also``: what the same edit makes wrong besides.
        """
        assert self.office is not None
        found = self.problems(*(case.edit for case in cases), published=published)
        expected = {case.code for case in cases} | set(also)
        assert {problem.code for problem in found} == expected, sorted({problem.code for problem in found} ^ expected)
        return [cited(found, case.code, case.clause) for case in cases]


@cache
def _bound(model: type[BaseModel], data: bytes, path: str) -> tuple[Bound[Any] | None, tuple[Problem, ...]]:
    """What a file says does not change from one test to the next; only changed files are read again."""
    found, problems = _load(model, data, path)
    return found, tuple(problems)


def _bound_once(model: type[BaseModel], data: bytes, path: str) -> tuple[Bound[Any] | None, list[Problem]]:
    found, problems = _bound(model, data, path)
    return found, list(problems)


def cited(found: list[Problem], code: str, clause: str) -> Problem:
    """The first finding with this code and clause; its message names the clause in both languages."""
    matching = [problem for problem in found if (problem.code, problem.clause) == (code, clause)]
    assert matching, [(problem.code, problem.clause, problem.place.path) for problem in found]
    for lang in LANGS:
        text = problem_text(matching[0], lang)
        assert clause in text
        assert "…" not in text.split("\n")[0]
    return matching[0]
