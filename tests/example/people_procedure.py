"""Makes the sealed records of the example's procedure of 2025: comments, objections, appeals and what results were for.

They speak of people, so they are sealed like the people records (P2-5.1). What the example must show is set by hand: a
comment that put a figure right, an objection that was upheld and one that was rejected, somebody who would not sign, a
reconsideration that left everything as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tests.example.people_cast import DEPARTED, HONOURS, INVESTIGATED, TRANSFERRED, UNITS, WRONG, draw
from tests.example.people_text import Free, document

FOLDER = "records/cycles/2025/procedure/"
OBJECTED = "community"
"""The unit whose objection was upheld."""

REFUSED = "environment"
"""The unit that would not sign for its result and asked for reconsideration."""

COMMENTS: tuple[tuple[str, str, str, str, str], ...] = (
    (
        "2026-01-16",
        "finance",
        "有一件审计整改事项 12 月 30 日已经办结，台账当成了超期，请核对按期办结率。",
        "accepted",
        "调取办结签收单核实，确已按期办结，按期办结率由 91.4% 更正为 92.3%。",
    ),
    ("2026-01-16", "p047", "自评报告的审核意见抄漏了一行。", "accepted", "补齐审核意见，评定不变。"),
    ("2026-01-19", "projects", "两处节点验收单的编号写反了。", "accepted", "更正佐证编号，积分不变。"),
    (
        "2026-01-20",
        "environment",
        "九件超期与清运合同重签有关，请求剔除。",
        "rejected",
        "合同属本科室职责，方案没有剔除的规定。",
    ),
    (
        "2026-01-21",
        "personnel",
        "互评票的四个选项没有说明掌握的尺度，建议加注。",
        "partly",
        "本年度不改票样，下一年度在票面加注说明。",
    ),
    (
        "2026-01-22",
        "p013",
        "交办任务只抽查了三件，请求重新抽查评定。",
        "rejected",
        "抽查件数按方案确定，没有新的材料。",
    ),
    (
        "2026-01-23",
        "hotline",
        "知识库更新延后是上级平台的原因，请在报告里写明。",
        "accepted",
        "在情况说明里写明，目标已于年中调整，得分不变。",
    ),
    (
        "2026-01-26",
        "service-hall",
        "建议公示时把各项得分排成一页。",
        "partly",
        "公示附件增加汇总表；人员部分不公示。",
    ),
    (
        "2026-01-27",
        "p038",
        "认为同事评价偏低，请求剔除最低的两张评分表。",
        "rejected",
        "评分表有效，方案没有剔除的规定。",
    ),
)
"""When, about whom, what was said, what became of it and why; one figure changed with the first."""

CHANGED = {"item": "data/duty.execution/finance", "before": "91.4", "after": "92.3"}


def records(people: Iterable[str]) -> dict[str, str]:
    """The YAML of these records by record path; ``people`` are those about whom something was decided."""
    return {
        FOLDER + "comments.yml": comments(),
        FOLDER + "effective.yml": effective(people),
        FOLDER + "appeals.yml": appeals(),
        FOLDER + "application.yml": application(),
    }


def comments() -> str:
    """The register of comments on the preliminary opinion."""
    entries: list[dict[str, Any]] = []
    for number, (received, about, text, disposition, reason) in enumerate(COMMENTS, 1):
        entry: dict[str, Any] = {
            "id": f"c{number}",
            "received": received,
            "about": about,
            "text": Free(text),
            "disposition": disposition,
            "reason": Free(reason),
        }
        if number == 1:
            entry["changed"] = [dict(CHANGED)]
        entries.append(entry)
    return document(
        FOLDER + "comments.yml",
        "对初步意见提出的意见，逐条登记、逐条处理（P1-A17）。提出人另行登记，不写在这里。",
        {"schema": "kaohe/comments/v1", "cycle": "2025", "comments": entries},
    )


def effective(people: Iterable[str]) -> str:
    """Objections, and who was told their result and signed for it."""
    objections = [
        {
            "id": "o1",
            "received": "2026-02-12",
            "about": OBJECTED,
            "text": Free("投诉件平均用时把等候申请人补件的天数算进去了，与方案的口径不符。"),
            "outcome": "upheld",
            "answered": "2026-02-26",
            "reason": Free("逐件复算 57 件投诉，扣除等候天数后平均 6 个工作日，异议成立，按更正程序办理。"),
        },
        {
            "id": "o2",
            "received": "2026-02-24",
            "about": "service-hall",
            "text": Free("得分够优秀却定为良好，认为平台中断是外部线路的原因。"),
            "outcome": "rejected",
            "answered": "2026-02-27",
            "reason": Free("理由已在审议时考虑过，没有新的事实；决定写明了依据，不作变动。"),
        },
    ]
    return document(
        FOLDER + "effective.yml",
        "异议都已答复，结果都已书面送达，考核结果生效（P1-A18）。\n拒绝签收的写明情况；结果更正的，更正以后送达。",
        {
            "schema": "kaohe/effective/v1",
            "cycle": "2025",
            "date": "2026-03-02",
            "objections": objections,
            "notified": [_notified(name) for name in (*UNITS, *sorted(set(people) - {TRANSFERRED}))],
        },
        {"objections": "公示期间收到的异议和答复。", "notified": "送达和签收，单位和人员都在内。"},
    )


def _notified(name: str) -> dict[str, Any]:
    day = "2026-02-28" if name in (OBJECTED, WRONG) else f"2026-02-{draw(f'delivered {name}', 25, 27)}"
    entry: dict[str, Any] = {"to": name, "delivered": day, "signed": name != REFUSED}
    said = {
        REFUSED: "科室负责人拒绝签字，两名送达人在场记录，送达人工号 A-0127。",
        OBJECTED: "按更正后的结果送达。",
        WRONG: "按更正后的结果送达，原通知收回。",
        INVESTIGATED: "告知暂缓定等次。",
    }.get(name)
    return {**entry, **({"note": Free(said)} if said else {})}


def appeals() -> str:
    """What was asked to be looked at again, and what came of it."""
    entries = [
        {
            "id": "r1",
            "kind": "reconsideration",
            "about": REFUSED,
            "known": "2026-02-26",
            "received": "2026-03-02",
            "body": Free("复核由派驻监督组另行指定人员办理。"),
            "deciders": ["demo-supervisor-2"],
            "decided": "2026-03-05",
            "outcome": "upheld",
            "before": "poor",
            "after": "poor",
            "reason": Free("复核了全部指标数据和专项意见，事实清楚，维持原等次；没有因申请复核而加重。"),
        },
        {
            "id": "r2",
            "kind": "reconsideration",
            "about": DEPARTED,
            "known": "2026-02-27",
            "received": "2026-03-02",
            "body": Free("复核由派驻监督组另行指定人员办理。"),
            "deciders": ["demo-supervisor-2"],
            "decided": "2026-03-06",
            "outcome": "upheld",
            "before": "basic",
            "after": "basic",
            "reason": Free("两次误报数据均有记录，领导班子的理由成立，维持原等次。"),
        },
    ]
    return document(
        FOLDER + "appeals.yml",
        "复核：由没有参加原决定的人办理，任何时候都不加重（P1-A23）。",
        {"schema": "kaohe/appeals/v1", "cycle": "2025", "date": "2026-03-06", "appeals": entries},
    )


def application() -> str:
    """What the results were used for, each by the decision and a clause."""
    units = [
        _used_for("unit", "discipline", "commendation", "2026-03-05", ["P1-A19", "P2-4.1"]),
        _used_for("unit", "permits", "reward", "2026-03-05", ["P1-A19", "P2-4.1"]),
        {
            **_used_for("unit", "environment", "criticism", "2026-03-09", ["P1-A19", "P2-4.1"]),
            "accountable": {
                "zh": "分管该科室的领导班子成员向局务会议作出说明。",
                "en": "The member of the leadership team who leads it answered for it at the bureau's meeting.",
            },
        },
    ]
    people: list[dict[str, Any]] = [
        _used_for("person", person, "reward", "2026-03-05", ["P1-A19", "people-12"]) for person in HONOURS
    ]
    people += [
        {
            **_used_for("person", DEPARTED, "reminder", "2026-03-09", ["P1-A19", "P2-4.1"]),
            "procedure": Free("谈话提醒记录编号人教 2026-11，谈话人工号 A-0124。"),
        },
        _used_for("person", WRONG, "training", "2026-03-06", ["P1-A24"]),
    ]
    people.sort(key=lambda use: str(use["person"]))
    return document(
        FOLDER + "application.yml",
        "结果用在哪里：每一项都有决定的文号和依据的条款（P1-A19、P1-A24、P2-4.1）。人员部分不公开。",
        {
            "schema": "kaohe/application/v1",
            "cycle": "2025",
            "date": "2026-03-09",
            "units": units,
            "people": people,
        },
    )


def _used_for(kind: str, subject: str, measure: str, date: str, cites: list[str]) -> dict[str, Any]:
    document_number = "星事考〔2026〕3号" if kind == "unit" else "星事考〔2026〕4号"
    return {kind: subject, "measure": measure, "date": date, "document": document_number, "cites": cites}


def early_figures() -> Mapping[str, str]:
    """By item, what a figure was before a comment changed it."""
    return {CHANGED["item"]: CHANGED["before"]}
