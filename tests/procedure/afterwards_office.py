"""An office whose cycle has a plan and all that follows a decision, for tests of single checks.

``finance`` has the lowest grade; a text of a file is replaced by the pairs that a test gives.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from generator.core.messages import LANGS
from generator.core.problem import Problem
from generator.core.render import problems_text
from generator.intake.repository import Office, load
from generator.office.people_cohort import people_schemes
from generator.procedure import afterwards
from generator.procedure.calendars import working_years
from tests.office.people_office import CYCLE, About, write_office

Edits = dict[str, list[tuple[str, str]]]

_PERIODS = """\
in_force: {published: 2024-01-01, last_day: 2026-12-31, cites: [P1-A25]}
schedule: [{step: report, by: 2026-01-30}]
periods:
  comments: {workdays: 5, cites: [P1-A17]}
  posting: {workdays: 5, cites: [P2-3.2(4)]}
  answer: {workdays: 10, cites: [P1-A17]}
  outside: {workdays: 20, cites: [local-rules]}
  feedback: {workdays: 5, cites: [P2-4.3, local-rules]}
  reconsideration: {days: 30, cites: [local-rules]}
  reconsideration_decision: {days: 30, cites: [local-rules]}
  appeal: {days: 15, cites: [local-rules]}
  appeal_decision: {days: 60, cites: [local-rules]}
quorum: {share: 2/3, cites: [P1-A18]}
spot_check:
  share: 10%
  minimum: 3
  event: {zh: 开奖, en: The draw}
  drawn: 2026-01-16
  cites: [P1-A16]
channels: {minimum: 2, cites: [P1-A15]}
checklist: [{id: self-report, name: {zh: 自评报告, en: Self-report}}]
resources: {people: 5, budget: {zh: 无, en: none}, cites: [P1-A20]}
"""

_SEATS = "members: [{holder: holder-a, pledged: 2025-01-06}, {holder: holder-b, pledged: 2025-01-06}]"
_EXPERTS = "experts: [{holder: holder-g, pledged: 2025-01-06, qualification: {zh: 有资质, en: Qualified}}]"
_STEP = {"review": "  - {step: review, kept: false, note: {zh: 迟一日, en: One day late}}\n"}
_STEPS = ("scheme", "goals", "materials", "review", "preliminary", "report", "decision", "notice", "effective")


def _head(kind: str) -> str:
    return f'schema: kaohe/{kind}/v1\ncycle: "{CYCLE}"\n'


FILES = {
    "plan.yml": _head("plan") + _PERIODS,
    "office.yml": _head("office")
    + f"date: 2025-01-08\nqualification: {{zh: 有资质, en: Qualified}}\n{_SEATS}\n{_EXPERTS}\n"
    + "leadership: [{holder: holder-d}]\n",
    "effective.yml": _head("effective")
    + """\
date: 2026-03-20
objections:
  - {id: o-1, received: 2026-03-10, about: archive, text: 异议一, outcome: upheld, answered: 2026-03-14, reason: 有理}
  - {id: o-2, received: 2026-03-10, about: planning, text: 异议, outcome: rejected, answered: 2026-03-14, reason: 无}
""",
    "correction.yml": _head("correction")
    + """\
date: 2026-03-16
corrections:
  - unit: archive
    reason: objection_upheld
    explanation: {zh: 统计有误, en: Miscounted}
    clause: P1-A17
    figures: [{indicator: budget-execution, value: 99}]
    grade: excellent
    objection: o-1
    evidence: 佐证正文
    entered_by: holder-a
    approved_by: [holder-d, holder-e]
""",
    "appeals.yml": _head("appeals")
    + """\
date: 2026-06-30
appeals:
  - id: a-1
    kind: reconsideration
    about: finance
    known: 2026-03-20
    received: 2026-04-19
    body: 本局
    deciders: [holder-f]
    decided: 2026-05-19
    outcome: upheld
    before: poor
    after: poor
    reason: 复核理由
  - id: a-2
    kind: appeal
    about: finance
    known: 2026-05-20
    received: 2026-06-04
    body: 上级机关
    deciders: [outside-office]
    decided: 2026-06-20
    outcome: upheld
    before: poor
    after: poor
    reason: 申诉理由
  - id: a-3
    kind: appeal
    about: p001
    known: 2026-03-21
    received: 2026-04-20
    body: 上级某机关
    deciders: [outside-office]
    decided: 2026-05-01
    outcome: upheld
    before: excellent
    after: excellent
    reason: 人员申诉理由
""",
    "application.yml": _head("application")
    + """\
