"""What the statements of the procedure consist of: their day, their records, and the files that they rest on."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from generator.core.errors import FindingsError
from generator.disclosure.airlock import Airlock
from generator.disclosure.salts import DerivedSalts
from generator.disclosure.slots import commitment_slots
from generator.intake import repository
from generator.intake.bind import Bound
from generator.intake.discover import path_of
from generator.intake.models import afterwards, evaluation, outcome, plan
from generator.intake.record_file import RecordFile, record_path
from generator.intake.repository import Cycle
from generator.ledger.statements import PublishedStatement
from generator.office.opinion import opinion_now
from generator.office.procedure_statements import Part, announced, planned, procedure_part
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from generator.published.record import PublicRecord
from generator.published.vocabulary import REPEATABLE
from generator.signing import demo
from tests.conftest import Stages
from tests.example.regenerate import IDENTITY, OPEN, ROOT

CYCLE = "2025"
FOLDER = f"records/cycles/{CYCLE}/"
PROCEDURE = FOLDER + "procedure/"
LATE = "team-grade"
"""The one interpretation of the example that came after the scheme."""

Change = Callable[[Any], Any]


@pytest.fixture(scope="module")
def cycle() -> Cycle:
    """The example's cycle as it is in the end."""
    office, problems = repository.load(ROOT, [IDENTITY])
    assert problems == []
    return office.cycles[CYCLE]


@pytest.fixture(scope="module")
def published(stages: Stages) -> Callable[[str], list[PublishedStatement]]:
    return lambda stage: published_statements(Workspace(stages(stage)))


Published = Callable[[str], list[PublishedStatement]]


def airlock(cycle: Cycle) -> Airlock:
    assert cycle.scheme is not None
    return Airlock("o", CYCLE, DerivedSalts(CYCLE, demo.salt), commitment_slots(cycle.scheme.record, planned=True))


def part(act: str, cycle: Cycle, before: Sequence[PublishedStatement] = ()) -> Part:
    return procedure_part(act, cycle, before, airlock(cycle))


def without(cycle: Cycle, *paths: str) -> Cycle:
    """The cycle without some of the records of its procedure; paths are below its folder."""
    gone = {FOLDER + path for path in paths}
    assert gone <= set(cycle.acts)
    return replace(cycle, acts={path: bound for path, bound in cycle.acts.items() if path not in gone})


def changed(cycle: Cycle, path: str, **fields: Any) -> Cycle:
    """The cycle with other values in one record of its procedure; the path is below ``procedure/``."""
    bound = cycle.acts[PROCEDURE + path]
    record = bound.record.model_copy(update=fields)
    return replace(cycle, acts={**cycle.acts, PROCEDURE + path: replace(bound, record=record)})


def refusals(call: Callable[[], object]) -> list[tuple[str, str, Mapping[str, object]]]:
    with pytest.raises(FindingsError) as caught:
        call()
    return [(problem.code, problem.place.path, problem.params) for problem in caught.value.problems]


def rests_on(made: Part) -> list[str]:
    """The files of a part, sealed or not under the same name."""
    return [record_path(path) for path in made.inputs]


def names(made: Part) -> list[tuple[str, str, int]]:
    return [(item.record.type, item.record.name, item.record.revision) for item in made.records]


# Whether a cycle has a plan.


def test_a_plan_is_one_that_was_published_with_the_scheme(published: Published) -> None:
    assert not planned(CYCLE, [])
    assert not planned(CYCLE, published("trust"))
    assert planned(CYCLE, published("scheme"))
    assert not planned("2026", published("closed"))
    assert planned("2026", published(OPEN))


def test_a_scheme_that_was_published_without_one_has_none(published: Published) -> None:
    trust, scheme = published("scheme")
    kept = {path: item for path, item in scheme.records.items() if item[1].type != "plan"}
    assert len(kept) == len(scheme.records) - 1
    assert not planned(CYCLE, [trust, replace(scheme, records=kept)])


# With the scheme.


def day_of(cycle: Cycle) -> datetime.date:
    assert cycle.scheme is not None
    return cycle.scheme.record.published


