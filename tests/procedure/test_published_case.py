"""A case that was really published, told with invented people: 8 of 38 excellent, five days, the wrong contact.

In October 2019 an office posted its results for 2018. Eight of thirty-eight people were excellent, for which twenty
per cent suffice only where 7.6 is rounded up; "five days", from Thursday 24 to Monday 28 October, held three working
days with the day of posting and two without; objections went to somebody who was assessed. The whole office is checked
at once.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.core.messages import LANGS
from generator.core.problem import Problem
from generator.core.render import problems_text
from generator.office.check import load_and_check
from generator.signing import demo
from tests.broken.edited import Edits
from tests.office.people_office import About, write_office
from tests.procedure.outcome_office import FILES
from tests.procedure.planned import GATES, planned

PEOPLE = tuple(f"p{number:03d}" for number in range(1, 39))
EXCELLENT = PEOPLE[:8]
FIVE_DAYS, FIVE_WORKING_DAYS = "2026-10-28", "2026-10-31"
"""The last day of the notice, before the whole office is moved to its year."""

ASSESSED = ", department: planning, person: p009"
HALF_UP = ", rounding: half_up, rounding_cites: [P1-A18]"
LEADERSHIP = ("holder-d", "holder-e", "lead-1", "lead-2", "lead-3")

_CALENDAR = """\
schema: kaohe/calendar/v1
year: "{year}"
basis: 示例放假通知
holidays: [{holidays}]
makeup_workdays: [{makeup}]
"""

_ATTENDANCE = """\
  members: 5
  present: 5
  recused: 1
  passed: true
  minutes: 会议记录正文
  attendance:
    - {holder: holder-d, present: true}
    - {holder: holder-e, present: true, recused: [archive], ground: 分管}
    - {holder: lead-1, present: true}
    - {holder: lead-2, present: true}
    - {holder: lead-3, present: true}
"""


_SCHEME = """\
  - id: execution
    name: {zh: 任务落实, en: Carrying out tasks}
    weight: 20
    cites: [P1-A8]
    indicators:
      - id: tasks
        name: {zh: 集体任务, en: Tasks of the team}
        definition: {zh: 按时完成的比例, en: Share done in time}
        part: quantitative
        nature: process
        scope: team
        dimension: duties
        method: records
        weight: 20
        unit: {zh: "%", en: "%"}
        provider: planning
        rule: {kind: linear_to_target, target: 100}
        missing: {policy: incomplete, cites: [P1-A14]}
        cites: [P1-A8]
  - id: attitude
    name: {zh: 作风, en: Working style}
    weight: 20
    cites: [P1-A8]
    indicators:
      - id: conduct
        name: {zh: 工作作风, en: Working style}
        definition: {zh: 评议的平均分, en: Mean of what raters say}
        part: qualitative
        nature: process
        scope: individual
        dimension: conduct
        method: questionnaire
        weight: 20
        unit: {zh: 分, en: points}
        provider: planning
        rule:
          kind: votes_to_points
          options:
            - {id: good, name: {zh: 好, en: good}, points: 100}
            - {id: poor, name: {zh: 差, en: poor}, points: 40}
          groups:
            - {id: colleagues, name: {zh: 同事, en: Colleagues}, weight: 50}
            - {id: served, name: {zh: 服务对象, en: Those served}, weight: 50}
          missing_group: incomplete
        missing: {policy: incomplete, cites: [P1-A14]}
        cites: [P1-A15]
channels:
  - {id: peers, weight: 50, groups: [colleagues], cites: [P1-A15]}
  - {id: public, weight: 50, groups: [served], cites: [P1-A15]}
