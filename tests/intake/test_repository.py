"""The whole office in one run: records, digests, required files and what is public."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from generator.core.problem import in_order
from generator.intake.models.inputs import Data, Roster
from generator.intake.record_file import RecordFile
from generator.intake.repository import Office, load
from generator.intake.texts import public_values, restricted_values

BASE = Path(__file__).parents[1] / "broken" / "_base"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(BASE / "records", tmp_path / "records")
    return tmp_path


def office_of(root: Path) -> Office:
    office, problems = load(root)
    assert problems == []
    return office


def test_every_record_is_where_it_belongs() -> None:
    office = office_of(BASE)
    assert office.organ is not None and office.organ.record.id == "example-bureau"
    assert office.trust is not None and office.trust.path == "records/trust.yml"
    assert list(office.calendars) == ["2025", "2026"]
    cycle = office.cycles["2025"]
    assert cycle.scheme is not None and cycle.scheme.record.cycle == "2025"
    assert all(bound.record.indicator == name for name, bound in cycle.data.items())
    assert {"colleagues", "served"} == set(cycle.votes)
    assert len(cycle.indicators) == 11
    assert cycle.assessed == {"planning": 0, "finance": 1, "archive": 2}
    assert cycle.exempt == {"liaison"}
    assert None not in (cycle.roster, cycle.report, cycle.decision, cycle.closed)
    assert len(list(office.records())) == len(office.files)


def test_every_input_has_its_digest() -> None:
    office = office_of(BASE)
    on_disk = {
        path.relative_to(BASE).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (BASE / "records").rglob("*.yml")
    }
    assert office.files == on_disk
    cycle = office.cycles["2025"]
    assert cycle.inputs == {path: digest for path, digest in on_disk.items() if "/cycles/2025/" in path}
    assert cycle.path("inputs/votes/<group>.yml", group="served") == "records/cycles/2025/inputs/votes/served.yml"
    assert cycle.has("inputs/votes/<group>.yml", group="served")
    assert not cycle.has("inputs/votes/<group>.yml", group="nobody")


def test_problems_of_all_files_come_together_and_sorted(root: Path) -> None:
    for name in ("trust.yml", "organ.yml", "cycles/2025/roster.yml"):
        path = root / "records" / name
        path.write_text(path.read_text("utf-8").replace("schema: kaohe", "schema: koahe"), "utf-8")
    office, problems = load(root)
    assert [p.place.path for p in problems] == [
        "records/cycles/2025/roster.yml",
        "records/organ.yml",
        "records/trust.yml",
    ]
    assert problems == in_order(problems)
    assert (office.organ, office.trust, office.cycles["2025"].roster) == (None, None, None)
    assert office.cycles["2025"].assessed == {}
    assert "records/organ.yml" in office.files


@pytest.mark.parametrize(
    ("removed", "missing"),
    [
        (["organ.yml"], ["organ.yml"]),
        (["cycles/2025/procedure/report.yml"], ["cycles/2025/procedure/report.yml"]),
        (["cycles/2025/procedure/closed.yml"], []),
        (["cycles/2025/procedure/closed.yml", "cycles/2025/procedure/decision.yml"], []),
        (["cycles/2025/procedure/decision.yml"], ["cycles/2025/procedure/decision.yml"]),
        (["cycles/2025/roster.yml", "cycles/2025/scheme.yml"], ["cycles/2025/roster.yml", "cycles/2025/scheme.yml"]),
    ],
)
def test_each_stage_needs_those_before_it(root: Path, removed: list[str], missing: list[str]) -> None:
    for name in removed:
        (root / "records" / name).unlink()
    _, problems = load(root)
    assert [(p.code, p.place.path) for p in problems] == [("F113", f"records/{name}") for name in missing]


def test_a_cycle_may_begin_with_its_scheme_alone(root: Path) -> None:
    cycle = root / "records/cycles/2025"
    for name in ("inputs", "procedure"):
        shutil.rmtree(cycle / name)
    (cycle / "roster.yml").unlink()
    office = office_of(root)
    assert office.cycles["2025"].roster is None
    assert office.cycles["2025"].data == {}


def test_a_file_too_large_is_not_read_whole(root: Path) -> None:
    path = root / "records/cycles/2025/roster.yml"
    with path.open("wb") as stream:
        stream.truncate(1 << 33)
    _, problems = load(root)
    assert [(p.code, p.place.path) for p in problems] == [("Y102", "records/cycles/2025/roster.yml")]


def test_values_go_by_the_ring_of_their_field() -> None:
    office = office_of(BASE)
    hidden, shown = set(restricted_values(office)), set(public_values(office))
    for value in ("规划处负责人", "签发人甲", "数据说明全文", "督查通报第一期", "计票人丙", "监票人丁", "内部说明材料"):
        assert value in hidden and value not in shown
    for value in ("意见汇总正文", "会议记录正文", "讨论要点正文", "监督发现正文", "35"):
        assert value in hidden and value not in shown
    for value in ("example-bureau", "规划处", "planning", "97.5", "有立功表现", "P1-A19", "local-rules", "half_up"):
        assert value in shown and value not in hidden
    assert "good" in hidden and "good" in shown, "an option on a ballot is named in a count and in the scheme"
    assert restricted_values(office) == sorted(hidden)


def test_a_value_is_looked_for_in_both_its_forms(root: Path) -> None:
    path = root / "records/cycles/2025/procedure/report.yml"
    path.write_text(path.read_text("utf-8").replace("意见汇总正文", '" Re\u0301sume\u0301 "'), "utf-8")
    values = restricted_values(office_of(root))
    assert " Re\u0301sume\u0301 " in values and "R\u00e9sum\u00e9" in values


def test_records_of_the_people_track_go_by_their_kind_of_file() -> None:
    goals = RecordFile("cycles/<year>/people/goals.yml", Roster, "must")
    figures = RecordFile("cycles/<year>/people/data/<indicator>.yml", Data, "must")
    units = office_of(BASE).cycles["2025"]
    folder = "records/cycles/2025/people"
    data = {f"{folder}/data/{name}.yml": bound for name, bound in units.data.items()}
    assert units.roster is not None
    cycle = replace(units, people={f"{folder}/goals.yml": units.roster, **data})
    assert cycle.one(goals) is units.roster
    assert cycle.each(figures) == units.data
    assert (units.one(goals), units.each(figures)) == (None, {})
    assert list(cycle.records())[-len(data) :] == list(data.values())


def test_reading_changes_nothing(root: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in root.rglob("*")}
    assert load(root) == load(root)
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*")} == before
