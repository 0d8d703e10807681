"""The example office's inputs: they pass the check, show the awkward cases they promise, and carry their canaries.

A canary is ``KAOHE-CANARY-`` and the first 16 hex digits of SHA-256(``kaohe canary v1`` LF path LF position), where the
position is the keys and indexes from the top of the file joined by full stops. Every restricted text holds its own,
so that a leak found in the built site names the field it came from.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from generator.core import exact
from generator.intake import discover, repository, sealed
from generator.intake.repository import Cycle, Office
from generator.intake.rings import Ring, ring_of
from generator.office import check
from generator.office.cohort import cohort_inputs, participating
from generator.scoring.sheet import Sheet, score
from generator.signing import demo

ROOT = Path(__file__).parents[2]
CANARY = re.compile(r"KAOHE-CANARY-[0-9a-f]{16}")
KEYS = sealed.parse_identities([demo.age_identity("demo-auditor")])
WORD = re.compile(r"[A-Za-z0-9._/%-]+|星事考〔[0-9]+〕[0-9]+号")
"""Ids, numbers and days, and the numbers of documents, which the decision publishes."""

LONGEST_WORD = 2
APPLICATION = "records/cycles/2025/procedure/application.yml"
"""May be clear where it names units alone; the example's names people too."""

STAFF_NUMBER = re.compile(r"工号 [A-Z]-[0-9]{4}")


class RestrictedText(NamedTuple):
    """A text for the office only that people wrote, and where it stands: no number, day, id or unit of measure."""

    path: str
    position: str
    text: str