grades:
"""
_WAIVED = ("competence", "improvement", "innovation", "productivity", "recognition", "service", "teamwork")


def people(folder: Path, rounding: str) -> dict[str, str]:
    """The records of 38 people: everybody's total is another one, so that no tie has to be decided."""
    head = 'cycle: "2025"\n'
    values = "".join(f"  - {{person: {person}, value: {99 - at}}}\n" for at, person in enumerate(PEOPLE))
    write_office(folder, About(roster=PEOPLE))
    written = folder / "records/cycles/2025/people"
    texts = {path.relative_to(written).as_posix(): path.read_text("utf-8") for path in written.rglob("*.yml")}
    data = texts["data/attainment.yml"]
    grades = []
    for at, person in enumerate(PEOPLE):
        grade = "excellent" if person in EXCELLENT else "good"
        # The eighth is not recommended: twenty per cent of 38 are seven people.
        above = at == 7 and not rounding
        departs = ", departs: {zh: 工作突出, en: Did well}, departs_clause: P1-A18" if above else ""
        grades.append(f"  - {{person: {person}, grade: {grade}{departs}}}\n")
    scheme = texts["scheme.yml"].replace("block: 20", "block: 40").replace("weight: 100\n", "weight: 60\n")
    scheme = scheme.replace("ratio: 0.5, by: kind", f"ratio: 20%, by: kind{rounding}").replace("grades:\n", _SCHEME)
    waived = (f"  - {{target: {name}, reason: {{zh: 不适用, en: None}}, cites: [P1-A8]}}\n" for name in _WAIVED)
    texts["scheme.yml"] = scheme + "waivers:\n" + "".join(waived)
    tasks = data.replace("indicator: attainment", "indicator: tasks")
    done = "".join(f"  - {{person: {person}, value: 100}}\n" for person in PEOPLE)
    texts["data/tasks.yml"] = tasks[: tasks.index("values:")] + "values:\n" + done
    for group, channel in (("colleagues", "peers"), ("served", "public")):
        said = "indicator: conduct, issued: 12, returned: 12, counts: {good: 12, poor: 0}"
        texts[f"votes/{group}.yml"] = (
            f"schema: kaohe/people-votes/v1\n{head}group: {group}\nchannel: {channel}\ndate: 2026-01-14\n"
            "teller: 计票人\nscrutineer: 监票人\ntallies:\n"
            + "".join(f"  - {{person: {person}, {said}}}\n" for person in PEOPLE)
        )
    texts["data/attainment.yml"] = data[: data.index("values:")] + "values:\n" + values
    texts["status.yml"] = "schema: kaohe/people-status/v1\n" + head + "date: 2026-01-12\n"
    texts["decision.yml"] = (
        "schema: kaohe/people-decision/v1\n" + head + "document: 示例发〔2026〕2号\ndate: 2026-10-22\n"
        "deliberation:\n  date: 2026-10-21\n" + _ATTENDANCE + "grades:\n" + "".join(grades)
    )
    texts["roster.yml"] = texts["roster.yml"].replace("2019-07-01", "2012-07-01")
    del texts["correction.yml"]
    return {f"people/{name}": text for name, text in texts.items()}


def _key(name: str) -> str:
    """A public key as the trust record has it, without the comment."""
    return " ".join(demo.public_key_line(name).split()[:2])


def notice(last: str, contact: str) -> str:
    return (
        FILES["notice.yml"]
        .replace(
            "date: 2026-02-12\nfrom: 2026-02-13\nto: 2026-02-20", f"date: 2026-10-24\nfrom: 2026-10-24\nto: {last}"
        )
        .replace("hours: {zh: 上午, en: Mornings}", "hours: {zh: 上午, en: Mornings}" + contact)
    )


def published(folder: Path, last: str, contact: str, rounding: str = "") -> list[Problem]:
    """What ``kaohe check`` finds in the office whose notice ends with ``last`` and names ``contact``."""
    records = {
        **people(folder / "people", rounding),
        "procedure/gates.yml": "".join(
            line.replace("passed: false", "passed: true").replace("ceiling: good, ", "").replace("ceiling: poor, ", "")
            for line in GATES.splitlines(keepends=True)
        ),
        "procedure/preliminary.yml": FILES["preliminary.yml"] + "told: grade\n",
        "procedure/comments.yml": FILES["comments.yml"].replace("about: p003", "about: planning"),
        "procedure/release-review.yml": FILES["release-review.yml"]
        .replace("2026-02-1", "2026-10-2")
        .replace("reviewer: holder-g", "reviewer: reviewer-a"),
        "procedure/notice.yml": notice(last, contact),
    }
    added = [*((name, "leadership") for name in LEADERSHIP[2:]), ("reviewer-a", "reviewer")]
    holders = "".join(f"  - id: {name}\n    role: {role}\n    keys:\n      - {_key(name)}\n" for name, role in added)
    meeting = "  members: 7\n  present: 5\n  recused: 1\n  passed: true\n  minutes: 会议记录正文\n"
    edits: Edits = {
        "/trust.yml": [("thresholds:\n", f"{holders}thresholds:\n")],
        "scheme.yml": [("families:\n", "weight_cap: {at_most: 20, cites: [P2-1.2(2)]}\nfamilies:\n")],
        "procedure/plan.yml": [
            ("{step: decision, by: 2026-02-10}", "{step: decision, by: 2026-10-23}"),
            ("{step: notice, by: 2026-02-12}", "{step: notice, by: 2026-10-25}"),
            ("{step: effective, by: 2026-02-27}", "{step: effective, by: 2026-11-15}"),
            ("{step: closed, by: 2026-03-31}", "{step: closed, by: 2026-12-15}"),
        ],
        "procedure/office.yml": [
            (
                "  - {holder: holder-e, leads: [archive]}\n",
                "  - {holder: holder-e, leads: [archive]}\n"
                + "".join(f"  - {{holder: {name}}}\n" for name in LEADERSHIP[2:]),
            )
        ],
        "procedure/decision.yml": [
            ("date: 2026-02-10\n", "date: 2026-10-22\n"),
            ("  date: 2026-02-09\n", "  date: 2026-10-21\n"),
            (meeting, _ATTENDANCE),
        ],
    }
    office = folder / "office"
    planned(office, edits, records=records, without=("procedure/closed.yml",), later=True)
    _in_its_own_year(office)
    return load_and_check(office).problems