def test_with_the_scheme_come_plan_office_and_the_interpretations_there_are(cycle: Cycle) -> None:
    made = announced(cycle, airlock(cycle), day_of(cycle))
    assert made is not None
    early = ["as-fit", "in-advance", "several-ways", "timely", "widely"]
    assert names(made) == [
        ("plan", CYCLE, 1),
        ("office", CYCLE, 1),
        *(("interpretation", name, 1) for name in early),
    ]
    assert list(made.inputs) == [
        PROCEDURE + "plan.yml",
        PROCEDURE + "office.yml",
        *(f"{PROCEDURE}interpretations/{name}.yml" for name in early),
    ]
    assert made.date == day_of(cycle)


@pytest.mark.parametrize(("days", "there"), [(-1, False), (0, True), (1, True)])
def test_an_interpretation_of_the_last_day_still_comes_with_the_scheme(cycle: Cycle, days: int, there: bool) -> None:
    day = cycle.acts[f"{PROCEDURE}interpretations/{LATE}.yml"].record.date + datetime.timedelta(days=days)
    made = announced(cycle, airlock(cycle), day)
    assert made is not None
    assert (("interpretation", LATE, 1) in names(made)) == there
    assert (f"{PROCEDURE}interpretations/{LATE}.yml" in made.inputs) == there


def test_without_a_plan_nothing_comes_with_the_scheme(cycle: Cycle) -> None:
    bare = without(cycle, "procedure/plan.yml")
    assert announced(bare, airlock(cycle), day_of(cycle)) is None


def test_a_plan_needs_an_office(cycle: Cycle) -> None:
    bare = without(cycle, "procedure/office.yml")
    assert refusals(lambda: announced(bare, airlock(cycle), day_of(cycle))) == [
        ("P114", PROCEDURE + "office.yml", {"kind": "scheme", "path": PROCEDURE + "office.yml"})
    ]


# Each act once.

SINGLE: Mapping[str, tuple[RecordFile[Any], ...]] = {
    "goals": (evaluation.GOALS,),
    "materials": (evaluation.MATERIALS, evaluation.GOALS, plan.PLAN),
    "review": (evaluation.REVIEW, evaluation.GATES),
    "preliminary": (outcome.PRELIMINARY,),
    "notice": (outcome.NOTICE, outcome.RELEASE_REVIEW),
    "effective": (outcome.EFFECTIVE,),
    "appeals": (afterwards.APPEALS,),
    "application": (afterwards.APPLICATION,),
}
"""The records that each act cannot do without."""

RECORDS: Mapping[str, list[str]] = {
    "goals": ["roster", "goals"],
    "materials": ["materials", "population"],
    "review": ["review", "gates"],
    "preliminary": ["preliminary"],
    "notice": ["notice", "release-review"],
    "effective": ["effective"],
    "appeals": ["appeals"],
    "application": ["application"],
}
OWN: Mapping[str, list[str]] = {
    "goals": ["goals.yml", "roster.yml"],
    "materials": ["goals.yml", "procedure/materials.yml"],
    "review": ["procedure/gates.yml", "procedure/review.yml"],
    "preliminary": ["procedure/preliminary.yml"],
    "notice": ["procedure/notice.yml", "procedure/release-review.yml"],
    "effective": ["procedure/effective.yml"],
    "appeals": ["procedure/appeals.yml"],
    "application": ["procedure/application.yml"],
}
"""The files of the act itself; what is scored stands in two of the statements besides."""


@pytest.mark.parametrize("act", SINGLE)
def test_an_act_has_its_records_and_files(cycle: Cycle, act: str) -> None:
    made = part(act, cycle)
    files, own = rests_on(made), [FOLDER + path for path in OWN[act]]
    assert names(made) == [(record_type, CYCLE, 1) for record_type in RECORDS[act]]
    assert sorted(path for path in files if path.startswith(PROCEDURE)) == [
        path for path in own if path.startswith(PROCEDURE)
    ]
    assert set(files) >= set(own)
    if act not in ("materials", "preliminary"):
        assert set(files) == set(own)
    assert len(set(files)) == len(files)


