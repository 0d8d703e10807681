"""The examples of docs/spec/10-yaml.md are true, and its code tables are complete."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from generator.core.messages import catalogue
from generator.intake import bind, fields, reader, scalars, syntax
from generator.intake.models import scheme

PAGE = (Path(__file__).parents[2] / "docs/spec/10-yaml.md").read_text("utf-8")
SOURCES = Path(bind.__file__).parent

EXAMPLES = re.findall(r"^\| `(.*)` \| (none|Y\d{3}) \| ([\d:]*) *\|$", PAGE, re.MULTILINE)
FIELDS = re.findall(r"^\| (\w+) \| .* \| `([^…`]+)` \|$", PAGE, re.MULTILINE)


def listed() -> set[str]:
    return set(re.findall(r"^\| ([YM]1\d\d) \|", PAGE, re.MULTILINE))


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 14
    assert len(FIELDS) >= 8


@pytest.mark.parametrize(("text", "code", "place"), EXAMPLES)
def test_example(text: str, code: str, place: str) -> None:
    data = text.replace("\\n", "\n").replace("\\t", "\t").encode()
    _, problems = reader.read(data, "a.yml")
    found = [(p.code, f"{p.place.line}:{p.place.col}") for p in problems]
    assert found[:1] == ([] if code == "none" else [(code, place)])


@pytest.mark.parametrize(("name", "example"), [f for f in FIELDS if f[0] not in ("Bool", "Vkey")])
def test_field_example(name: str, example: str) -> None:
    kind: Any = getattr(fields, name)
    TypeAdapter(kind).validate_python(example)


def test_code_tables_are_complete() -> None:
    assert listed() == {code for code in catalogue() if re.fullmatch(r"[YM]1\d\d", code)}


def test_every_code_is_used_and_every_used_code_is_listed() -> None:
    own = (bind, fields, reader, scalars, scheme, syntax)
    paths = [Path(module.__file__ or "") for module in own] + [SOURCES / "characters.py"]
    used = {code for path in paths for code in re.findall(r'"([YM]1\d\d)"', path.read_text("utf-8"))}
    assert used == listed()


def test_limits_are_those_of_the_code() -> None:
    assert f"{reader.MAX_BYTES // 1024 // 1024} MiB, {reader.MAX_DEPTH} levels, {reader.MAX_NODES:,} nodes" in PAGE
    assert f"{reader.MAX_PROBLEMS} problems of form and {bind.MAX_PROBLEMS} of content" in PAGE
    assert f"at most {fields.MAX_DIGITS} digits" in PAGE
    assert f"1 to {fields.MAX_TEXT} characters" in PAGE
    assert f"at most {fields.MAX_SLUG} characters" in PAGE
