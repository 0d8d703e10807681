"""Records of the procedure: exactly the public fields go out, and all of a record that has others is committed to."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from generator.disclosure import procedure
from generator.disclosure.airlock import Released
from generator.disclosure.public_form import public_form
from generator.disclosure.whole_form import whole_form
from generator.intake import repository, rings
from generator.intake.models import afterwards, evaluation, outcome, plan
from generator.intake.models.afterwards import Appeal, Appeals
from generator.intake.models.outcome import Effective, Notified, Objection
from generator.intake.record_file import RecordFile
from generator.intake.repository import Cycle
from generator.intake.rings import Record, Ring
from generator.procedure.population import Population
from generator.published.vocabulary import WITHHELD_TYPES
from tests.disclosure.conftest import Material
from tests.example.regenerate import IDENTITY, ROOT

CANARY = "KAOHE-CANARY"

FILES: dict[str, RecordFile[Any]] = {
    "plan": plan.PLAN,
    "office": plan.OFFICE,
    "goals": evaluation.GOALS,
    "materials": evaluation.MATERIALS,
    "review": evaluation.REVIEW,
    "gates": evaluation.GATES,
    "release-review": outcome.RELEASE_REVIEW,
    "notice": outcome.NOTICE,
    "application": afterwards.APPLICATION,
    "interpretation": plan.INTERPRETATIONS,
    "rectification": afterwards.RECTIFICATIONS,
    "feedback": afterwards.FEEDBACK,
}
"""The types of which the public fields go out as they are; of the others something is counted or worked out."""


@pytest.fixture(scope="module")
def cycle() -> Cycle:
    """The example's cycle with what is sealed."""
    office, problems = repository.load(ROOT, [IDENTITY])
    assert problems == []
    return office.cycles["2025"]


def records(cycle: Cycle, record_type: str) -> list[Record]:
    """Every record of the type that the example has."""
    file = FILES[record_type]
    if "<name>" in file.path:
        found = [bound.record for bound in cycle.each(file).values()]
    else:
        bound = cycle.one(file)
        found = [bound.record] if bound is not None else []
    assert found, record_type
    return found


def models_below(model: type[BaseModel]) -> Iterator[tuple[type[BaseModel], Ring]]:
    """The model and every model in its fields, with the ring of the field."""
    todo, seen = [(model, Ring.PUBLIC)], set[type[BaseModel]]()
    while todo:
        found, ring = todo.pop()
        if found in seen:
            continue
        seen.add(found)
        yield found, ring
        spots = list(rings.fields(found, ring).values())
        while spots:
            spot = spots.pop()
            for member in rings.members(spot):
                if (record := rings.as_record(member)) is not None:
                    todo.append((record, member.ring))
                spots += [more for more in (rings.item(member), rings.entry(member)) if more is not None]


def has_secrets(model: type[BaseModel]) -> bool:
    """Whether a field of the model, or one in its fields, is not public."""
    return any(
        spot.ring is not Ring.PUBLIC
        for found, ring in models_below(model)
        for spot in rings.fields(found, ring).values()
    )


@pytest.mark.parametrize("record_type", FILES)
def test_the_public_fields_go_out_and_the_whole_is_committed_to(
    material: Material, cycle: Cycle, record_type: str
) -> None:
    for record in records(cycle, record_type):
        released = procedure.release_record(material.airlock, record_type, "a-name", record)
        assert released.record.path == f"records/{record_type}/a-name.json"
        assert released.record.revision == 1
        assert released.record.body == public_form(record, leave_out=("schema", "cycle"))
        withheld = [item.value for item in released.disclosures]
        assert withheld == ([whole_form(record)] if record_type in WITHHELD_TYPES else [])
        assert len(released.record.commitments) == len(withheld)
        assert CANARY not in json.dumps(released.record.body)


@pytest.mark.parametrize("record_type", FILES)
def test_exactly_the_types_with_restricted_fields_have_a_slot(cycle: Cycle, record_type: str) -> None:
    (model,) = {type(record) for record in records(cycle, record_type)}
    assert has_secrets(model) == (record_type in WITHHELD_TYPES)


def test_what_is_withheld_holds_the_papers(material: Material, cycle: Cycle) -> None:
    """Else the two tests above would hold of an example without secrets."""
    told = {
        record_type
        for record_type in FILES
        for record in records(cycle, record_type)
        for item in procedure.release_record(material.airlock, record_type, "x", record).disclosures
        if CANARY in json.dumps(item.value)
    }
    assert {"goals", "materials", "review", "gates", "release-review", "rectification", "feedback"} <= told


def test_a_revision_has_its_number_and_salts_of_its_own(material: Material, cycle: Cycle) -> None:
    record = records(cycle, "rectification")[0]
    first, second = (
        procedure.release_revision(material.airlock, "rectification", "one", number, record) for number in (1, 2)
    )
    assert (first.record.revision, second.record.revision) == (1, 2)
    assert first.record.body == second.record.body
    assert first.disclosures[0].value == second.disclosures[0].value
    assert first.record.commitments != second.record.commitments
    once = procedure.release_record(material.airlock, "rectification", "one", record)
    assert once.record == first.record


