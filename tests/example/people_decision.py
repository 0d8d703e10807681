"""The example's decision on people: what the leadership decided once the recommendations were there.

It follows the recommendation but for one person, and puts two people in order who were equal at the quota's edge.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.intake import repository
from generator.intake.repository import Cycle
from generator.office.people_cohort import people_assessment
from generator.scoring.people import PersonResult
from tests.example import people_procedure
from tests.example.people import FOLDER, correction, records_before_decision, roster
from tests.example.people_cast import DEPARTED, EQUAL, INVESTIGATED, TRANSFERRED, VETOED
from tests.example.people_goals import goals_2026
from tests.example.people_text import Free, document

PATH = FOLDER + "decision.yml"


def records(root: Path) -> dict[str, str]:
    """The YAML of every sealed record of the example, by record path; ``root`` holds the public ones and the units'."""
    texts = records_before_decision()
    undecided = _cycle(root, texts)
    tied = {person for statement in people_assessment(undecided).quota for person in statement.tie}
    if tied != set(EQUAL):
        raise RuntimeError("the example no longer has its tie")
    results = people_assessment(_cycle(root, texts | {PATH: decision({})})).people
    texts[PATH] = decision({result.id: result for result in results})
    texts |= people_procedure.records(result.id for result in results)
    texts[FOLDER + "correction.yml"] = correction()
    texts["records/cycles/2026/people/roster.yml"] = roster("2026", "2026-04-01")
    texts["records/cycles/2026/people/goals.yml"] = goals_2026()
    return texts


def decision(results: Mapping[str, PersonResult]) -> str:
    """The decision on ``results``; without any, the order among equals alone."""
    ties = [
        {
            "date": "2026-01-28",
            "order": list(EQUAL),
            "reason": Free(
                "两人总分、目标达成和交办任务完全相同。会议逐项比较全年工作后认为前者承担的来电量更大，六票一致。"
            ),
            "clause": "P1-A18",
        }
    ]
    head: dict[str, Any] = {"schema": "kaohe/people-decision/v1", "cycle": "2025", "ties": ties}
    notes = {"ties": "优秀名额边缘有两人并列，程序不作取舍，由领导班子在报告之前决定先后。"}
    if results:
        meeting = {"date": "2026-02-05", "members": 7, "present": 6, "recused": 1, "passed": True}
        minutes = Free("逐人审议人员等次，用时三小时。涉及本人分管科室时相关成员离场。记录人工号 A-0109。")
        seats: list[dict[str, Any]] = [
            {"holder": f"demo-leader-{at}", "present": at != 8} for at in (1, 2, 3, 5, 6, 7, 8)
        ]
        seats[2] |= {"recused": ["environment"], "ground": Free("审议所分管科室的人员时离场。")}
        head |= {
            "document": "星事考〔2026〕4号",
            "date": "2026-02-06",
            "deliberation": {**meeting, "minutes": minutes, "attendance": seats},
            "grades": [_grade(result) for result in results.values()],
        }
        notes["grades"] = "得分只是建议，等次由人决定，逐人写明；不定等次的写明原因。"
    return document(PATH, "领导班子对人员等次的决定（P1-A18）。", head, notes)


def _grade(result: PersonResult) -> dict[str, Any]:
    if result.id == DEPARTED:
        return {
            "person": result.id,
            "grade": "basic",
            "departs": {
                "zh": Free("得分刚过称职的下限，但全年两次误报数据，领导班子认为定为基本称职更符合实际。"),
                "en": Free("The total only just reaches competent, but data were reported wrongly twice in the year. "),
            },
            "departs_clause": "P1-A18",
            "discussion": Free("五票赞成，一票认为应按得分。"),
        }
    if result.recommended is None:
        said = {INVESTIGATED: "结案后补定等次。", TRANSFERRED: "已随调动移交材料。"}.get(result.id)
        return {"person": result.id, "no_grade": result.reason, **({"discussion": Free(said)} if said else {})}
    said = {VETOED: "得分够优秀，但对平台中断负有责任，按否决事项不评优秀，本人没有异议。"}.get(result.id)
    return {"person": result.id, "grade": result.recommended, **({"discussion": Free(said)} if said else {})}


def _cycle(root: Path, texts: Mapping[str, str]) -> Cycle:
    replaced = {path: text.encode() for path, text in texts.items()}
    # Without a key, so that what is sealed already says nothing here.
    office, problems = repository.load(root, [], replaced)
    wrong = [problem for problem in problems if problem.place.path.removesuffix(".age") in replaced]
    if wrong:
        raise RuntimeError(f"the example's records are wrong: {wrong[:5]}")
    return office.cycles["2025"]
