"""The readers of the procedure's public bodies read exactly what the office's models become in public."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, get_args

import pytest

from generator.core.errors import FindingsError
from generator.disclosure.public_form import public_form
from generator.intake.bind import load
from generator.intake.models import afterwards, evaluation, inputs, outcome, plan, procedure
from generator.intake.rings import Record
from generator.procedure.afterwards_closing import STEPS as AUDITED
from generator.published import afterwards_bodies, gathering_bodies, outcome_bodies, plan_bodies, review_bodies
from generator.published.acts import READERS
from generator.published.outcome_bodies import read_closure, read_meeting, read_preliminary, read_report
from generator.published.shapes import Document
from generator.published.vocabulary import RECORD_TYPES, RECORD_TYPES_OF_STEP

HEAD = 'cycle: "2025"\n'
FILES: dict[str, tuple[type[Record], str]] = {
    "plan": (
        plan.Plan,
        """schema: kaohe/plan/v1
in_force: {published: 2024-01-01, last_day: 2026-12-31, transition: {zh: 旧, en: old}, cites: [P1-A25]}
schedule: [{step: goals, by: 2025-03-31}]
periods:
  comments: {workdays: 7, cites: [P1-A17, on-widely]}
  posting: {workdays: 5, cites: ["P2-3.2(4)"]}
  answer: {workdays: 10, cites: [P1-A18]}
  outside: {workdays: 20, cites: [P1-A18]}
  feedback: {workdays: 15, cites: [P2-4.3]}
  reconsideration: {days: 30, cites: [P1-A18]}
  reconsideration_decision: {days: 31, cites: [P1-A18]}
  appeal: {days: 15, cites: [P1-A18]}
  appeal_decision: {days: 60, cites: [P1-A18]}
quorum: {share: 2/3, cites: [P1-A18]}
spot_check: {share: 10%, minimum: 3, event: {zh: 开奖, en: draw}, drawn: 2025-12-01, cites: [P1-A16]}
channels: {minimum: 2, cites: [P1-A15]}
checklist: [{id: summary, name: {zh: 总结, en: summary}}]
resources: {people: 3, budget: {zh: 无, en: none}, cites: [P1-A20]}
""",
    ),
    "office": (
        plan.OfficeRecord,
        """schema: kaohe/office/v1
date: 2025-01-05
qualification: {zh: 授权, en: mandate}
members: [{holder: office-1, pledged: 2025-01-02, trained: 2025-01-03}]
experts: [{holder: expert-1, pledged: 2025-01-02, qualification: {zh: 高工, en: engineer}, related: [archive]}]
leadership: [{holder: leader-1, leads: [archive]}]
""",
    ),
    "interpretation": (
        plan.Interpretation,
        """schema: kaohe/interpretation/v1
id: on-timely
date: 2025-01-05
clause: P2-3.2(4)
word: timely
parameter: plan.periods.outside
ruling: {zh: 二十日, en: twenty days}
reason: {zh: 便民, en: clear}
""",
    ),
    "amendment": (
        plan.Amendment,
        """schema: kaohe/amendment/v1
id: new-draw
date: 2025-11-05
reason: {zh: 没有举行, en: it did not take place}
cites: [P1-A16]
draw: {event: {zh: 另一期, en: another draw}, drawn: 2025-12-03}
joined: [{holder: expert-2, pledged: 2025-11-04, qualification: {zh: 高工, en: engineer}, related: [archive]}]
left: [{holder: expert-1, reason: 调离}]
schedule: [{step: review, by: 2025-12-05}]
""",
    ),
    "roster": (
        inputs.Roster,
        """schema: kaohe/roster/v1
date: 2025-02-01
units: [{unit: archive}, {unit: training, exempt: {zh: 新设, en: new}}]
""",
    ),
    "goals": (
        evaluation.UnitGoals,
        """schema: kaohe/unit-goals/v1
date: 2025-02-01
confirmed_by: 张三
goals:
  - unit: archive
    indicator: speed
    text: {zh: 快, en: fast}
    target: 12.5
    measure: days
    baseline: 20
    changes: [{date: 2025-06-01, from: 10, to: 12.5, reason: {zh: 调, en: eased}, approved_by: 李四}]
""",
    ),
    "materials": (
        evaluation.Materials,
        """schema: kaohe/materials/v1
deadline: 2025-11-20
date: 2025-11-24
submissions: [{unit: archive, received: 2025-11-19, missing: [summary], late: {zh: 病, en: ill}, receipt: r-1}]
sources:
  - {id: s1, indicator: speed, method: survey, first: 2025-10-01, last: 2025-10-02, about: {zh: 问, en: q}, report: r}
""",
    ),
    "review": (
        evaluation.Review,
        """schema: kaohe/review/v1
