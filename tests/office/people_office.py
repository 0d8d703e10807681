"""A small office that assesses people: the valid office of ``tests/broken`` with two leaders and twelve staff.

What is told about single people is a value of :class:`About`, so that a test can tell it of somebody else.
"""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from generator.disclosure.salts import FreshSalts, Salts
from generator.intake.repository import Office, load
from generator.ledger.statements import PublishedStatement, decode_files
from generator.office.compose import Composition, compose
from tests.broken.edited import BASE

CYCLE = "2025"
ACTS = ("trust", "scheme", "goals", "report", "decision", "correction", "closed")
LEADERS = ("p101", "p102")
STAFF = tuple(f"p{number:03d}" for number in range(1, 13))
PEOPLE = (*LEADERS, *STAFF)
BEST = ("p001", "p002", "p003", "p004")
SLOTS = 20

_UNITS = (
    (
        "scheme.yml",
        "group_mean: 5, vote_counts: 10, protection_width: 10",
        "group_mean: 1, vote_counts: 1, protection_width: 0",
    ),
    (
        "procedure/decision.yml",
        "    grade: excellent\n    departs: {zh: 有立功表现, en: Merit}\n    departs_clause: P1-A19\n",
        "    grade: good\n",
    ),
    ("procedure/decision.yml", "unit: archive\n    grade: good", "unit: archive\n    grade: excellent"),
    ("inputs/data/training-done.yml", "missing: {zh: 系统停用, en: The system was out of use}", "value: 100"),
)
"""What the units' records need before their results can be published; those of the base are for other tests."""

_SCHEME = """\
schema: kaohe/scheme/v1
id: people-2025
cycle: "2025"
title: {zh: 人员考核方案, en: Scheme for people}
published: 2025-01-10
subjects: person
basis: []
total: 100
rounding: {mode: half_up, digits: 2, cites: [P1-A1]}
notice: {lead_workdays: 5, cites: [P1-A12]}
disclosure: {group_mean: 3, vote_counts: 10, protection_width: 10, cites: [P2-5.1]}
families:
  - id: goals
    name: {zh: 目标, en: Goals}
    weight: 100
    cites: [P1-A8]
    indicators:
      - id: attainment
        name: {zh: 目标达成, en: Goals attained}
        definition: {zh: 达成的比例, en: Share that was attained}
        part: quantitative
        nature: outcome
        scope: individual
        dimension: results
        method: records
        weight: 100
        unit: {zh: "%", en: "%"}
        provider: planning
        rule: {kind: linear_to_target, target: 100}
        missing: {policy: incomplete, cites: [P1-A14]}
        cites: [P1-A8]
grades:
  - {id: excellent, name: {zh: 优秀, en: excellent}, at_least: 90}
  - {id: good, name: {zh: 称职, en: good}, at_least: 60}
  - {id: poor, name: {zh: 不称职, en: poor}}
grades_cites: [P1-A18]
block: 20
block_cites: [P2-5.1]
statuses:
  - {id: long-leave, name: {zh: 长期请假, en: long leave}, effect: no_grade, counts: false, cites: [P1-A6]}
vetoes:
  - {id: late, name: {zh: 逾期, en: late}, effect: not_excellent, cites: [P1-A18]}
quota: {grade: excellent, ratio: 0.5, by: kind, cites: [P1-A18]}
ties: {method: standard, cites: [P1-A18]}
"""


@dataclass(frozen=True)
class About:
    """Who is on leave, under a veto, put right after the decision, and left out of the roster."""

    leave: str = "p006"
    veto: str = "p007"
    corrected: str = "p008"
    without: tuple[str, ...] = ()
    roster: tuple[str, ...] = PEOPLE
    files: dict[str, str] = field(default_factory=dict)


