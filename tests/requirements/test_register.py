"""The register of requirements: each has a test that passes on the example and one in which the example is wrong."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from generator.regulation import catalogue
from tests.requirements.register import REGISTER

HERE = Path(__file__).parent


def defined() -> dict[str, str]:
    """The names of the tests of this folder with their files."""
    return {
        node.name: path.name
        for path in sorted(HERE.glob("test_r[0-9]*.py"))
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_the_register_is_whole() -> None:
    assert list(REGISTER) == list(range(1, 34))
    for requirement in REGISTER.values():
        assert requirement.text
        assert all(catalogue.exists(clause) for clause in requirement.clauses)


@pytest.mark.parametrize("number", REGISTER)
def test_each_requirement_is_tested_both_ways(number: int) -> None:
    found = defined()
    holds, refuses = f"test_r{number:02}_holds", f"test_r{number:02}_refuses"
    assert {holds, refuses} <= set(found)
    first, last = map(int, re.findall(r"r([0-9]+)", found[holds]))
    assert found[holds] == found[refuses]
    assert first <= number <= last


def test_the_specification_has_the_same_table() -> None:
    """Clause by clause, and each code that the table names stands in the tests of its requirement."""
    pages = (HERE.parents[1] / "docs/spec").rglob("*.md")
    row = re.compile(r"^\| R([0-9]{1,2}) \| [^|]+ \|([^|]*)\| ([^|]+) \|$", re.MULTILINE)
    rows = {int(found[1]): found for path in pages for found in row.finditer(path.read_text("utf-8"))}
    assert list(rows) == list(REGISTER)
    sources = {name: (HERE / file).read_text("utf-8") for name, file in defined().items()}
    for number, found in rows.items():
        assert tuple(filter(None, found[2].strip().split(", "))) == REGISTER[number].clauses
        for code in re.findall(r"\b[A-Z][0-9]{3}\b", found[3]):
            assert f'"{code}"' in sources[f"test_r{number:02}_refuses"]