def test_the_population_is_told_before_the_event(material: Material, cycle: Cycle) -> None:
    announced = cycle.one(plan.PLAN)
    assert announced is not None
    spot_check = announced.record.spot_check
    made = Population(["data/a", "votes/b"], ["u1", "u2"], ["votes/b/u2"], 3, 2)
    released = procedure.release_population(material.airlock, made, spot_check.event, spot_check.drawn)
    assert released.record.path == "records/population/2025.json"
    assert released.record.body == {
        "strata": ["data/a", "votes/b"],
        "units": ["u1", "u2"],
        "absent": ["votes/b/u2"],
        "size": 3,
        "sample": 2,
        "event": {"zh": spot_check.event.zh, "en": spot_check.event.en},
        "drawn": spot_check.drawn.isoformat(),
    }
    assert released.disclosures == ()


def test_of_the_preliminary_opinion_only_its_days_go_out(material: Material, cycle: Cycle) -> None:
    bound = cycle.one(outcome.PRELIMINARY)
    assert bound is not None
    opinion = {"units": {"permits": {"exact": "4803/50", "shown": "96.06", "grade": "excellent"}}, "people": {}}
    released = procedure.release_preliminary(material.airlock, bound.record, opinion)
    assert set(released.record.body) == {"date", "opens", "closes", "where"}
    assert [item.value for item in released.disclosures] == [opinion]
    assert "permits" not in json.dumps(released.record.body)


DAY = datetime.date(2026, 3, 2)


def objection(number: int, result: str) -> Objection:
    values: dict[str, Any] = dict.fromkeys(Objection.model_fields, f"secret-{number}")
    return Objection.model_construct(**{**values, "received": DAY, "answered": DAY, "outcome": result})


def notified(number: int, *, signed: bool) -> Notified:
    return Notified.model_construct(to=f"secret-{number}", delivered=DAY, signed=signed, note=None)


def effective(objections: list[Objection], told: list[Notified]) -> Effective:
    return Effective.model_construct(
        schema_="kaohe/effective/v1", cycle="2025", date=DAY, objections=objections, notified=told
    )


def test_of_objections_and_notices_only_counts_go_out(material: Material) -> None:
    outcomes = ["upheld", "rejected", "partly", "rejected", "upheld", "rejected"]
    record = effective(
        [objection(at, result) for at, result in enumerate(outcomes)],
        [notified(at, signed=at % 3 != 0) for at in range(7)],
    )
    units = {f"secret-{at}" for at in (0, 1, 2, 3, 6)}
    released = procedure.release_effective(material.airlock, record, units)
    # The others are people: of them nothing is counted.
    assert released.record.body == {
        "date": "2026-03-02",
        "objections": {"received": 4, "upheld": 1, "partly": 1, "rejected": 2},
        "notified": {"delivered": 5, "refused": 3},
    }
    assert [item.value for item in released.disclosures] == [whole_form(record)]


def test_where_nobody_objected_that_is_said(material: Material) -> None:
    body = procedure.release_effective(material.airlock, effective([], []), {"permits"}).record.body
    assert body["objections"] == {"received": 0, "upheld": 0, "partly": 0, "rejected": 0}
    assert body["notified"] == {"delivered": 0, "refused": 0}


def test_of_appeals_only_counts_go_out(material: Material) -> None:
    decided = [
        ("reconsideration", "upheld"), ("reconsideration", "changed"), ("reconsideration", "upheld"),
        ("appeal", "changed"),
    ]  # fmt: skip
    values: dict[str, Any] = dict.fromkeys(Appeal.model_fields, "secret")
    values |= dict.fromkeys(("known", "received", "decided"), DAY)
    record = Appeals.model_construct(
        schema_="kaohe/appeals/v1",
        cycle="2025",
        date=DAY,
        appeals=[Appeal.model_construct(**{**values, "kind": kind, "outcome": result}) for kind, result in decided],
    )
    assert procedure.release_appeals(material.airlock, record, {"permits"}).record.body["appeal"]["changed"] == 0
    released = procedure.release_appeals(material.airlock, record, {"secret"})
    assert released.record.body == {
        "date": "2026-03-02",
        "reconsideration": {"upheld": 2, "changed": 1},
        "appeal": {"upheld": 0, "changed": 1},
    }
    assert [item.value for item in released.disclosures] == [whole_form(record)]
    # A statement every year, whether or not there is something, tells nothing by being there.
    none = record.model_copy(update={"appeals": []})
    nobody = {"reconsideration": {"upheld": 0, "changed": 0}, "appeal": {"upheld": 0, "changed": 0}}
    assert procedure.release_appeals(material.airlock, none, {"secret"}).record.body == {"date": "2026-03-02", **nobody}
    assert procedure.release_appeals(material.airlock, record, {"permits"}).record.body["reconsideration"] == {
        "upheld": 0,
        "changed": 0,
    }


def test_the_examples_counts_agree_with_its_registers(material: Material, cycle: Cycle) -> None:
    registers: list[Released] = []
    kept = cycle.one(outcome.EFFECTIVE)
    assert kept is not None and kept.record.objections and kept.record.notified
    registers.append(procedure.release_effective(material.airlock, kept.record, cycle.assessed))
    counts = registers[0].record.body["objections"]
    assert counts["received"] == sum(item.about in cycle.assessed for item in kept.record.objections) > 0
    assert counts["received"] == counts["upheld"] + counts["partly"] + counts["rejected"]
    appeals = cycle.one(afterwards.APPEALS)
    assert appeals is not None
    registers.append(procedure.release_appeals(material.airlock, appeals.record, cycle.assessed))
    body = registers[1].record.body
    assert sum(sum(body[kind].values()) for kind in ("reconsideration", "appeal")) == sum(
        appeal.about in cycle.assessed for appeal in appeals.record.appeals
    )
    for released in registers:
        assert CANARY not in json.dumps(released.record.body)
        assert CANARY in json.dumps([item.value for item in released.disclosures])