def write_office(folder: Path, about: About) -> None:
    """The office's records in ``folder``, in clear, which its policy accepts."""
    shutil.copytree(BASE, folder, dirs_exist_ok=True)
    for name, old, new in _UNITS:
        path = folder / f"records/cycles/{CYCLE}/{name}"
        text = path.read_text("utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), "utf-8")
    people = folder / f"records/cycles/{CYCLE}/people"
    for name, text in (_files(about) | about.files).items():
        path = people / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def office_of(folder: Path, about: About) -> Office:
    """The office as it is read."""
    write_office(folder, about)
    office, problems = load(folder)
    assert problems == []
    return office


def fresh(seed: int) -> Salts:
    """Randomness of a draft."""
    return FreshSalts(random.Random(seed).randbytes)


def publish(
    office: Office, seed: int, acts: tuple[str, ...] = ACTS
) -> tuple[list[PublishedStatement], list[Composition]]:
    """The statements of a cycle one after another, unsigned, with what they were made from."""
    published: list[PublishedStatement] = []
    made: list[Composition] = []
    for number, act in enumerate(acts):
        cycle = "" if act == "trust" else CYCLE
        made.append(compose(act, cycle, office, published, fresh(1000 * seed + number)))
        published.append(decode_files(made[-1].files(), number, f"statements/{number}"))
    return published, made


def _files(about: About) -> dict[str, str]:
    on_roster = [person for person in about.roster if person not in about.without]
    head = 'cycle: "2025"\n'
    roster = [f"  - {{id: {p}, kind: {_kind(p)}, unit: planning, from: 2019-07-01}}" for p in on_roster]
    values = [f"  - {{person: {p}, value: {95 if p in BEST else 80}}}" for p in on_roster]
    goals = [
        f"  - {{person: {p}, id: goal-1, indicator: attainment, text: 目标正文{p[1:]}甲乙丙, unit: 件, target: 100}}"
        for p in on_roster
    ]
    grades = []
    for person in on_roster:
        grade = "excellent" if person in BEST else "good"
        said = "no_grade: no_grade" if person == about.leave else f"grade: {grade}"
        grades.append(f"  - {{person: {person}, {said}}}")
    meeting = "{date: 2026-02-09, members: 7, present: 5, recused: 1, passed: true, minutes: 人员会议记录正文}"
    status = "from: 2025-03-01, to: 2025-12-31, reference: 请假文件第一号, cites: [P1-A6]"
    veto = "date: 2025-06-01, reference: 否决文件第一号, cites: [P1-A18]"
    return {
        "scheme.yml": _SCHEME,
        "roster.yml": _yaml("schema: kaohe/people-roster/v1\n" + head + "date: 2025-01-10\npeople:", roster),
        "goals.yml": _yaml(
            "schema: kaohe/people-goals/v1\n" + head + "date: 2025-02-10\nconfirmed_by: 工号甲零一\ngoals:", goals
        ),
        "data/attainment.yml": _yaml(
            "schema: kaohe/people-data/v1\n" + head + "indicator: attainment\nprovider: planning\ndate: 2026-01-12\n"
            "period: {first: 2025-01-01, last: 2025-12-31}\nsigned_off_by: 工号甲零二\nreport: 报告正文甲\nvalues:",
            values,
        ),
        "status.yml": "schema: kaohe/people-status/v1\n" + head + "date: 2026-01-12\n"
        f"statuses:\n  - {{person: {about.leave}, status: long-leave, {status}}}\n"
        f"vetoes:\n  - {{person: {about.veto}, veto: late, {veto}}}\n",
        "decision.yml": _yaml(
            "schema: kaohe/people-decision/v1\n" + head + "document: 示例发〔2026〕2号\ndate: 2026-02-11\n"
            f"deliberation: {meeting}\ngrades:",
            grades,
        ),
        "correction.yml": "schema: kaohe/people-correction/v1\n" + head + "date: 2026-02-20\ncorrections:\n"
        f"  - person: {about.corrected}\n    reason: data_error\n    clause: P1-A18\n    explanation: 更正说明正文\n"
        "    figures: [{indicator: attainment, value: 85}]\n    entered_by: holder-a\n"
        "    approved_by: [holder-b, holder-c]\n",
    }


def _kind(person: str) -> str:
    return "leader" if person in LEADERS else "staff"


def _yaml(head: str, lines: list[str]) -> str:
    return head + "\n" + "\n".join(lines) + "\n"
