"""Every field that is not public, of every kind of record: what is in it is looked for, and found however written."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any, Literal, get_args, get_origin

import pytest

from generator.intake import reader, repository, rings
from generator.intake.bind import Bound
from generator.intake.discover import PATTERNS
from generator.intake.fields import Ring
from generator.intake.models import afterwards, evaluation, outcome, people, plan
from generator.intake.models.scheme import Scheme
from generator.intake.record_file import RecordFile
from generator.intake.repository import Cycle, Office
from generator.leakgate.request import Request
from generator.leakgate.scan import Scanner
from generator.office.needles import needles, person_numbers
from generator.signing import demo
from tests.example.regenerate import ROOT
from tests.leakgate.forms import FILE_FORMS, TEXT_FORMS

STAGES = (*plan.FILES, *evaluation.FILES, *outcome.FILES, *afterwards.FILES, *people.FILES)
FILES: tuple[RecordFile[Any], ...] = tuple(file for file in PATTERNS if file.model is not None)


@dataclass(frozen=True)
class Leaf:
    """A place in a kind of record that holds one scalar: the keys down to it (an index is 0), its type and ring."""

    file: RecordFile[Any]
    keys: tuple[str | int, ...]
    annotation: Any
    ring: Ring

    @property
    def name(self) -> str:
        """How a failing test calls it."""
        return f"{self.file.path}:{'.'.join(map(str, self.keys))}"


def leaves(file: RecordFile[Any]) -> Iterator[Leaf]:
    """Every scalar that a record of this kind can hold, but below unions with tags (rules of schemes, all public)."""
    for keys, spot in _below(rings.unwrap(file.model, Ring.RESTRICTED), ()):
        yield Leaf(file, keys, spot.annotation, spot.ring)


def _below(spot: rings.Spot, keys: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], rings.Spot]]:
    if len(rings.members(spot)) > 1:
        # Text or number, clause or name: the first stands for both.
        first = rings.members(spot)[0]
        if rings.as_record(first) is None:
            yield keys, first
        return
    if record := rings.as_record(spot):
        for name, inner in rings.fields(record, spot.ring).items():
            yield from _below(inner, (*keys, name))
    elif (item := rings.item(spot)) is not None:
        yield from _below(item, (*keys, 0))
    elif (entry := rings.entry(spot)) is not None:
        yield from _below(entry, (*keys, "planted"))
    else:
        yield keys, spot


@cache
def restricted() -> tuple[Leaf, ...]:
    """Every scalar of every kind of record that is not public."""
    return tuple(leaf for file in FILES for leaf in leaves(file) if leaf.ring is not Ring.PUBLIC)


def planted(leaf: Leaf, number: int) -> str | None:
    """A value of the leaf's type that stands nowhere else; None for yes and no, and for words of a closed list."""
    if get_origin(leaf.annotation) is Literal or leaf.annotation is bool:
        return None
    if leaf.annotation is datetime.date:
        return (datetime.date(2071, 1, 1) + datetime.timedelta(days=number)).isoformat()
    return str(7_310_000 + number) if leaf.annotation in (int, Fraction) else f"planted-value-{number:04d}"


@cache
def values() -> dict[Leaf, str]:
    """What is planted in each leaf that can be looked for."""
    made = ((leaf, planted(leaf, number)) for number, leaf in enumerate(restricted()))
    return {leaf: value for leaf, value in made if value is not None}


def document(keys: tuple[str | int, ...], value: str) -> Any:
    """Records and lists down to the value at ``keys``; one that stands for a key of a dictionary is that key."""
    if not keys:
        return value
    if keys[0] == "planted":
        return {value: value}
    return [document(keys[1:], value)] if keys[0] == 0 else {keys[0]: document(keys[1:], value)}


