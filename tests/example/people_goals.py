"""The goals of the example's people: what each is to reach, and what was changed during 2025 with approval."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.example.people_cast import PEOPLE, TRANSFERRED, Somebody, draw
from tests.example.people_text import Free, document

TASKS: Mapping[str, tuple[tuple[str, str, int], ...]] = {
    "general-office": (
        ("承办文电会务无差错", "次", 60),
        ("督办事项按期反馈", "件", 80),
        ("更新公开目录条目", "条", 40),
    ),
    "discipline": (("完成岗位廉政风险排查", "岗", 12), ("跟踪整改问题到位", "项", 15), ("组织警示教育", "场", 4)),
    "personnel": (("完成人事档案核对", "卷", 90), ("组织业务培训", "期", 6), ("办结职级晋升手续", "件", 20)),
    "organisation": (("修订内部制度", "项", 8), ("完成制度执行抽查", "次", 12), ("整理会议决定台账", "份", 24)),
    "planning": (("按期完成统计报表", "张", 48), ("提交分析报告", "篇", 10), ("核对项目进度数据", "次", 12)),
    "finance": (("按期办理资金支付", "笔", 220), ("完成内部审计项目", "个", 5), ("清理往来账款", "笔", 30)),
    "permits": (("按期办结许可申请", "件", 260), ("精简申请材料", "项", 8), ("更新办事指南", "份", 16)),
    "service-hall": (("窗口接待办件", "件", 1800), ("为行动不便者上门帮办", "次", 24), ("更新网上办事说明", "条", 30)),
    "community": (("走访社区服务站", "次", 40), ("协调解决共性问题", "件", 18), ("组织志愿服务", "场", 10)),
    "projects": (("按节点完成工程验收", "次", 9), ("开展安全巡查", "次", 48), ("办结竣工移交", "个", 4)),
    "environment": (("整治公共区域点位", "处", 36), ("处理扰民投诉", "件", 70), ("检查垃圾清运路线", "条", 20)),
    "hotline": (("接听登记群众来电", "件", 2400), ("完成办结回访", "件", 900), ("提交诉求分析", "篇", 12)),
}
LEADING: tuple[tuple[str, str, int], ...] = (
    ("分管重点任务按期完成", "项", 14),
    ("牵头解决群众反映集中的问题", "件", 8),
)
CHANGED = {"p012": "2025-07-14", "p030": "2025-06-20", "p055": "2025-08-04", "p062": "2025-05-19"}
"""Whose first target was lowered or raised during 2025, and on which day."""


def goals(cycle: str, date: str, without: frozenset[str], *, changed: bool) -> str:
    """The goals of one cycle; ``changed``: with what was changed of them during 2025."""
    entries = [goal for person in PEOPLE if person.id not in without for goal in _goals(cycle, person, changed=changed)]
    record: dict[str, Any] = {
        "schema": "kaohe/people-goals/v1",
        "cycle": cycle,
        "date": date,
        "confirmed_by": Free("各科室与本人逐项确认，汇总人工号 A-0144。"),
        "goals": entries,
    }
    comment = f"{cycle} 年度个人工作目标：每人两项，写明基数和目标值。\n"
    comment += "年内变更须经批准，原目标保留，按变更后的目标值计算达成率。"
    return document(f"records/cycles/{cycle}/people/goals.yml", comment, record)


def goals_2025(*, changed: bool = True) -> str:
    """The goals of the finished cycle, in the end or as they were first set."""
    return goals("2025", "2025-03-10", frozenset({TRANSFERRED}), changed=changed)


def goals_2026() -> str:
    """The goals of the open cycle."""
    return goals("2026", "2026-04-10", frozenset({TRANSFERRED}), changed=False)


def _goals(cycle: str, person: Somebody, *, changed: bool) -> list[dict[str, Any]]:
    known = LEADING if person.kind == "leader" else TASKS[person.unit]
    first = draw(f"goals {cycle} {person.id}", 0, len(known) - 1)
    chosen = [known[first], known[(first + 1) % len(known)]]
    found = []
    for at, (text, unit, usual) in enumerate(chosen, 1):
        baseline = max(1, usual + usual * draw(f"baseline {cycle} {person.id} {at}", -12, 6) // 100)
        target = max(baseline, usual + usual * draw(f"target {cycle} {person.id} {at}", 0, 15) // 100)
        goal: dict[str, Any] = {
            "person": person.id,
            "id": f"g{at}",
            "indicator": "goals.attainment",
            "text": Free(f"全年{text} {target} {unit}。"),
            "unit": unit,
            "baseline": baseline,
            "target": target,
        }
        if changed and at == 1 and person.id in CHANGED:
            goal["changes"] = [_change(person, target, CHANGED[person.id])]
        found.append(goal)
    return found


def _change(person: Somebody, target: int, date: str) -> dict[str, Any]:
    lowered = draw(f"change {person.id}", 0, 2) > 0
    new = target - max(1, target // 8) if lowered else target + max(1, target // 10)
    why = "年中任务调整，一部分工作移交其他科室" if lowered else "年中增加人手，承担了移交来的一部分工作"
    return {
        "date": date,
        "from": target,
        "to": new,
        "reason": Free(f"{why}，目标值随之变更。"),
        "approved_by": Free(f"分管领导批准，批件编号规统 2025-{draw(f'paper {person.id}', 21, 60)}。"),
    }