date: 2025-12-02
seed: {digits: "0417", drawn: 2025-12-01}
self_reports: [{unit: archive, expert: expert-1, date: 2025-12-01, opinion: 可}]
checked: [{item: data/speed/archive, expert: expert-1, result: adjusted, note: 记}]
adjustments:
  - item: data/speed/archive
    expert: expert-1
    before: 3
    after: 4
    reason: {zh: 误, en: slip}
    evidence: e-1
""",
    ),
    "gates": (
        evaluation.Gates,
        """schema: kaohe/gates/v1
date: 2025-12-02
given_by: supervisor-1
gates: [{id: integrity, name: {zh: 廉洁, en: integrity}}]
findings: [{unit: archive, gate: integrity, passed: false, ceiling: pass, cites: ["P2-2.1(4)"], fact: 事}]
""",
    ),
    "preliminary": (
        outcome.Preliminary,
        """schema: kaohe/preliminary/v1
date: 2025-12-03
opens: 2025-12-03
closes: 2025-12-12
where: {zh: 内网, en: intranet}
""",
    ),
    "notice": (
        outcome.PublicNotice,
        """schema: kaohe/notice/v1
number: 第1号
title: {zh: 公示, en: notice}
date: 2025-12-20
from: 2025-12-20
to: 2025-12-29
audience: both
contacts:
  - office: {zh: 监督室, en: supervision}
    address: {zh: 一楼, en: ground floor}
    hours: {zh: 上午, en: mornings}
    department: discipline
    person: p0001
issuer: {zh: 办公室, en: office}
cites: ["P2-3.2(4)"]
late: {zh: 停电, en: no power}
""",
    ),
    "release-review": (
        outcome.ReleaseReview,
        """schema: kaohe/release-review/v1
date: 2025-12-19
author: office-1
reviewer: reviewer-1
items: [{item: unit-totals, verdict: publish, cites: [P2-5.1]}, {item: evidence, verdict: withhold, cites: [P2-5.1]}]
impact_date: 2025-12-18
impact: 小
""",
    ),
    "rectification": (
        afterwards.Rectification,
        """schema: kaohe/rectification/v1
id: archive-1
unit: archive
problem: {zh: 慢, en: slow}
ordered: 2026-01-10
responsible: {zh: 处长, en: head}
responsible_person: 王五
due: 2026-03-31
progress: [{date: 2026-02-01, text: {zh: 半, en: half}}]
verified: {date: 2026-03-01, by: office-1, proof: 证}
""",
    ),
    "feedback": (
        afterwards.Feedback,
        """schema: kaohe/feedback/v1
id: f1
received: 2025-05-01
question: {zh: 问, en: asked}
answered: 2025-05-06
answer: {zh: 答, en: answered}
moderated_by: office-1
late: {zh: 查档, en: files}
original: 原文
""",
    ),
    "application": (
        afterwards.Application,
        """schema: kaohe/application/v1
date: 2026-01-20
units:
  - unit: archive
    measure: reminder
    date: 2026-01-19
    document: 第3号
    cites: [P2-4.1]
    accountable: {zh: 长, en: head}