def office_with(leaf: Leaf, value: str) -> Office:
    """An office with one record of the leaf's kind; only its texts and their places matter here."""
    assert leaf.file.model is not None
    text = json.dumps(document(leaf.keys, value))
    node, problems = reader.read(text.encode(), "records/x.yml")
    assert node is not None
    assert problems == []
    bound = Bound(leaf.file.model.model_construct(), "records/x.yml", node, text)
    return Office(cycles={"2025": Cycle("2025", acts={"x": bound})})


def test_every_kind_of_record_is_walked() -> None:
    """The walk is the models': a field without a mark of its own counts as restricted, and none is passed over."""
    kinds = {leaf.file.path for leaf in restricted()}
    assert {file.path for file in PATTERNS if file.sealing == "must" and file.model is not Scheme} <= kinds
    assert len(restricted()) > 150
    names = {leaf.keys[-1] for leaf in restricted() if leaf.file in STAGES}
    assert {"fact", "opinion", "receipt", "related", "about", "text", "deciders", "impact", "original", "proof"} <= {
        *names, *(leaf.keys[-2] for leaf in restricted() if len(leaf.keys) > 1)
    }  # fmt: skip
    left_out = {leaf.annotation for leaf in restricted() if leaf not in values()}
    assert all(kind is bool or get_origin(kind) is Literal for kind in left_out)
    words = {word for kind in left_out if kind is not bool for word in get_args(kind)}
    assert words <= set(needles(Office()).public), "words of closed vocabularies say nothing by themselves"


def test_every_restricted_field_is_looked_for() -> None:
    for leaf, value in values().items():
        found = needles(office_with(leaf, value))
        assert value in found.restricted, leaf.name
        assert value not in found.public, leaf.name


def test_public_fields_are_not() -> None:
    for number, leaf in enumerate(leaf for file in FILES for leaf in leaves(file) if leaf.ring is Ring.PUBLIC):
        if value := planted(leaf, number):
            assert value not in needles(office_with(leaf, value)).restricted, leaf.name


@cache
def scanner() -> Scanner:
    return Scanner(Request(tuple(values().values()), frozenset()))


@pytest.mark.parametrize("form", [*TEXT_FORMS, *FILE_FORMS])
def test_what_stands_in_a_text_is_found_in_every_form(form: str) -> None:
    write = {**TEXT_FORMS, **FILE_FORMS}[form]
    for index, (leaf, value) in enumerate(values().items()):
        if leaf.annotation is str and form != "percent gbk":
            page = write(value) if form in FILE_FORMS else b"<p>text</p>\n<p>" + write(value) + b"</p>\n"
            assert any(finding.value == index for finding in scanner().content(page)), (leaf.name, form)


PAGES = ("<p>{}</p>", '<td data-n="{}">x</td>', '{{"n": "{}"}}', "a,{},b\r\n", "<!-- {} -->")


@pytest.mark.parametrize("page", PAGES)
def test_days_and_numbers_are_found_where_they_stand(page: str) -> None:
    for index, (leaf, value) in enumerate(values().items()):
        found = scanner().content(page.format(value).encode())
        assert any(finding.value == index for finding in found), leaf.name


@pytest.mark.parametrize("key", ["person", "id", "about", "to"])
def test_a_number_of_a_person_is_found_wherever_records_name_one(key: str) -> None:
    """In the registers of comments, objections, appeals and written notices people stand under other keys."""
    office = repository.load(ROOT, [demo.age_identity("demo-office")])[0]
    looked_for = tuple(sorted(person_numbers(office.cycles["2025"])))
    gate = Scanner(Request(looked_for, frozenset()))
    for text in (f"{key}: p047", f'{{"{key}":"p047"}}', f'{{"{key}": "p047"}}', f"- {{{key}: p047, x: 1}}"):
        assert gate.content(f"<pre>{text}</pre>".encode()), text
    assert gate.content(b'{"people":{"p047":{"exact":"1/2","grade":"good"}}}')
    assert not gate.content(b"<p>sha256 ap047e, http047, p04711</p>")
