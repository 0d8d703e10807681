"""The valid office of ``tests/broken/_base`` with a plan: its records from the office to the gates, and no later ones.

Every record is written out, so that a test can replace one text in it and nothing else.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from generator.core import messages
from generator.core.problem import Problem, in_order
from generator.core.render import problems_text
from generator.intake import bind
from generator.intake.repository import Cycle, Office, load
from generator.procedure import beginning, calendars
from generator.published import sampling
from generator.signing import demo
from tests.broken.edited import BASE, Edits

MATERIALS_DIGEST = "5a" * 32
"""What the tests take for the digest of the published materials statement."""

DIGITS = "3052147"

INDICATORS = (
    "budget-execution", "decision-review", "inspection-rank", "leader-conduct", "policy-results", "problems-solved",
    "project-progress", "service-speed", "training-done",
)  # fmt: skip
GROUPS = ("colleagues", "served")
UNITS = ("archive", "finance", "planning")

PLAN = """schema: kaohe/plan/v1
cycle: "2025"
in_force: {published: 2024-01-01, last_day: 2026-12-31, cites: [P1-A25]}
schedule:
  - {step: goals, by: 2025-03-31}
  - {step: materials, by: 2026-01-15}
  - {step: review, by: 2026-01-19}
  - {step: preliminary, by: 2026-01-20}
  - {step: report, by: 2026-02-05}
  - {step: decision, by: 2026-02-10}
  - {step: notice, by: 2026-02-12}
  - {step: effective, by: 2026-02-27}
  - {step: closed, by: 2026-03-31}
periods:
  comments: {workdays: 7, cites: [P1-A17, widely]}
  posting: {workdays: 5, cites: [P2-3.2(4)]}
  answer: {workdays: 10, cites: [local-rules]}
  outside: {workdays: 20, cites: [timely]}
  feedback: {workdays: 15, cites: [P2-4.3]}
  reconsideration: {days: 30, cites: [P1-A23]}
  reconsideration_decision: {days: 31, cites: [P1-A23]}
  appeal: {days: 16, cites: [P1-A23]}
  appeal_decision: {days: 60, cites: [P1-A23]}
quorum: {share: 2/3, cites: [P1-A18]}
spot_check:
  share: 1/10
  minimum: 4
  event: {zh: 公开摇号, en: A public draw}
  drawn: 2026-01-16
  cites: [P1-A16]
channels: {minimum: 2, cites: [several-ways]}
checklist:
  - {id: self-report, name: {zh: 自评报告, en: Report on itself}}
  - {id: work-report, name: {zh: 工作汇报, en: Work report}}
resources: {people: 3, budget: {zh: 无, en: none}, cites: [P1-A20]}
"""

OFFICE = """schema: kaohe/office/v1
cycle: "2025"
date: 2025-01-08
qualification: {zh: 由会议设立, en: Set up by the meeting}
members:
  - {holder: holder-a, pledged: 2025-01-07, trained: 2025-01-09}
  - {holder: holder-b, pledged: 2025-01-07, trained: 2025-01-09}
  - {holder: holder-c, pledged: 2025-01-10, trained: 2025-01-09}
experts:
  - holder: expert-a
    pledged: 2026-01-15
    trained: 2026-01-14
    qualification: {zh: 审计师, en: Auditor}
    related: [finance]
  - holder: expert-b
    pledged: 2026-01-15
    trained: 2026-01-14
    qualification: {zh: 统计师, en: Statistician}
leadership:
  - {holder: holder-d}
  - {holder: holder-e, leads: [archive]}
"""

WORDS = (
    ("in_advance", "P1-A12"),
    ("timely", "P2-3.2(4)"),
    ("widely", "P1-A17"),
    ("several_ways", "P1-A15"),
    ("as_fit", "P1-A19"),
)

GOALS = """schema: kaohe/unit-goals/v1
cycle: "2025"
date: 2025-03-03
confirmed_by: 确认人甲
goals:
  - unit: planning
    indicator: policy-results
    text: {zh: 落实政策, en: Policies carried out}
    target: 95
    measure: "%"
  - unit: finance
    indicator: budget-execution
    text: {zh: 执行预算, en: Budget carried out}
    target: 98
    measure: "%"
    changes:
      - {date: 2025-06-02, from: 98, to: 97, reason: {zh: 追加预算, en: More budget}, approved_by: 批准人乙}
      - {date: 2025-09-01, from: 97, to: 97.5, reason: {zh: 项目提前, en: A project came early}, approved_by: 批准人乙}
  - unit: archive
    indicator: problems-solved
    text: {zh: 解决问题, en: Problems solved}
    target: 5
    measure: 件
