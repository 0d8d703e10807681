"""Makes the example's people records of 2025, the same every time.

Every figure follows from a public label, so nothing here is anybody's. What the example must show is set by hand: a tie
at the quota's edge, a veto, a person on long leave, one under investigation, one on probation, one transferred, a group
of four raters, and a figure that was recorded wrongly and is put right after the decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tests.example import people_goals
from tests.example.people_cast import (
    HONOURS,
    INVESTIGATED,
    ON_LEAVE,
    ON_PROBATION,
    PEOPLE,
    SATISFACTION,
    SERVING,
    SET,
    TRANSFERRED,
    VETOED,
    VOTES,
    WRONG,
    Somebody,
    draw,
)
from tests.example.people_sources import GROUPS, SOURCES
from tests.example.people_text import Free, document

FOLDER = "records/cycles/2025/people/"


def records_before_decision() -> dict[str, str]:
    """The YAML of everything that the assessment rests on, by record path."""
    texts = {FOLDER + "roster.yml": roster("2025", "2025-03-03"), FOLDER + "goals.yml": people_goals.goals_2025()}
    texts |= {f"{FOLDER}data/{name}.yml": data(name) for name in SOURCES}
    texts |= {f"{FOLDER}votes/{name}.yml": votes(name) for name in GROUPS}
    texts[FOLDER + "status.yml"] = status()
    return texts


def roster(cycle: str, date: str) -> str:
    """Everyone in service in the cycle's year."""
    entries: list[dict[str, Any]] = []
    for person in PEOPLE:
        entry: dict[str, Any] = {"id": person.id, "kind": person.kind, "unit": person.unit, "from": person.since}
        if person.id == TRANSFERRED:
            if cycle != "2025":
                continue
            entry["to"] = "2025-05-30"
        entries.append(entry)
    return document(
        f"records/cycles/{cycle}/people/roster.yml",
        f"{cycle} 年度参加考核的人员名册。人员只写编号，编号随机分配；姓名对照表另行保管，不在本仓库。\n"
        "unit：工作人员所在科室，领导干部所领导的科室。",
        {"schema": "kaohe/people-roster/v1", "cycle": cycle, "date": date, "people": entries},
    )


def data(indicator: str) -> str:
    """The file of one indicator or adjustment."""
    name, provider, date, report, evidence = SOURCES[indicator]
    entries = []
    for person in PEOPLE:
        if (
            person.id == TRANSFERRED
            or indicator == ("execution.problems", "execution.oversight")[person.kind == "staff"]
        ):
            continue
        entry: dict[str, Any] = {"person": person.id, **figure(indicator, person)}
        if indicator in ("goals.attainment", "execution.tasks", "bonus.honours") and entry.get("value"):
            number = draw(f"evidence {indicator} {person.id}", 101, 989)
            entry["evidence"] = [
                Free(
                    f"{evidence}第 {number} 号，核对人工号 A-{draw(f'checker {indicator} {person.id}', 101, 219):04}。"
                )
            ]
        entries.append(entry)
    record: dict[str, Any] = {
        "schema": "kaohe/people-data/v1",
        "cycle": "2025",
        "indicator": indicator,
        "provider": provider,
        "date": date,
        "period": {"first": "2025-01-01", "last": "2025-12-31"},
        "signed_off_by": Free(
            f"{evidence}经办岗，工号 A-{draw(f'clerk {indicator}', 102, 160):04} 核对，科室负责人签认。"
        ),
        "report": Free(report + "。"),
        "values": entries,
    }
    return document(
        f"{FOLDER}data/{indicator}.yml",
        f"人员指标数据：{name}。",
        record,
        {"values": "每人一条；没有数据的写明 missing 的理由。"},
    )