@pytest.mark.parametrize("act", ["materials", "preliminary"])
def test_what_is_scored_is_what_the_act_rests_on(cycle: Cycle, act: str) -> None:
    made = set(rests_on(part(act, cycle)))
    units = {FOLDER + "scheme.yml", FOLDER + "roster.yml", *(bound.path for bound in cycle.data.values())}
    units |= {bound.path for bound in cycle.votes.values()}
    persons = {path for path in made if path.startswith(FOLDER + "people/")}
    assert made == units | persons | {FOLDER + path for path in OWN[act]}
    if act == "materials":
        assert persons == set()
    else:
        # Decision and correction come after the opinion.
        later = {FOLDER + "people/decision.yml", FOLDER + "people/correction.yml"}
        assert persons == set(cycle.people) - later
        assert later <= set(cycle.people)


@pytest.mark.parametrize(("act", "file"), [(act, file) for act, files in SINGLE.items() for file in files])
def test_a_record_that_is_missing_is_named(cycle: Cycle, act: str, file: RecordFile[Any]) -> None:
    path = path_of(file.path, year=CYCLE)
    bare = without(cycle, path.removeprefix(FOLDER))
    assert refusals(lambda: part(act, bare)) == [("P114", path, {"kind": act, "path": path})]


def test_goals_need_a_roster(cycle: Cycle) -> None:
    path = FOLDER + "roster.yml"
    assert refusals(lambda: part("goals", replace(cycle, roster=None))) == [
        ("P114", path, {"kind": "goals", "path": path})
    ]


def test_a_statement_is_of_the_later_of_its_days(cycle: Cycle) -> None:
    late = datetime.date(2027, 1, 1)
    for act, other in (("review", "gates.yml"), ("review", "review.yml"), ("notice", "release-review.yml")):
        assert part(act, cycle).date < late
        assert part(act, changed(cycle, other, date=late)).date == late
    goals = cycle.acts[FOLDER + "goals.yml"]
    assert cycle.roster is not None
    assert part("goals", cycle).date == max(goals.record.date, cycle.roster.record.date)
    roster = replace(cycle.roster, record=cycle.roster.record.model_copy(update={"date": late}))
    assert part("goals", replace(cycle, roster=roster)).date == late


def goals_of(made: Part) -> list[tuple[int, int]]:
    """Revision and number of changes of the goals in a part."""
    bodies = [(item.record.revision, item.record.body) for item in made.records if item.record.type == "goals"]
    return [(revision, sum(len(goal["changes"]) for goal in body["goals"])) for revision, body in bodies]


def test_goals_that_were_changed_come_again_with_the_materials(cycle: Cycle, published: Published) -> None:
    before = published("interpretation")
    assert goals_of(part("materials", cycle, before)) == [(2, 1)]
    bound = cycle.acts[FOLDER + "goals.yml"]
    goals = [goal.model_copy(update={"changes": []}) for goal in bound.record.goals]
    same = replace(bound, record=bound.record.model_copy(update={"goals": goals}))
    as_published = replace(cycle, acts={**cycle.acts, FOLDER + "goals.yml": same})
    assert goals_of(part("materials", as_published, before)) == []
    assert FOLDER + "goals.yml" in rests_on(part("materials", as_published, before))


def test_the_opinion_that_is_committed_to_is_what_the_inputs_come_to(cycle: Cycle) -> None:
    (record,) = part("preliminary", cycle).records
    assert [item.value for item in record.disclosures] == [opinion_now(cycle)]


# Acts that come again.


def bound_of(cycle: Cycle, path: str) -> Bound[Any]:
    return cycle.acts[PROCEDURE + path]


def test_an_interpretation_that_came_later_has_a_statement_of_its_own(cycle: Cycle, published: Published) -> None:
    made = part("interpretation", cycle, published("goals"))
    assert names(made) == [("interpretation", LATE, 1)]
    assert list(made.inputs) == [f"{PROCEDURE}interpretations/{LATE}.yml"]
    assert made.date == bound_of(cycle, f"interpretations/{LATE}.yml").record.date


def test_one_with_an_early_day_that_nobody_announced_is_not_lost(cycle: Cycle, published: Published) -> None:
    late = changed(cycle, f"interpretations/{LATE}.yml", date=day_of(cycle))
    made = part("interpretation", late, published("goals"))
    assert names(made) == [("interpretation", LATE, 1)]


def test_feedback_is_of_the_day_of_its_last_answer(cycle: Cycle, published: Published) -> None:
    three = part("feedback", cycle, published("preliminary"))
    assert [name for _, name, _ in names(three)] == ["community-grade", "hall-outage", "survey-online"]
    answered = {bound.record.id: bound.record.answered for bound in cycle.each(afterwards.FEEDBACK).values()}
    assert three.date == max(answered.values())
    one = part("feedback", cycle, published("feedback"))
    assert names(one) == [("feedback", "community-grade", 1)]
    assert one.date == answered["community-grade"]