def _in_its_own_year(folder: Path) -> None:
    """The same office seven years earlier: cycle 2018, decided in 2019, by the calendars of those years."""
    for path in sorted((folder / "records").rglob("*.yml")):
        text = path.read_text("utf-8")
        for year in (2024, 2025, 2026):
            text = text.replace(str(year), str(year - 7))
        path.write_text(text, "utf-8")
    (folder / "records/cycles/2025").rename(folder / "records/cycles/2018")
    for old in (folder / "records/calendar").iterdir():
        old.unlink()
    days = {
        "2018": ("2018-01-01, 2018-10-01", ""),
        "2019": ("2019-01-01, 2019-10-01, 2019-10-02, 2019-10-03, 2019-10-04, 2019-10-07", "2019-10-12"),
    }
    for named, (holidays, makeup) in days.items():
        text = _CALENDAR.format(year=named, holidays=holidays, makeup=makeup)
        (folder / f"records/calendar/{named}.yml").write_text(text, "utf-8")


def codes(folder: Path, last: str, contact: str, rounding: str = "") -> list[str]:
    return [problem.code for problem in published(folder, last, contact, rounding)]


def test_the_published_case_is_refused_for_all_three_reasons_at_once(tmp_path: Path) -> None:
    found = published(tmp_path, FIVE_DAYS, ASSESSED)
    assert [(p.code, p.place.path.rpartition("/2018/")[2], p.clause) for p in found] == [
        ("X278", "people/decision.yml", "P1-A18"),
        ("X369", "procedure/notice.yml", "P2-3.2(4)"),
        ("X371", "procedure/notice.yml", "P1-A22"),
        ("X371", "procedure/notice.yml", "P1-A22"),
    ]
    posting = found[1].params
    assert (posting["from"], posting["to"], posting["counted"], posting["needed"], posting["ends"]) == (
        "2019-10-24", "2019-10-28", "2", "5", "2019-10-31",
    )  # fmt: skip
    for lang in LANGS:
        said = problems_text(found, lang)
        assert all(f"[{problem.clause}]" in said for problem in found)
        assert "p009" not in said


@pytest.mark.parametrize(
    ("last", "contact", "rounding", "expected"),
    [
        (FIVE_WORKING_DAYS, "", "", ["X278"]),
        (FIVE_DAYS, "", HALF_UP, ["X369"]),
        (FIVE_WORKING_DAYS, ", department: planning", HALF_UP, ["X371"]),
        (FIVE_WORKING_DAYS, ", person: p009", HALF_UP, ["X371"]),
    ],
)
def test_each_reason_suffices(tmp_path: Path, last: str, contact: str, rounding: str, expected: list[str]) -> None:
    assert codes(tmp_path, last, contact, rounding) == expected


def test_the_same_office_done_as_the_rules_ask(tmp_path: Path) -> None:
    """Eight where the scheme cites the rounding of 7.6 to 8, five working days, a contact that is not assessed."""
    assert codes(tmp_path, FIVE_WORKING_DAYS, ", department: liaison", HALF_UP) == []
