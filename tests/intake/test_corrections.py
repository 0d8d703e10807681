"""The files of corrections by their numbers, of units and of people."""

from __future__ import annotations

from pathlib import Path

from generator.intake.corrections import (
    correction_files,
    correction_path,
    people_corrections,
    people_corrections_unread,
    unit_corrections,
    unit_corrections_unread,
)
from generator.intake.repository import Cycle, load

HEAD = 'schema: kaohe/correction/v1\ncycle: "2025"\ndate: 2026-03-01\n'
UNITS = (
    HEAD
    + """\
corrections:
  - {unit: hall, reason: data_error, explanation: {zh: 误, en: Wrong}, clause: P1-A17, figures: [], grade: good,
     entered_by: a, approved_by: [b, c]}
"""
)
PEOPLE = """\
schema: kaohe/people-correction/v1
cycle: "2025"
date: 2026-03-01
corrections: [{person: p001, reason: data_error, clause: P1-A17, explanation: 误, entered_by: a, approved_by: [b, c]}]
"""


def cycle_with(folder: Path, files: dict[str, str]) -> Cycle:
    for name, text in files.items():
        path = folder / "records/cycles/2025" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return load(folder)[0].cycles["2025"]


def test_the_number_is_the_order(tmp_path: Path) -> None:
    names = ["procedure/correction-10.yml", "procedure/correction-2.yml", "procedure/correction.yml"]
    cycle = cycle_with(tmp_path, {**dict.fromkeys(names, UNITS), "people/correction-2.yml": PEOPLE})
    assert list(unit_corrections(cycle)) == [1, 2, 10]
    assert list(unit_corrections(cycle, 2)) == [1, 2] and unit_corrections(cycle, 0) == {}
    assert list(people_corrections(cycle)) == [2] and people_corrections(cycle, 1) == {}
    assert unit_corrections(cycle)[10].path.endswith("procedure/correction-10.yml")
    both = ["records/cycles/2025/procedure/correction-2.yml", "records/cycles/2025/people/correction-2.yml"]
    assert correction_files(cycle)[2] == both and list(correction_files(cycle)) == [1, 2, 10]
    assert not unit_corrections_unread(cycle) and not people_corrections_unread(cycle)


def test_what_is_not_a_record_counts_as_there(tmp_path: Path) -> None:
    cycle = cycle_with(tmp_path, {"procedure/correction.yml": UNITS, "people/correction-2.yml": "schema: other\n"})
    assert people_corrections_unread(cycle) and not unit_corrections_unread(cycle)
    assert correction_files(cycle)[2] == ["records/cycles/2025/people/correction-2.yml"]


def test_the_first_has_no_number() -> None:
    paths = [correction_path("people", number) for number in (1, 2, 12)]
    assert paths == ["people/correction.yml", "people/correction-2.yml", "people/correction-12.yml"]