date: 2026-04-30
units:
  - {unit: planning, measure: commendation, date: 2026-04-10, document: 示例发〔2026〕1号, cites: [P1-A19]}
  - {unit: finance, measure: criticism, date: 2026-04-10, document: 示例发〔2026〕1号, cites: [local-rules]}
people:
  - {person: p001, measure: reward, date: 2026-04-11, document: 示例发〔2026〕2号, cites: [P1-A24]}
  - {person: p009, measure: warning, date: 2026-04-12, document: 示例发〔2026〕2号, cites: [P2-4.1], procedure: 另案}
""",
    "rectification/finance-budget.yml": _head("rectification")
    + """\
id: finance-budget
unit: finance
problem: {zh: 预算执行慢, en: The budget is carried out slowly}
ordered: 2026-03-25
responsible: {zh: 财务处负责人, en: Head of finance}
responsible_person: 工号甲零九
due: 2026-06-25
progress:
  - {date: 2026-04-20, text: {zh: 已排计划, en: Planned}}
  - {date: 2026-05-20, text: {zh: 过半, en: More than half done}}
verified: {date: 2026-06-20, by: holder-a, proof: 核实材料}
""",
    "feedback/opening-hours.yml": _head("feedback")
    + """\
id: opening-hours
received: 2026-03-23
question: {zh: 何时开门, en: When is it open}
answered: 2026-03-30
answer: {zh: 工作日, en: On working days}
moderated_by: holder-b
original: 来信原文
""",
    "interpretations/in-advance.yml": _head("interpretation")
    + """\
id: in-advance
date: 2025-01-09
clause: P1-A12
word: in_advance
ruling: {zh: 五个工作日, en: Five working days}
reason: {zh: 惯例, en: Custom}
""",
    "closed.yml": _head("closed")
    + "date: 2026-07-10\nchecked: 9\ndeviations: 1\nopinion: {zh: 合规, en: In order}\nsupervisor: holder-f\nsteps:\n"
    + "".join(_STEP.get(step, f"  - {{step: {step}, kept: true}}\n") for step in _STEPS)
    + "archive: {keeper: {zh: 档案处, en: Archive}, years: 10, cites: [local-rules]}\nfindings: 监督意见正文\n",
}
"""The files below ``procedure/``, each as it should be."""

_ATTENDANCE = """\
  minutes: 会议记录正文
  attendance:
    - {holder: holder-d, present: true}
    - {holder: holder-e, present: true, recused: [finance]}
    - {holder: holder-c, present: false}
"""
_BASE: Edits = {
    "procedure/decision.yml": [
        ("  minutes: 会议记录正文\n", _ATTENDANCE),
        ("  - unit: finance\n    grade: good", "  - unit: finance\n    grade: poor"),
    ],
    "people/decision.yml": [
        ("minutes: 人员会议记录正文}", "minutes: 人员会议记录正文, attendance: [{holder: holder-d, present: true}]}"),
        ("{person: p009, grade: good}", "{person: p009, grade: poor}"),
    ],
}


def office_with(folder: Path, edits: Edits | None = None, without: tuple[str, ...] = ()) -> Office:
    """The office in ``folder`` with some text replaced; paths are below the cycle's folder, ``without`` too.

    Of what is wrong only files of earlier acts that are missing are let pass: they are not looked at here.
    """
    write_office(folder, About())
    cycle = folder / f"records/cycles/{CYCLE}"
    for name, text in FILES.items():
        path = cycle / "procedure" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for changes in (_BASE, edits or {}):
        for name, pairs in changes.items():
            path = cycle / name
            text = path.read_text("utf-8")
            for old, new in pairs:
                assert text.count(old) == 1, (name, old, text.count(old))
                text = text.replace(old, new)
            path.write_text(text, "utf-8")
    for name in without:
        (cycle / name).unlink()
    office, problems = load(folder)
    assert {problem.code for problem in problems} <= {"F113"}, problems
    return office


def found(folder: Path, edits: Edits | None = None, without: tuple[str, ...] = ()) -> list[Problem]:
    """What is wrong with what follows the decision; every message has all its words in both languages."""
    office = office_with(folder, edits, without)
    cycle = office.cycles[CYCLE]
    problems = list(afterwards.check(office, cycle, working_years(office.calendars), people_schemes(cycle)))
    for lang in LANGS:
        sentences = problems_text([replace(problem, source=None) for problem in problems], lang)
        assert "{" not in sentences
    return problems


def codes(folder: Path, edits: Edits | None = None, without: tuple[str, ...] = ()) -> list[str]:
    """The codes of the same, in the order in which they come."""
    return [problem.code for problem in found(folder, edits, without)]
