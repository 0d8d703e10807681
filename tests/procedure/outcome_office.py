"""An office whose cycle has everything from the preliminary opinion to the result in effect, for tests of checks.

It builds on the office of ``tests/office/people_office.py``; a test replaces texts of its files.
"""

from __future__ import annotations

from pathlib import Path

from generator.core import messages
from generator.core.messages import LANGS
from generator.core.problem import Problem, in_order
from generator.core.render import problems_text
from generator.intake.repository import Office, load
from generator.procedure import outcome
from generator.procedure.calendars import working_years
from tests.office.people_office import CYCLE, STAFF, About, write_office

Edits = dict[str, list[tuple[str, str]]]

PLAN = """\
in_force: {published: 2024-01-01, last_day: 2026-12-31, cites: [P1-A25]}
schedule: [{step: report, by: 2026-02-28}]
periods:
  comments: {workdays: 5, cites: [P1-A17]}
  posting: {workdays: 5, cites: [P2-3.2(4)]}
  answer: {workdays: 3, cites: [P1-A17]}
  outside: {workdays: 10, cites: [local-rules]}
  feedback: {workdays: 5, cites: [P2-4.3]}
  reconsideration: {days: 30, cites: [local-rules]}
  reconsideration_decision: {days: 30, cites: [local-rules]}
  appeal: {days: 15, cites: [local-rules]}
  appeal_decision: {days: 60, cites: [local-rules]}
quorum: {share: 1/2, cites: [P1-A18]}
spot_check: {share: 10%, minimum: 3, event: {zh: 开奖, en: The draw}, drawn: 2026-01-16, cites: [P1-A16]}
channels: {minimum: 2, cites: [P1-A15]}
checklist: [{id: self-report, name: {zh: 自评报告, en: Self-report}}]
resources: {people: 5, budget: {zh: 无, en: none}, cites: [P1-A20]}
"""

_LEADERSHIP = "[{holder: lead-1, leads: [finance]}, " + ", ".join(f"{{holder: lead-{at}}}" for at in range(2, 8)) + "]"

ATTENDANCE = """\
  attendance:
    - {holder: lead-1, present: true, recused: [finance], ground: 分管正文}
    - {holder: lead-2, present: true}
    - {holder: lead-3, present: true}
    - {holder: lead-4, present: true}
    - {holder: lead-5, present: true}
    - {holder: lead-6, present: false}
    - {holder: lead-7, present: false}
"""

_TOLD = ("planning", "finance", "archive", "p101", "p102", *STAFF)


def _head(kind: str) -> str:
    return f'schema: kaohe/{kind}/v1\ncycle: "{CYCLE}"\n'


FILES = {
    "plan.yml": _head("plan") + PLAN,
    "office.yml": _head("office")
    + "date: 2025-01-08\nqualification: {zh: 有资质, en: Qualified}\n"
    + "members: [{holder: holder-a, pledged: 2025-01-06}]\n"
    + "experts: [{holder: holder-b, pledged: 2025-01-06, qualification: {zh: 有资质, en: Qualified}}]\n"
    + f"leadership: {_LEADERSHIP}\n",
    "preliminary.yml": _head("preliminary")
    + "date: 2026-01-20\nopens: 2026-01-21\ncloses: 2026-01-30\nwhere: {zh: 考核办公室, en: The office}\n",
    "comments.yml": _head("comments")
    + """\
comments:
  - id: c-9
    received: 2026-01-21
    about: finance
    text: 意见正文一
    disposition: accepted
    reason: 理由正文一
    changed:
      - {item: data/decision-review/finance, before: 98, after: 100}
  - {id: c-10, received: 2026-01-22, about: p003, text: 意见正文二, disposition: rejected, reason: 理由正文二}
  - {id: c-11, received: 2026-01-30, about: liaison, text: 意见正文三, disposition: rejected, reason: 理由正文三}
""",
    "release-review.yml": _head("release-review")
    + """\
date: 2026-02-12
author: holder-a
reviewer: holder-g
items:
  - {item: unit-totals, verdict: publish, cites: [P2-4.3]}
  - {item: unit-grades, verdict: publish, cites: [P2-4.3]}
  - {item: unit-figures, verdict: publish, cites: [P2-4.3]}
  - {item: unit-ballots, verdict: publish, cites: [local-rules]}
  - {item: unit-reasons, verdict: publish, cites: [P2-4.3]}
  - {item: people-results, verdict: withhold, cites: [P2-5.1]}
  - {item: people-counts, verdict: publish, cites: [P2-4.3]}
  - {item: comments, verdict: publish, cites: [P1-A17]}
  - {item: deliberation, verdict: withhold, cites: [P2-5.1]}
  - {item: evidence, verdict: withhold, cites: [P2-5.1]}
impact_date: 2026-02-11
impact: 影响评估正文
""",
    "notice.yml": _head("notice")
    + """\
number: 示例公〔2026〕1号
title: {zh: 考核结果公示, en: Notice of results}
date: 2026-02-12
from: 2026-02-13
to: 2026-02-20
audience: both
contacts:
  - {office: {zh: 派驻组, en: Visiting team}, address: {zh: 一楼, en: First floor}, hours: {zh: 上午, en: Mornings}}
issuer: {zh: 考核办公室, en: Assessment office}
cites: [P1-A18, local-rules]
""",
    "effective.yml": _head("effective")
    + """\
date: 2026-02-24
objections:
  - {id: o-1, received: 2026-02-16, about: archive, text: 异议一, outcome: upheld, answered: 2026-02-19, reason: 有据}
  - {id: o-2, received: 2026-02-17, about: planning, text: 异议二, outcome: rejected, answered: 2026-02-18, reason: 无}
  - {id: o-3, received: 2026-02-20, about: p008, text: 异议三, outcome: partly, answered: 2026-02-23, reason: 部分}
notified:
"""
    + "".join(f"  - {{to: {name}, delivered: 2026-02-23, signed: true}}\n" for name in _TOLD if name != "finance")
    + "  - {to: finance, delivered: 2026-02-21, signed: false, note: 拒签说明正文}\n",
    "correction.yml": _head("correction")
    + """\
date: 2026-02-23
corrections:
  - unit: archive
    reason: objection_upheld
    explanation: {zh: 统计有误, en: Miscounted}
    clause: P1-A17
    figures: [{indicator: service-speed, value: 96}]
    grade: excellent
    objection: o-1
    entered_by: holder-a
    approved_by: [holder-d, holder-e]
""",
}

