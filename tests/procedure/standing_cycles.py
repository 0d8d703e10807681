"""Cycles with a plan for tests of where a cycle stands: the valid base office with some files more and some less."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterable
from pathlib import Path

from generator.intake.repository import Cycle, load
from generator.procedure import calendars
from generator.procedure.limits import Published
from generator.procedure.standing import Situation
from generator.procedure.states import files_of
from generator.procedure.workdays import WorkingYear
from tests.broken.edited import BASE

PLAN = """\
schema: kaohe/plan/v1
cycle: 2025
in_force: {published: 2024-01-01, last_day: 2026-12-31, cites: [P1-A25]}
schedule:
  - {step: goals, by: 2025-02-28}
  - {step: materials, by: 2025-12-31}
  - {step: review, by: 2026-01-15}
  - {step: report, by: 2026-02-06}
  - {step: decision, by: 2026-02-10}
  - {step: notice, by: 2026-03-31}
  - {step: effective, by: 2026-04-30}
  - {step: closed, by: 2026-06-30}
periods:
  comments: {workdays: 5, cites: [P1-A17]}
  posting: {workdays: 5, cites: [P1-A18]}
  answer: {workdays: 10, cites: [P1-A17]}
  outside: {workdays: 20, cites: ["P2-3.2(4)"]}
  feedback: {workdays: 15, cites: [P2-4.3]}
  reconsideration: {days: 30, cites: [P1-A23]}
  reconsideration_decision: {days: 30, cites: [P1-A23]}
  appeal: {days: 15, cites: [P1-A23]}
  appeal_decision: {days: 60, cites: [P1-A23]}
quorum: {share: 2/3, cites: [P1-A18]}
spot_check:
  share: 1/10
  minimum: 3
  event: {zh: 抽签, en: The draw}
  drawn: 2026-01-08
  cites: [P1-A16]
channels: {minimum: 2, cites: [P1-A15]}
checklist:
  - {id: self-report, name: {zh: 自评报告, en: Report on itself}}
resources:
  people: 3
  budget: {zh: 无, en: none}
  cites: [P1-A20]
"""
NOTICE = """\
schema: kaohe/notice/v1
cycle: 2025
number: 公示一号
title: {zh: 公示, en: Notice}
date: 2026-02-12
from: 2026-02-12
to: 2026-02-26
audience: both
contacts:
  - office: {zh: 监督组, en: Supervision}
    address: {zh: 东楼, en: East building}
    hours: {zh: 工作日, en: Working days}
issuer: {zh: 考核办公室, en: Assessment office}
cites: [P1-A18]
"""
PRELIMINARY = """\
schema: kaohe/preliminary/v1
cycle: 2025
date: 2026-01-16
opens: 2026-01-19
closes: 2026-01-27
where: {zh: 办公室, en: At the office}
"""
RECTIFICATION = """\
schema: kaohe/rectification/v1
cycle: 2025
id: permits
unit: permits
problem: {zh: 超期, en: Late}
ordered: 2026-03-16
responsible: {zh: 科长, en: Head of unit}
responsible_person: 工号 1
due: 2026-04-15
"""
VERIFIED = "verified: {date: 2026-04-10, by: demo-office-1, proof: 复查记录}\n"
FEEDBACK = """\
schema: kaohe/feedback/v1
cycle: 2025
id: opening-hours
received: 2026-03-02
question: {zh: 何时, en: When}
answered: 2026-03-06
answer: {zh: 周一, en: On Monday}
moderated_by: demo-office-1
"""
TEXTS = {
    "procedure/plan.yml": PLAN,
    "procedure/notice.yml": NOTICE,
    "procedure/preliminary.yml": PRELIMINARY,
    "procedure/rectification/permits.yml": RECTIFICATION,
    "procedure/feedback/opening-hours.yml": FEEDBACK,
}
"""What is read of these files matters; of all others only that they are there."""

DAYS = {
    "scheme": "2025-01-10", "goals": "2025-02-20", "materials": "2025-12-30", "review": "2026-01-09",
    "preliminary": "2026-01-16", "report": "2026-01-30", "decision": "2026-02-09", "notice": "2026-02-12",
    "correction": "2026-02-20", "effective": "2026-03-06", "appeals": "2026-04-10", "application": "2026-04-13",
    "rectification": "2026-04-14", "closed": "2026-06-26",
}  # fmt: skip
"""The dates of the statements by act."""

ALL = tuple(DAYS)


def date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def so_far(*acts: str, seen: bool = False) -> list[Published]:
    """Statements of these acts in their order; ``seen``: cosigned on the day after their date."""
    found = []
    for index, act in enumerate(acts, 1):
        day = date(DAYS[act])
        found.append(Published(act, index, day, day + datetime.timedelta(days=1) if seen else None, seen))
    return found


def up_to(act: str) -> tuple[str, ...]:
    """The acts of a whole cycle up to this one."""
    return ALL[: ALL.index(act) + 1]


def cycle_with(folder: Path, *files: str, texts: dict[str, str] | None = None, planned: bool = True) -> Cycle:
    """The cycle of 2025 with just these files (paths below its folder; a folder stands for a file in it)."""
    shutil.copytree(BASE, folder, dirs_exist_ok=True)
    root = folder / "records/cycles/2025"
    for path in [*root.rglob("*.yml")]:
        if path != root / "scheme.yml":
            path.unlink()
    wanted = dict.fromkeys([*(["procedure/plan.yml"] if planned else []), *files])
    for name in wanted:
        target = root / (f"{name}some.yml" if name.endswith("/") else name)
        if name != "scheme.yml":
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text({**TEXTS, **(texts or {})}.get(name, "schema: none\n"), "utf-8")
    office, _ = load(folder)
    return office.cycles["2025"]


def written_for(*acts: str, people: bool = False) -> list[str]:
    """The files that these acts rest on."""
    named = [file for act in acts for file in files_of(act, people=people)]
    own = {"procedure/rectification/": "procedure/rectification/permits.yml"}
    own |= {"procedure/feedback/": "procedure/feedback/opening-hours.yml"}
    return [own.get(file, file) for file in dict.fromkeys(named)]


def years(folder: Path) -> dict[int, WorkingYear]:
    """The calendars of the base office."""
    office, _ = load(folder)
    return calendars.working_years(office.calendars)


def situated(folder: Path, published: Iterable[Published], **more: object) -> Situation:
    """A situation with these statements and the base office's calendars."""
    return Situation(published=list(published), years=years(folder), **more)  # type: ignore[arg-type]