def figure(indicator: str, person: Somebody) -> dict[str, Any]:
    """What an indicator's file says about somebody."""
    if (indicator, person.id) in SET:
        return dict(SET[indicator, person.id])
    if person.id == ON_LEAVE and indicator == "improvement.training":
        return {"missing": {"zh": Free("病假期间未能参加培训。"), "en": Free("On sick leave during the courses. ")}}

    def noisy(spread: int) -> int:
        return draw(f"{indicator} {person.id}", -spread, spread)

    ability = person.ability
    if indicator == "goals.attainment":
        return {"value": Fraction(min(870 + ability * 150 // 1000 + noisy(20), 1040), 10)}
    if indicator == "productivity.on-time":
        quarters: tuple[int, ...] = (1, 2, 3, 4) if person.id != ON_PROBATION else (4,)
        quarters = (1, 4) if person.id == ON_LEAVE else quarters
        each = {q: 950 + ability * 36 // 1000 + draw(f"{indicator} {person.id} {q}", -12, 12) for q in quarters}
        return {"periods": {str(q): Fraction(min(value, 1000), 10) for q, value in each.items()}}
    if indicator == "attitude.attendance":
        cases = max(0, 3 - ability * 4 // 1000 + noisy(1))
        left_out = {"errand": 1} if cases > 1 and draw(f"errand {person.id}", 0, 2) == 0 else {}
        return {"value": cases, **({"exempted": left_out} if left_out else {})}
    if indicator == "teamwork.department":
        return {"value": Fraction(min(900 + ability * 96 // 1000 + noisy(16), 1000), 10)}
    value = {
        "innovation.proposals": max(0, 1 + ability * 6 // 1000 + noisy(1)),
        "execution.tasks": min(73 + ability * 22 // 1000 + noisy(4), 100),
        "execution.problems": min(max(0, 2 + ability * 12 // 1000 + noisy(2)), 16),
        "execution.oversight": min(12, 11 + noisy(1)),
        "improvement.report": 100 if ability + noisy(200) > 450 else 80 if ability + noisy(200) > 50 else 60,
        "improvement.training": 48 + noisy(10),
        "bonus.honours": HONOURS.get(person.id, 0),
    }[indicator]
    return {"value": value}


def votes(group: str) -> str:
    """The file of one rater group."""
    name, channel, date, teller, scrutineer = GROUPS[group]
    entries = [tally for person in PEOPLE if person.id != TRANSFERRED for tally in tallies(group, person)]
    record: dict[str, Any] = {
        "schema": "kaohe/people-votes/v1",
        "cycle": "2025",
        "group": group,
        "channel": channel,
        "date": date,
        "teller": Free(f"计票人工号 {teller}，当场开箱，计票单两联。"),
        "scrutineer": Free(f"监票人工号 {scrutineer}，纪检监察室。"),
        "tallies": entries,
    }
    notes = {"tallies": "只有合计数，没有单张选票；invalid 按原因写作废票数，评分由小到大排列。"}
    four = "监督员只有 4 人，少于公布平均分所需的 5 人。\n" if group == "inspectors" else ""
    return document(f"{FOLDER}votes/{group}.yml", f"人员测评计票：{name}。\n{four}".rstrip("\n"), record, notes)


def tallies(group: str, person: Somebody) -> list[dict[str, Any]]:
    """What a rater group said about somebody, one entry per indicator."""
    if group == "meeting":
        return [_ballots(group, "competence.review", person, 40 if person.kind == "leader" else 16)]
    if group == "colleagues":
        return [_ballots(group, "attitude.conduct", person, 10), _sheets(group, "teamwork.cooperation", person, 10)]
    if group == "inspectors":
        return [_ballots(group, "service.quality", person, 4)]
    if person.unit not in SERVING and person.kind == "staff":
        reason = {"zh": Free("岗位不直接面向服务对象。"), "en": Free("The post serves nobody directly. ")}
        return [
            {"person": person.id, "indicator": name, "missing": reason}
            for name in ("service.quality", "recognition.public")
        ]
    return [_ballots(group, "service.quality", person, 20), _sheets(group, "recognition.public", person, 20)]


def _ballots(group: str, indicator: str, person: Somebody, issued: int) -> dict[str, Any]:
    """Counts by option; single ballots are drawn and forgotten."""
    if (f"{group} {indicator}", person.id) in SET:
        return {"person": person.id, "indicator": indicator, **SET[f"{group} {indicator}", person.id]}
    returned, invalid = _returned(group, indicator, person, issued)
    options, bounds = (VOTES, (680, 300, 40)) if indicator != "service.quality" else (SATISFACTION, (520, 120, -60))
    counts = dict.fromkeys(options, 0)
    for at in range(returned - sum(invalid.values())):
        judged = person.ability + draw(f"ballot {group} {indicator} {person.id} {at}", -330, 330)
        counts[next((o for o, bound in zip(options, bounds, strict=False) if judged > bound), options[-1])] += 1
    entry = {"person": person.id, "indicator": indicator, "issued": issued, "returned": returned}
    return {**entry, **({"invalid": invalid} if invalid else {}), "counts": counts}


def _sheets(group: str, indicator: str, person: Somebody, issued: int) -> dict[str, Any]:
    """Ratings in ascending order."""
    if (f"{group} {indicator}", person.id) in SET:
        return {"person": person.id, "indicator": indicator, **SET[f"{group} {indicator}", person.id]}
    returned, invalid = _returned(group, indicator, person, issued)
    label = f"sheet {group} {indicator} {person.id}"
    count = returned - sum(invalid.values())
    if indicator == "teamwork.cooperation":
        marks = [min(74 + person.ability * 20 // 1000 + draw(f"{label} {at}", -5, 5), 100) for at in range(count)]
    else:
        marks = [min(7 + (person.ability + draw(f"{label} {at}", -350, 350)) * 3 // 1000, 10) for at in range(count)]
    entry = {"person": person.id, "indicator": indicator, "issued": issued, "returned": returned}
    return {**entry, **({"invalid": invalid} if invalid else {}), "ratings": sorted(marks)}


def _returned(group: str, indicator: str, person: Somebody, issued: int) -> tuple[int, Mapping[str, int]]:
    """How many came back, and how many of them do not count. Of the inspectors all four always vote."""
    if group == "inspectors":
        return issued, {}
    label = f"{group} {indicator} {person.id}"
    returned = issued - max(0, draw(f"returned {label}", -3, issued // 8))
    ballots = indicator in ("competence.review", "attitude.conduct")
    reasons = ("over_limit", "all_equal", "spoilt", "blank") if ballots else ("blank", "spoilt")
    some = draw(f"invalid {label}", 0, 3) == 0
    return returned, {reasons[draw(f"reason {label}", 0, len(reasons) - 1)]: 1} if some else {}


def status() -> str:
    """Special statuses and the veto."""
    cites = ["people-9"]

    def entry(person: str, name: str, begin: str, end: str, reference: str) -> dict[str, Any]:
        days = {"from": begin} | ({"to": end} if end else {})
        return {"person": person, "status": name, **days, "reference": Free(reference), "cites": cites}

    statuses = [
        entry(TRANSFERRED, "transferred", "2025-05-31", "", "调动通知编号人调 2025-07。"),
        entry(ON_LEAVE, "long-leave", "2025-03-03", "2025-11-28", "病假审批单编号人假 2025-12，医院证明另存。"),
        entry(ON_PROBATION, "probation", "2025-09-01", "2026-08-31", "录用通知编号人录 2025-03。"),
        entry(INVESTIGATED, "under-investigation", "2025-11-10", "", "纪检监察室立案文书编号另存，结案前不写评语。"),
    ]
    veto = {
        "person": VETOED,
        "veto": "service-incident",
        "date": "2025-12-05",
        "reference": Free("网上办事平台中断责任认定书，编号纪监 2025-41。"),
        "cites": ["P2-4.2", "people-10"],
    }
    record: dict[str, Any] = {
        "schema": "kaohe/people-status/v1",
        "cycle": "2025",
        "date": "2026-01-12",
        "statuses": sorted(statuses, key=lambda item: str(item["person"])),
        "vetoes": [veto],
    }
    notes = {
        "statuses": "只写事实和依据；有什么影响由方案的特殊情形表规定，几种并存时取较重的。",
        "vetoes": "查实的否决事项，每项都有认定文书。",
    }
    return document(FOLDER + "status.yml", "人员的特殊情形和否决事项。", record, notes)


def correction() -> str:
    """The figure of one person that was recorded wrongly, as it should have been."""
    record: dict[str, Any] = {
        "schema": "kaohe/people-correction/v1",
        "cycle": "2025",
        "date": "2026-02-27",
        "corrections": [
            {
                "person": WRONG,
                "reason": "data_error",
                "clause": "P1-A14",
                "explanation": Free(
                    "录入目标达成率时把另一张核定单的数抄到了这一行，本人看到书面通知后提出，核对原件属实。"
                ),
                "figures": [
                    {
                        "indicator": "goals.attainment",
                        "value": Fraction(896, 10),
                        "evidence": [Free("目标完成核定单第 417 号原件，复核人工号 A-0144。")],
                    }
                ],
                "grade": "competent",
                "entered_by": "demo-office-2",
                "approved_by": ["demo-leader-1", "demo-leader-2"],
            }
        ],
    }
    comment = "决定之后发现有误的结果。更正后每个人的承诺都重新作一遍，外界看不出更正的是谁。\n"
    return document(FOLDER + "correction.yml", comment + "录入和批准的是不同的人（P1-A22）。", record)
