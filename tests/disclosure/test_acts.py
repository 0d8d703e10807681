"""Records of everything but scores: counts and dates go out, papers are committed to."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from generator.disclosure import acts
from generator.disclosure.airlock import Airlock
from generator.disclosure.salts import DerivedSalts
from generator.disclosure.slots import slot_table
from generator.intake import repository
from generator.intake.repository import Office
from generator.published.trust import read_trust
from generator.signing import demo
from tests.disclosure.conftest import Material
from tests.example.regenerate import ROOT

TRUST_AIRLOCK = Airlock("xinghe-bureau", "", DerivedSalts("", demo.salt), {})


@pytest.fixture(scope="module")
def office() -> Office:
    return repository.load(ROOT)[0]


def test_trust_leaves_the_comments_of_keys_behind(office: Office) -> None:
    assert office.trust is not None
    trust = office.trust.record
    named = [
        holder.model_copy(update={"keys": [f"{key} 张三@office" for key in holder.keys]}) for holder in trust.holders
    ]
    (released,) = acts.release_trust(TRUST_AIRLOCK, trust.model_copy(update={"holders": named}))
    (plain,) = acts.release_trust(TRUST_AIRLOCK, trust)
    assert released.record == plain.record
    assert released.record.path == "records/trust/v2.json"
    read = read_trust(released.record, "x")
    assert (read.demo, read.log_key, len(read.holders)) == (True, trust.log_key, len(trust.holders))
    assert read.thresholds["scheme"] == {"office": 2, "leadership": 1}


def test_scheme_organ_calendars_and_slots(material: Material, office: Office) -> None:
    calendars = [bound.record for bound in office.calendars.values()]
    released = acts.release_scheme(material.airlock, material.scheme, material.organ, calendars, {}, planned=True)
    bodies = {item.record.path: item.record.body for item in released}
    assert list(bodies) == [
        "records/scheme/xinghe-2025.json",
        "records/organ/xinghe-bureau.json",
        "records/calendar/2025.json",
        "records/calendar/2026.json",
        "records/slots/2025.json",
    ]
    assert bodies["records/slots/2025.json"] == {"slots": slot_table(material.scheme, planned=True)}
    assert set(bodies["records/organ/xinghe-bureau.json"]) == {"name", "departments", "office", "contact"}
    assert set(bodies["records/organ/xinghe-bureau.json"]["departments"][0]) == {"id", "name", "duties"}
    assert "schema" not in bodies["records/scheme/xinghe-2025.json"]
    assert bodies["records/scheme/xinghe-2025.json"]["rounding"]["digits"] == 2
    assert "KAOHE-CANARY" not in json.dumps(bodies)


def test_report_says_how_many_comments_and_not_which(material: Material) -> None:
    assert material.cycle.report is not None
    report = material.cycle.report.record
    released = acts.release_report(material.airlock, report, 12)
    assert released.record.body == {
        "preliminary": "2026-01-15",
        "date": "2026-01-30",
        "comments": {"opened": "2026-01-16", "closed": "2026-01-27", "accepted": 3, "partly": 2, "rejected": 1},
        "units": 12,
    }
    assert [item.value for item in released.disclosures] == [report.comments.summary]


def test_report_of_a_cycle_with_a_plan_names_the_units_that_changed(material: Material) -> None:
    assert material.cycle.report is not None
    report = material.cycle.report.record
    without = acts.release_report(material.airlock, report, 12).record.body
    for changed in ([], ["permits", "finance"]):
        released = acts.release_report(material.airlock, report, 12, changed)
        assert released.record.body == {**without, "changed": sorted(changed)}


def test_decision_names_result_recommendation_and_reason(material: Material) -> None:
    assert material.cycle.decision is not None
    decision = material.cycle.decision.record
    recommended: dict[str, str | None] = {grade.unit: "excellent" for grade in decision.grades}
    results = {grade.unit: f"{number:064x}" for number, grade in enumerate(decision.grades)}
    *units, meeting = acts.release_decision(material.airlock, decision, recommended, results, planned=True)
    assert [item.record.name for item in units] == [grade.unit for grade in decision.grades]
    by_unit = {item.record.name: item for item in units}
    assert by_unit["permits"].record.body == {
        "unit": "permits",
        "grade": "excellent",
        "recommended": "excellent",
        "result": results["permits"],
        "departs": None,
    }
    departs = by_unit["service-hall"].record.body["departs"]
    assert (departs["clause"], set(departs["reason"])) == ("P1-A18", {"zh", "en"})
    assert {len(item.record.commitments) for item in units} == {1}
    assert "工号" in str(by_unit["service-hall"].disclosures[0].value)
    assert by_unit["permits"].disclosures[0].value is None
    assert meeting.record.body == {
        "document": "星事考〔2026〕3号", "date": "2026-02-06", "deliberated": "2026-02-05", "members": 7, "present": 6,
        "recused": 1, "passed": True,
    }  # fmt: skip
    minutes, attendance = (item.value for item in meeting.disclosures)
    assert minutes == decision.deliberation.minutes
    assert [seat["holder"] for seat in attendance if not seat["present"]] == ["demo-leader-8"]
    assert [seat["recused"] for seat in attendance if seat["recused"]] == [["environment"]]


def test_without_a_plan_nobody_s_attendance_is_committed_to(material: Material) -> None:
    assert material.cycle.decision is not None
    decision = material.cycle.decision.record
    names = [grade.unit for grade in decision.grades]
    airlock = replace(material.airlock, slots=slot_table(material.scheme, planned=False))
    *_, meeting = acts.release_decision(
        airlock, decision, dict.fromkeys(names, "good"), dict.fromkeys(names, "0" * 64), planned=False
    )
    assert [item.value for item in meeting.disclosures] == [decision.deliberation.minutes]


def test_closing_without_a_plan_has_no_trace_of_its_parts(material: Material) -> None:
    assert material.cycle.closed is not None
    absent = material.cycle.closed.record.model_copy(update={"supervisor": None, "steps": None, "archive": None})
    body = acts.release_closing(material.airlock, absent, ["a" * 64]).record.body
    assert set(body) == {"statements", "checked", "deviations", "opinion"}


def test_closing_lists_the_cycle_s_statements(material: Material) -> None:
    assert material.cycle.closed is not None
    closing = material.cycle.closed.record
    released = acts.release_closing(material.airlock, closing, ["a" * 64, "b" * 64])
    body = released.record.body
    assert (body["statements"], body["checked"], body["deviations"]) == (["a" * 64, "b" * 64], 9, 1)
    assert set(body["opinion"]) == {"zh", "en"}
    assert body["supervisor"] == "demo-supervisor-2"
    assert [step["step"] for step in body["steps"] if not step["kept"]] == ["materials"]
    assert (body["archive"]["years"], body["archive"]["cites"]) == (10, ["P1-A23", "rules-15"])
    assert [item.value for item in released.disclosures] == [closing.findings]