_BASE: Edits = {
    "/trust.yml": [("id: holder-g\n    role: publisher", "id: holder-g\n    role: reviewer")],
    "procedure/decision.yml": [("  minutes: 会议记录正文\n", "  minutes: 会议记录正文\n" + ATTENDANCE)],
    "people/decision.yml": [
        (
            "deliberation: {date: 2026-02-09, members: 7, present: 5, recused: 1, passed: true, "
            "minutes: 人员会议记录正文}",
            "deliberation:\n  date: 2026-02-09\n  members: 7\n  present: 5\n  recused: 1\n  passed: true\n"
            "  minutes: 人员会议记录正文\n" + ATTENDANCE,
        )
    ],
    "procedure/report.yml": [("rejected: 2", "rejected: 1")],
    "people/correction.yml": [("reason: data_error", "reason: objection_upheld")],
}

SECRET = ("p00", "p10", "正文", "异议一", "异议二", "异议三")
"""What no message may hold: numbers of people, and texts of fields that are not public."""


def build(folder: Path, edits: Edits, without: tuple[str, ...] = ()) -> Office:
    """The office in ``folder``, read; paths of ``edits`` begin with ``/`` or are below the folder of the cycle."""
    write_office(folder, About())
    cycle = folder / f"records/cycles/{CYCLE}"
    for name, text in FILES.items():
        (cycle / "procedure" / name).write_text(text, "utf-8")
    for change in (_BASE, edits):
        for name, pairs in change.items():
            path = folder / "records" / name[1:] if name.startswith("/") else cycle / name
            text = path.read_text("utf-8")
            for old, new in pairs:
                assert text.count(old) == 1, (name, old, text.count(old))
                text = text.replace(old, new)
            path.write_text(text, "utf-8")
    for name in without:
        (cycle / name).unlink()
    office, problems = load(folder)
    # What comes before the preliminary opinion is not part of this office.
    assert {problem.code for problem in problems} <= {"F113"}, problems
    return office


def problems(folder: Path, edits: Edits, without: tuple[str, ...] = ()) -> list[Problem]:
    """What the check of states 9 to 17 finds, sorted; no message holds what is confidential."""
    office = build(folder, edits, without)
    found = in_order(outcome.check(office, office.cycles[CYCLE], working_years(office.calendars)))
    for language in LANGS:
        text = problems_text(found, language)
        assert not any(word in text for word in SECRET), text
        for problem in found:
            # An ellipsis stands for a parameter that is not there.
            said = messages.text(problem.code, language, **problem.params)
            assert "…" not in said + messages.hint(problem.code, language, **problem.params), problem
    return found


def codes(folder: Path, edits: Edits, without: tuple[str, ...] = ()) -> list[str]:
    """The codes of the same."""
    return [problem.code for problem in problems(folder, edits, without)]