people: [{person: p0001, measure: training, date: 2026-01-19, document: 第3号, cites: [P1-A19]}]
""",
    ),
}
"""A file of each kind whose public body is its public part, with every optional field."""

DERIVED: dict[str, dict[str, Any]] = {
    "population": {
        "strata": ["data/speed", "votes/public"],
        "units": ["archive", "training"],
        "absent": ["data/speed/training"],
        "size": 3,
        "sample": 1,
        "event": {"zh": "开奖", "en": "draw"},
        "drawn": "2025-12-01",
    },
    "effective": {
        "date": "2026-01-05",
        "objections": {"received": 1, "upheld": 1, "partly": 0, "rejected": 0},
        "notified": {"delivered": 2, "refused": 1},
    },
    "appeals": {
        "date": "2026-01-30",
        "reconsideration": {"upheld": 1, "changed": 0},
        "appeal": {"upheld": 0, "changed": 1},
    },
    "unit-correction": {
        "unit": "archive",
        "reason": "data_error",
        "explanation": {"zh": "误", "en": "slip"},
        "clause": "P1-A18",
        "figures": [
            {"indicator": "speed", "before": "7/2", "after": "4"},
            {"indicator": "cost", "before": None, "after": "-1"},
        ],
        "result": {"total": {"shown": "93.74", "max": "100"}, "grade": "good"},
        "recommended": "good",
        "grade": "excellent",
        "departs": {"reason": {"zh": "特", "en": "merit"}, "clause": None},
        "corrects": {"result": "0" * 64, "decision": "1" * 64},
        "entered_by": "office-1",
        "approved_by": ["leader-1", "leader-2"],
    },
}
"""Bodies that the office works out; how they come about is tested with the code that makes them."""


def body_of(record_type: str) -> dict[str, Any]:
    if record_type in DERIVED:
        return copy.deepcopy(DERIVED[record_type])
    model, text = FILES[record_type]
    schema, rest = text.split("\n", 1)
    bound, problems = load(model, f"{schema}\n{HEAD}{rest}".encode(), "x.yml")
    assert bound is not None, problems
    return public_form(bound.record, leave_out=("schema", "cycle"))


def read(record_type: str, body: dict[str, Any]) -> Any:
    return READERS[record_type](Document(body, "x.json", "/body"))


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a body, whole objects and lists included."""
    if path:
        yield path
    if isinstance(value, (dict, list)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(item, (*path, key))


def test_every_record_of_the_procedure_has_a_reader() -> None:
    assert set(READERS) == {*FILES, *DERIVED}
    listed = set().union(*RECORD_TYPES.values(), *RECORD_TYPES_OF_STEP.values())
    assert set(READERS) <= listed


@pytest.mark.parametrize("record_type", sorted(READERS))
def test_a_public_body_is_read(record_type: str) -> None:
    assert read(record_type, body_of(record_type)) is not None


@pytest.mark.parametrize("record_type", ["notice", "feedback"])
def test_what_was_in_time_says_nothing_about_being_late(record_type: str) -> None:
    body = body_of(record_type)
    assert read(record_type, body).late == body["late"]
    del body["late"]
    assert read(record_type, body).late is None
    with pytest.raises(FindingsError):
        read(record_type, body | {"late": None})


@pytest.mark.parametrize("record_type", sorted(READERS))
def test_nothing_else_is(record_type: str) -> None:
    """No member may be missing, be of another shape, or be added; ``late`` alone may be left out."""
    good = body_of(record_type)
    for path in leaves(good):
        for wrong in (*((None,) if isinstance(path[-1], str) else ()), {"x": 1}, "\x00wrong\x00", 0.5):
            body = copy.deepcopy(good)
            target: Any = body
            for part in path[:-1]:
                target = target[part]
            if wrong is None and path == ("late",) and record_type in ("notice", "feedback"):
                continue
            if wrong is None:
                del target[path[-1]]
            elif wrong == "\x00wrong\x00" and free(path):
                continue
            else:
                target[path[-1]] = wrong
            with pytest.raises(FindingsError) as caught:
                read(record_type, body)
            assert {problem.code for problem in caught.value.problems} == {"C110"}, path
        if isinstance(value_at(good, path), dict):
            body = copy.deepcopy(good)
            value_at(body, path)["surplus"] = 1
            with pytest.raises(FindingsError):
                read(record_type, body)
    with pytest.raises(FindingsError):
        read(record_type, good | {"surplus": 1})


FREE = {"zh", "en", "measure", "parameter", "number", "document", "digits"}


def free(path: tuple[Any, ...]) -> bool:
    """Whether any text may stand there; of an application's use the measure may not."""
    return path[-1] in FREE and not (path[0] == "units" and path[-1] == "measure")


def value_at(body: Any, path: tuple[Any, ...]) -> Any:
    for part in path:
        body = body[part]
    return body


def test_nothing_restricted_is_in_a_public_body() -> None:
    places = {path[-1] for record_type in FILES for path in leaves(body_of(record_type)) if isinstance(path[-1], str)}
    assert not places & {
        "related",
        "confirmed_by",
        "receipt",
        "opinion",
        "note",
        "evidence",
        "person",
        "fact",
        "impact",
    }
    assert not places & {"responsible_person", "proof", "original", "people_uses", "report"}


def test_what_is_read() -> None:
    found = read("plan", body_of("plan"))
    assert (found.quorum, found.spot_check.share) == (Fraction(2, 3), Fraction(1, 10))
    assert found.periods["posting"].days == 5
    assert found.schedule == (("goals", datetime.date(2025, 3, 31)),)
    assert read("roster", body_of("roster")).assessed == ("archive",)
    assert read("population", body_of("population")).strata == ("data/speed", "votes/public")
    corrected = read("unit-correction", body_of("unit-correction"))
    assert [figure.before for figure in corrected.figures] == [Fraction(7, 2), None]
    with pytest.raises(FindingsError):
        read("unit-correction", body_of("unit-correction") | {"recommended": "excellent"})


def test_an_amendment_says_what_changes_and_no_more() -> None:
    body = body_of("amendment")
    found = read("amendment", body)
    assert found.draw == ({"zh": "另一期", "en": "another draw"}, datetime.date(2025, 12, 3))
    assert ([seat.holder for seat in found.joined], found.left) == (["expert-2"], ("expert-1",))
    assert found.schedule == (("review", datetime.date(2025, 12, 5)),)
    assert read("amendment", body | {"draw": None, "joined": [], "left": [], "schedule": []}).draw is None
    assert body["left"] == [{"holder": "expert-1"}]


def test_a_roster_has_each_unit_once_and_a_share_is_none_above_the_whole() -> None:
    roster, announced = body_of("roster"), body_of("plan")
    roster["units"].append(roster["units"][0])
    announced["quorum"]["share"] = "3/2"
    gates = body_of("gates")
    gates["gates"].append(gates["gates"][0])
    for record_type, body in (("roster", roster), ("plan", announced), ("gates", gates)):
        with pytest.raises(FindingsError):
            read(record_type, body)


def test_closures_with_and_without_what_a_plan_adds() -> None:
    head = {"statements": ["0" * 64], "checked": 2, "deviations": 1, "opinion": {"zh": "合规", "en": "in order"}}
    without = read_closure(Document(head, "x.json"))
    assert (without.supervisor, without.steps, without.archive) == (None, None, None)
    more = """schema: kaohe/closed/v1
cycle: "2025"
date: 2026-02-01
checked: 2
deviations: 1
opinion: {zh: 合规, en: in order}
supervisor: supervisor-1
steps: [{step: scheme, kept: true}, {step: goals, kept: false, note: {zh: 晚, en: late}}]
archive: {keeper: {zh: 档案室, en: archive}, years: 10, cites: [P1-A23]}
"""
    bound, problems = load(procedure.Closing, more.encode(), "x.yml")
    assert bound is not None, problems
    body = public_form(bound.record, leave_out=("schema", "cycle", "date")) | {"statements": ["0" * 64]}
    found = read_closure(Document(body, "x.json"))
    assert found.steps is not None and [step.kept for step in found.steps] == [True, False]
    for wrong in (body | {"deviations": 3}, body | {"more": 1}, body | {"archive": None}):
        with pytest.raises(FindingsError):
            read_closure(Document(wrong, "x.json"))


def test_opinions_with_and_without_what_was_told() -> None:
    body = {"date": "2025-12-01", "opens": "2025-12-02", "closes": "2025-12-09", "where": {"zh": "甲", "en": "a"}}
    assert read_preliminary(Document(body, "x.json")).told is None
    for told in get_args(outcome.Told):
        assert read_preliminary(Document(body | {"told": told}, "x.json")).told == told
    for wrong in (None, "exact", "ballots"):
        with pytest.raises(FindingsError):
            read_preliminary(Document(body | {"told": wrong}, "x.json"))


def test_reports_with_and_without_changed() -> None:
    comments = {"opened": "2025-12-01", "closed": "2025-12-08", "accepted": 1, "partly": 0, "rejected": 0}
    body = {"preliminary": "2025-12-01", "date": "2025-12-10", "comments": comments, "units": 3}
    assert read_report(Document(body, "x.json")).changed is None
    assert read_report(Document(body | {"changed": ["archive"]}, "x.json")).changed == ("archive",)
    for wrong in (body | {"changed": "archive"}, body | {"units": "3"}, {**body, "more": 1}):
        with pytest.raises(FindingsError):
            read_report(Document(wrong, "x.json"))
    meeting = {"document": "第3号", "date": "2025-12-11", "deliberated": "2025-12-11"}
    counted = {"members": 3, "present": 3, "recused": 0, "passed": True}
    assert read_meeting(Document(meeting | counted, "x.json")).members == 3
    with pytest.raises(FindingsError):
        read_meeting(Document(meeting | counted | {"present": "3"}, "x.json"))


def test_the_closed_lists_are_those_of_the_office() -> None:
    assert get_args(plan.Step) == plan_bodies.STEPS
    assert get_args(plan.Word) == plan_bodies.VAGUE
    assert {*plan_bodies.WORKDAY_PERIODS, *plan_bodies.DAY_PERIODS} == set(plan.Periods.model_fields)
    assert get_args(evaluation.Method) == gathering_bodies.METHODS
    assert get_args(evaluation.CheckResult) == review_bodies.RESULTS
    assert get_args(outcome.Audience) == outcome_bodies.AUDIENCES
    assert get_args(outcome.Told) == outcome_bodies.TOLD
    assert outcome.RELEASE_ITEMS == outcome_bodies.RELEASE_ITEMS
    assert get_args(afterwards.Measure) == afterwards_bodies.MEASURES
    assert afterwards.AGAINST == afterwards_bodies.AGAINST
    audited = ("scheme", *(step for step in plan_bodies.STEPS if step != "closed"))
    assert audited == AUDITED
