"""The table of what carries out each clause names only what exists, and every clause has something."""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib import resources
from pathlib import Path

import pytest
import yaml

from generator.core.errors import FindingsError
from generator.core.messages import catalogue as messages
from generator.published import record
from generator.published.vocabulary import ACTS
from generator.regulation import catalogue
from generator.regulation.carried_out import KEYS, PAGES, carried_out, parse

ROOT = Path(__file__).resolve().parents[2]
TEXT = (resources.files("generator.regulation") / "carried_out.yml").read_text("utf-8")
CODE = re.compile(r"[A-Z][0-9]{3}")
CODES_IN_TABLES = re.compile(r"([A-Z])([0-9]{3})(?: ?(?:-|–|to) ?\1?([0-9]{3}))?")


@cache
def sources() -> dict[Path, str]:
    """The program's own modules."""
    return {path: path.read_text("utf-8") for path in sorted((ROOT / "generator").rglob("*.py"))}


@cache
def documented() -> frozenset[tuple[str, str]]:
    """Code and clause of each row of the tables of codes in the specification, ranges spelled out."""
    pairs = set()
    for path in sorted((ROOT / "docs" / "spec").rglob("*.md")):
        for line in path.read_text("utf-8").splitlines():
            first = line.split("|")[1] if line.startswith("|") and line.count("|") > 2 else ""
            clauses = [clause for clause in catalogue.ids() if re.search(re.escape(clause) + r"(?![0-9(])", line)]
            for letter, start, end in CODES_IN_TABLES.findall(first):
                for number in range(int(start), int(end or start) + 1):
                    pairs |= {(f"{letter}{number}", clause) for clause in clauses}
    return frozenset(pairs)


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of the tests in a file."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    return frozenset(
        node.name for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)
    )


def says(text: str, clause: str) -> bool:
    """Whether a source names this clause, not only one that begins like it."""
    return re.search(re.escape(clause) + r"(?![0-9(])", text) is not None


def test_every_clause_of_the_regulation_is_carried_out() -> None:
    assert tuple(carried_out()) == catalogue.ids()
    assert len(carried_out()) == 49


@pytest.mark.parametrize("clause", catalogue.ids())
def test_checks_exist_and_are_made_for_this_clause(clause: str) -> None:
    for code in carried_out()[clause].checks:
        assert CODE.fullmatch(code)
        assert code in messages(), f"{code} has no sentence"
        raising = [text for text in sources().values() if f'"{code}"' in text]
        assert raising, f"{code} is never found"
        named = any(says(text, clause) for text in raising) or (code, clause) in documented()
        assert named, f"nothing says that {code} is about {clause}"


@pytest.mark.parametrize("clause", catalogue.ids())
def test_records_and_acts_exist(clause: str) -> None:
    assert set(carried_out()[clause].records) <= set(record.TYPES)
    assert set(carried_out()[clause].acts) <= {"trust", *ACTS}


@pytest.mark.parametrize("clause", catalogue.ids())
def test_tests_exist(clause: str) -> None:
    for name in carried_out()[clause].tests:
        path, _, function = name.partition("::")
        assert function.partition("[")[0] in names_in(path), f"there is no {name}"


def test_every_type_of_record_that_stands_for_a_clause_is_named() -> None:
    named = {name for entry in carried_out().values() for name in entry.records}
    # A calendar and a list of slots serve every clause and none.
    assert set(record.TYPES) - named <= {"calendar", "slots", "effective", "unit-correction", "appeals"}


def edited(clause: str, **changes: object) -> str:
    document = yaml.load(TEXT, Loader=yaml.CSafeLoader)
    document["clauses"][clause] |= changes
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True)


@pytest.mark.parametrize(
    ("clause", "changes"),
    [
        ("P1-A4", {"acts": []}),
        ("P1-A4", {"pages": []}),
        ("P1-A4", {"tests": []}),
        ("P1-A4", {"checks": [], "records": []}),
        ("P1-A4", {"pages": ["elsewhere"]}),
        ("P1-A4", {"checks": ["R205", "R205"]}),
        ("P1-A4", {"checks": [205]}),
        ("P1-A4", {"checks": ["  "]}),
        ("P1-A4", {"laws": ["x"]}),
    ],
)
def test_a_clause_that_nothing_carries_out_is_refused(clause: str, changes: dict[str, object]) -> None:
    with pytest.raises(FindingsError) as caught:
        parse(edited(clause, **changes))
    assert [(problem.code, problem.params) for problem in caught.value.problems] == [("R220", {"at": clause})]


def without(clause: str) -> str:
    document = yaml.load(TEXT, Loader=yaml.CSafeLoader)
    del document["clauses"][clause]
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True)


def test_a_clause_that_is_missing_is_refused() -> None:
    with pytest.raises(FindingsError) as caught:
        parse(without("P1-A4"))
    assert caught.value.problems[0].params == {"at": "P1-A4"}
    with pytest.raises(FindingsError):
        parse(without("P2-5.1"))


@pytest.mark.parametrize("text", ["", "[]", "version: 2\nclauses: {}", "version: 1\nclauses: []", "\x00", "a: &a [*a]"])
def test_something_else_than_the_table_is_refused(text: str) -> None:
    with pytest.raises(FindingsError) as caught:
        parse(text)
    assert caught.value.problems[0].code == "R220"


def test_pages_are_those_of_a_site() -> None:
    assert all(path.endswith(".html") for path in PAGES.values())
    assert KEYS == ("checks", "records", "acts", "pages", "tests")