"""

MATERIALS = """schema: kaohe/materials/v1
cycle: "2025"
deadline: 2026-01-12
date: 2026-01-15
submissions:
  - {unit: planning, received: 2026-01-09, receipt: 登记一号}
  - {unit: finance, received: 2026-01-12, missing: [work-report], receipt: 登记二号}
  - unit: archive
    received: 2026-01-14
    late: {zh: 系统停用, en: The system was out of use}
    receipt: 登记三号
sources:
  - id: survey-a
    indicator: service-quality
    method: survey
    first: 2025-11-03
    last: 2025-11-28
    about: {zh: 问卷, en: Questionnaire}
    report: 问卷报告
  - id: complaints-a
    indicator: service-speed
    method: complaints
    first: 2025-01-01
    last: 2025-12-31
    about: {zh: 投诉记录, en: Records of complaints}
    report: 投诉报告
  - id: visit-a
    indicator: project-progress
    method: site_visit
    first: 2026-01-15
    last: 2026-01-15
    about: {zh: 实地考察, en: A visit}
    report: 考察报告
"""

GATES = """schema: kaohe/gates/v1
cycle: "2025"
date: 2026-01-19
given_by: holder-f
gates:
  - {id: integrity, name: {zh: 廉洁专项, en: Integrity}}
  - {id: safety, name: {zh: 安全, en: Safety}}
findings:
  - {unit: planning, gate: integrity, passed: true, cites: [P2-2.1(4)]}
  - {unit: planning, gate: safety, passed: true, cites: [local-rules]}
  - {unit: finance, gate: integrity, passed: false, ceiling: good, cites: [P2-2.1(4)], fact: 事实甲}
  - {unit: finance, gate: safety, passed: false, ceiling: poor, cites: [as-fit], fact: 事实乙}
  - {unit: archive, gate: integrity, passed: true, cites: [P2-2.1(4)]}
  - {unit: archive, gate: safety, passed: true, cites: [local-rules]}
"""


def interpretation(word: str, clause: str, date: str = "2025-01-10") -> str:
    """A record that settles ``word``."""
    return f"""schema: kaohe/interpretation/v1