def _scalars(value: Any, loc: tuple[int | str, ...] = ()) -> Iterator[tuple[tuple[int | str, ...], str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _scalars(item, (*loc, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _scalars(item, (*loc, index))
    elif isinstance(value, str):
        yield loc, value


def _source(file: discover.Found) -> str:
    """The YAML of a record, sealed or not."""
    data = (ROOT / file.path).read_bytes()
    return (sealed.unseal(data, KEYS, file.path) if file.sealed else data).decode()


@pytest.fixture(scope="module")
def inputs() -> list[discover.Found]:
    found, problems = discover.discover(ROOT)
    assert problems == []
    return found


@pytest.fixture(scope="module")
def office() -> Office:
    office, problems = repository.load(ROOT)
    assert problems == []
    return office


@pytest.fixture(scope="module")
def cycle(office: Office) -> Cycle:
    return office.cycles["2025"]


@pytest.fixture(scope="module")
def sheets(cycle: Cycle) -> dict[str, Sheet]:
    assert cycle.scheme is not None
    return score(cycle.scheme.record, participating(cycle), cohort_inputs(cycle))


@pytest.fixture(scope="module")
def restricted(inputs: list[discover.Found]) -> list[RestrictedText]:
    texts = []
    for file in inputs:
        for loc, text in _scalars(yaml.load(_source(file), Loader=yaml.BaseLoader)):
            if ring_of(file.model, loc) is not Ring.PUBLIC and len(text) > LONGEST_WORD and not WORD.fullmatch(text):
                texts.append(RestrictedText(file.record, ".".join(map(str, loc)), text))
    return texts


def test_the_check_finds_nothing() -> None:
    checked = check.load_and_check(ROOT, [demo.age_identity("demo-auditor")])
    assert (checked.problems, checked.not_checked) == ([], [])


def test_without_a_key_the_rest_is_checked_and_the_gap_is_named() -> None:
    checked = check.load_and_check(ROOT)
    assert checked.problems == []
    assert {problem.code for problem in checked.not_checked} == {"F220", "F222"}


def test_people_are_sealed_and_nothing_else_is(inputs: list[discover.Found]) -> None:
    sealed_ones = {file.record for file in inputs if file.sealed}
    assert sealed_ones == {file.record for file in inputs if file.file.sealing == "must"} | {APPLICATION}
    assert len(sealed_ones) == 26


def test_every_kind_of_input_is_there(inputs: list[discover.Found]) -> None:
    wanted = {pattern.path for pattern in discover.PATTERNS if pattern.model is not None}
    # Nothing of the example was ever withdrawn or corrected twice: tests/integration/test_withdrawal.py and
    # test_second_correction.py do it to a copy.
    wanted = {path for path in wanted if "withdrawals" not in path and "correction-<number>" not in path}
    assert {file.pattern for file in inputs} == wanted


def test_every_file_begins_by_saying_what_it_is(inputs: list[discover.Found]) -> None:
    for file in inputs:
        first = _source(file).splitlines()[0]
        assert re.match(r"# .*[\u4e00-\u9fff]", first), file.path


def test_every_restricted_text_holds_the_canary_of_its_position(restricted: list[RestrictedText]) -> None:
    assert len(restricted) > 100
    for text in restricted:
        label = f"kaohe canary v1\n{text.path}\n{text.position}"
        wanted = "KAOHE-CANARY-" + hashlib.sha256(label.encode()).hexdigest()[:16]
        assert CANARY.findall(text.text) == [wanted], f"{text.path} {text.position}: {wanted}"


def test_canaries_are_unique_and_in_restricted_fields_only(
    inputs: list[discover.Found], restricted: list[RestrictedText]
) -> None:
    everywhere = [canary for file in inputs for canary in CANARY.findall(_source(file))]
    assert len(set(everywhere)) == len(everywhere)
    assert sorted(everywhere) == sorted(canary for text in restricted for canary in CANARY.findall(text.text))


def test_staff_numbers_stand_in_restricted_fields_only(
    inputs: list[discover.Found], restricted: list[RestrictedText]
) -> None:
    everywhere = sum(len(STAFF_NUMBER.findall(_source(file))) for file in inputs)
    assert everywhere == sum(len(STAFF_NUMBER.findall(text.text)) for text in restricted) > 0


def test_keys_are_the_demonstration_keys(office: Office) -> None:
    assert office.trust is not None
    assert office.organ is not None
    trust = office.trust.record
    assert trust.demo
    assert trust.log_key == demo.log_vkey(trust.origin)
    for holder in trust.holders:
        key_type, blob, _ = demo.public_key_line(holder.id).split(" ")
        assert holder.keys == [f"{key_type} {blob}"]
    recipients = {recipient.id: recipient.key for recipient in office.organ.record.recipients}
    assert recipients == {name: demo.age_recipient(name) for name in demo.RECIPIENTS}


def test_every_grade_is_recommended_or_decided(cycle: Cycle, sheets: dict[str, Sheet]) -> None:
    assert cycle.decision is not None
    assert {sheet.grade for sheet in sheets.values()} == {"excellent", "good", "fair", "poor"}
    departed = [grade for grade in cycle.decision.record.grades if grade.grade != sheets[grade.unit].grade]
    assert [grade.unit for grade in departed] == ["service-hall"]
    assert departed[0].departs is not None
    assert departed[0].departs_clause == "P1-A18"


def test_rounding_does_not_lift_a_unit_over_the_boundary(cycle: Cycle, sheets: dict[str, Sheet]) -> None:
    assert cycle.scheme is not None
    rounding = cycle.scheme.record.rounding
    sheet = sheets["general-office"]
    assert sheet.total is not None
    assert sheet.total < 90
    assert exact.shown(sheet.total, rounding.digits, rounding.mode) == "90.00"
    assert sheet.grade == "good"


def test_a_total_on_the_boundary_reaches_the_grade(sheets: dict[str, Sheet]) -> None:
    assert (sheets["hotline"].total, sheets["hotline"].grade) == (Fraction(80), "good")


def test_values_on_the_edge_count_in_full(sheets: dict[str, Sheet]) -> None:
    assert _points(sheets["general-office"], "duty.execution") == 12
    assert _points(sheets["permits"], "duty.supervision") == 8
    assert _points(sheets["personnel"], "integrity.anticorruption") == 5
    assert _points(sheets["hotline"], "satisfaction.efficiency") == 7


def test_deductions_stop_at_zero(sheets: dict[str, Sheet]) -> None:
    assert _points(sheets["environment"], "integrity.leaders") == 0


def test_missing_values_are_filled_as_the_scheme_says(sheets: dict[str, Sheet]) -> None:
    noted = {(unit, i.id): i.missing.policy for unit, s in sheets.items() for i in s.indicators if i.missing}
    assert noted == {("planning", "satisfaction.efficiency"): "full", ("discipline", "effect.project"): "peer_mean"}
    others = [_points(sheet, "effect.project") for unit, sheet in sheets.items() if unit != "discipline"]
    assert _points(sheets["discipline"], "effect.project") == sum(others) / len(others)


def test_the_inspectors_are_a_small_group(cycle: Cycle) -> None:
    assert cycle.scheme is not None
    tallies = cycle.votes["inspectors"].record.tallies
    assert {sum(tally.counts.values()) for tally in tallies} == {4}
    assert cycle.scheme.record.disclosure.group_mean > 4


def _points(sheet: Sheet, indicator: str) -> Fraction:
    points = next(item.points for item in sheet.indicators if item.id == indicator)
    assert points is not None
    return points