def test_a_rectification_that_went_on_is_a_revision(cycle: Cycle, published: Published) -> None:
    first = part("rectification", cycle, published("decision"))
    assert names(first) == [("rectification", "environment", 1), ("rectification", "finance", 1)]
    second = part("rectification", cycle, published("closed"))
    assert names(second) == [("rectification", "environment", 2), ("rectification", "finance", 2)]
    days = [
        day
        for bound in cycle.each(afterwards.RECTIFICATIONS).values()
        for day in (
            bound.record.ordered,
            *(step.date for step in bound.record.progress),
            *([bound.record.verified.date] if bound.record.verified else []),
        )
    ]
    assert second.date == max(days)


def again(statement: PublishedStatement, made: Part) -> PublishedStatement:
    """``statement`` with the records of ``made`` in it, as if they had been published with it."""
    records: dict[str, tuple[bytes, PublicRecord]] = {
        item.record.path: (item.record.encode(), item.record) for item in made.records
    }
    return replace(statement, records=records)


def test_only_what_changed_is_published_again_and_counted_on(cycle: Cycle, published: Published) -> None:
    whole = published(OPEN)
    order = bound_of(cycle, "rectification/finance.yml").record.due + datetime.timedelta(days=1)
    moved = changed(cycle, "rectification/finance.yml", due=order)
    made = part("rectification", moved, whole)
    assert names(made) == [("rectification", "finance", 3)]
    assert list(made.inputs) == [PROCEDURE + "rectification/finance.yml"]
    last = [item for item in whole if item.statement.cycle == CYCLE][-1]
    assert names(part("rectification", cycle, [*whole, again(last, made)])) == [("rectification", "finance", 4)]


def test_another_cycle_s_records_count_for_nothing(cycle: Cycle, published: Published) -> None:
    others = [
        replace(item, statement=replace(item.statement, cycle="2024")) if item.statement.cycle == CYCLE else item
        for item in published(OPEN)
    ]
    assert {revision for _, _, revision in names(part("rectification", cycle, others))} == {1}


@pytest.mark.parametrize("act", sorted(REPEATABLE - {"withdrawal"}))
def test_where_nothing_is_new_there_is_nothing_to_publish(cycle: Cycle, published: Published, act: str) -> None:
    folders = {"interpretation": "interpretations", "amendment": "amendments"}
    folder = folders.get(act, act)
    expected = [("P116", PROCEDURE + folder, {"kind": act, "cycle": CYCLE})]
    assert refusals(lambda: part(act, cycle, published(OPEN))) == expected
    bare = without(cycle, *(path.removeprefix(FOLDER) for path in cycle.acts if f"/{folder}/" in path))
    assert refusals(lambda: part(act, bare, published("scheme"))) == expected


def test_what_only_the_office_reads_is_no_news(cycle: Cycle, published: Published) -> None:
    path = "rectification/finance.yml"
    assert bound_of(cycle, path).record.responsible_person != "另一个人"
    other = changed(cycle, path, responsible_person="另一个人")
    assert [code for code, _, _ in refusals(lambda: part("rectification", other, published(OPEN)))] == ["P116"]


@pytest.mark.parametrize(
    ("act", "path", "field", "clause"),
    [
        ("feedback", "feedback/hall-outage.yml", "answer", "P2-4.3"),
        ("interpretation", f"interpretations/{LATE}.yml", "ruling", "P1-A26"),
        ("interpretation", "interpretations/timely.yml", "ruling", "P1-A26"),
    ],
)
def test_what_comes_once_is_not_published_again(
    cycle: Cycle, published: Published, act: str, path: str, field: str, clause: str
) -> None:
    bound = bound_of(cycle, path)
    other = getattr(bound.record, field).model_copy(update={"zh": "另一说法"})
    with pytest.raises(FindingsError) as caught:
        part(act, changed(cycle, path, **{field: other}), published(OPEN))
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.path, problem.clause) == ("P117", bound.path, clause)
    assert problem.params == {"kind": act, "id": bound.record.id}