cycle: "2025"
id: {word.replace("_", "-")}
date: {date}
clause: {clause}
word: {word}
ruling: {{zh: 解释, en: The ruling}}
reason: {{zh: 理由, en: The reason}}
"""


def items() -> list[str]:
    """The population of the base office: eleven strata of three units, one of which has no figure of one indicator."""
    strata = [*(f"data/{name}" for name in INDICATORS), *(f"votes/{name}" for name in GROUPS)]
    return [item for item in sampling.items(strata, UNITS, ()) if item != "data/training-done/archive"]


def sample(digest: str = MATERIALS_DIGEST, digits: str = DIGITS, count: int = 4) -> list[str]:
    """What the seed draws from it."""
    return sampling.draw(sampling.seed_of(digits, digest), items(), count)


def review(checked: Iterable[str], adjusted: dict[str, tuple[str, str]] | None = None) -> str:
    """A review of these items; ``adjusted`` goes by item, with the figures before and after."""
    put_right = adjusted or {}
    lines = [
        'schema: kaohe/review/v1\ncycle: "2025"\ndate: 2026-01-19\n',
        f'seed: {{digits: "{DIGITS}", drawn: 2026-01-16}}\nself_reports:\n',
        *(f"  - {{unit: {unit}, expert: expert-b, date: 2026-01-15, opinion: 意见}}\n" for unit in UNITS),
        "checked:\n",
        *(f"  - {{item: {item}, expert: expert-b, result: {_result(item in put_right)}}}\n" for item in checked),
    ]
    if put_right:
        lines.append("adjustments:\n")
    for item, (before, after) in put_right.items():
        lines.append(f"  - item: {item}\n    expert: expert-b\n    before: {before}\n    after: {after}\n")
        lines.append("    reason: {zh: 录入有误, en: A slip}\n    evidence: 底稿\n")
    return "".join(lines)


def _result(adjusted: bool) -> str:
    return "adjusted" if adjusted else "confirmed"


RECORDS = {
    "procedure/plan.yml": PLAN,
    "procedure/office.yml": OFFICE,
    **{f"procedure/interpretations/{word.replace('_', '-')}.yml": interpretation(word, at) for word, at in WORDS},
    "goals.yml": GOALS,
    "procedure/materials.yml": MATERIALS,
    "procedure/review.yml": review(sample()),
    "procedure/gates.yml": GATES,
}
"""The texts of the records of the beginning, by path below the folder of the cycle."""


def planned(
    folder: Path,
    edits: Edits | None = None,
    *,
    records: dict[str, str] | None = None,
    without: tuple[str, ...] = (),
    later: bool = False,
) -> Office:
    """The office read from ``folder``: the base, its plan, then ``records``; then ``edits``, each text found once.

    ``later`` keeps report, decision and closing of the base. What is missing is not looked at; all else is readable.
    """
    shutil.copytree(BASE, folder, dirs_exist_ok=True)
    trust = folder / "records/trust.yml"
    experts = "".join(
        f"  - id: {name}\n    role: expert\n    keys:\n      - {_key(name)}\n" for name in ("expert-a", "expert-b")
    )
    trust.write_text(trust.read_text("utf-8").replace("thresholds:\n", f"{experts}thresholds:\n"), "utf-8")
    cycle = folder / "records/cycles/2025"
    if not later:
        for name in ("report", "decision", "closed"):
            (cycle / f"procedure/{name}.yml").unlink()
    for name, text in {**RECORDS, **(records or {})}.items():
        (cycle / name).parent.mkdir(parents=True, exist_ok=True)
        (cycle / name).write_text(text, "utf-8")
    for path in (cycle / "inputs/data").iterdir():
        path.write_text(VOUCHED.sub(r"\g<0>    evidence: [佐证正文]\n", path.read_text("utf-8")), "utf-8")
    for name, pairs in (edits or {}).items():
        path = folder / "records" / (name[1:] if name.startswith("/") else f"cycles/2025/{name}")
        text = path.read_text("utf-8")
        for old, new in pairs:
            assert text.count(old) == 1, (name, old)
            text = text.replace(old, new)
        path.write_text(text, "utf-8")
    for name in without:
        path = cycle / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    with patch.object(bind, "load", _READ):
        office, problems = load(folder)
    readable = [problem for problem in problems if problem.code != "F113"]
    assert readable == [], problems_text(readable, "en")
    return office


VOUCHED = re.compile(r"^    (?:value|places): .*\n(?!    evidence)", re.MULTILINE)
"""The line of a figure: the base is older than plans, and most of its figures name no evidence."""

_READ = cache(bind.load)
"""Most records are the same in every test; each text is read once."""


def _key(name: str) -> str:
    """A public key as the trust record has it, without the comment."""
    return " ".join(demo.public_key_line(name).split()[:2])


def cycle_of(office: Office) -> Cycle:
    """The cycle that has the plan."""
    return office.cycles["2025"]


def found(office: Office) -> list[Problem]:
    """What the checks of the beginning find, as a report has it; every message has what it speaks of."""
    problems = in_order(beginning.check(office, cycle_of(office), calendars.working_years(office.calendars)))
    for problem in problems:
        for lang in messages.LANGS:
            said = messages.text(problem.code, lang, **problem.params) + messages.hint(
                problem.code, lang, **problem.params
            )
            assert "…" not in said and problem.code not in said
    return problems


def told(office: Office) -> list[tuple[str, str, int, str]]:
    """Code, name of the file, line and clause of each finding."""
    return [(p.code, p.place.path.rpartition("/")[2], p.place.line, p.clause) for p in found(office)]


def codes(folder: Path, edits: Edits | None = None, **rest: Any) -> list[str]:
    """The codes of what is found with these edits, in the order of a report; ``rest`` as in :func:`planned`."""
    return [problem.code for problem in found(planned(folder, edits, **rest))]
