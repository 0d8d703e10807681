"""A well-formed ledger of a cycle with a plan: every act of the procedure, and the next cycle just begun.

``make_planned(folder, until)`` writes what the site builder is given, up to and including the act ``until``.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection
from fractions import Fraction
from pathlib import Path
from typing import Any

from generator.core.canonical import sha256_hex
from generator.ledger import merkle
from generator.published.sampling import draw, items, sample_size, seed_of
from generator.published.vocabulary import ACTS
from generator.published.withdrawal import Withdrawal
from tests.site import synthetic_people as people
from tests.site.synthetic import (
    CYCLE,
    GRADES,
    NEXT_CYCLE,
    ROOT,
    Bodies,
    _decision,
    _indicators,
    _Maker,
    _result,
    _scheme,
    _scheme_records,
    _trust,
    both,
    unit_id,
    unit_name,
)

UNITS = 5
CORRECTED, FAILED, MENDING, OVERDUE = (unit_id(i) for i in (0, 2, 3, 4))
DIGITS = "0417253"
ACT_DATES = {
    "goals": "2025-02-10",
    "interpretation": "2025-03-03",
    "feedback": "2025-06-10",
    "materials": "2026-01-05",
    "amendment": "2026-01-08",
    "review": "2026-01-12",
    "preliminary": "2026-01-13",
    "report": "2026-02-06",
    "decision": "2026-02-09",
    "notice": "2026-02-10",
    "correction": "2026-02-20",
    "effective": "2026-02-24",
    "appeals": "2026-03-09",
    "application": "2026-03-10",
    "rectification": "2026-03-11",
    "closed": "2026-03-20",
    "mended": "2026-04-10",
}
ORDER = (
    *("scheme", "goals", "interpretation", "feedback", "materials", "review", "preliminary", "report", "decision"),
    *("notice", "correction", "effective", "appeals", "application", "rectification", "closed", "mended", "open"),
)


def make_planned(
    folder: Path,
    until: str = "open",
    without: Collection[str] = (),
    withdrawn: Collection[str] = (),
    *,
    late: bool = False,
    amended: bool = False,
) -> Path:
    """An export of a cycle with a plan up to the act ``until``, but for some acts; ``open``: the next has begun.

    ``withdrawn``: records (``<index>/records/…``) that a last statement withdraws. ``late``: answer and notice come
    after the plan's days, and say why. ``amended``: before the review the plan was amended.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "site_config", folder / "site_config")
    shutil.copy(ROOT / "mkdocs.yml", folder / "mkdocs.yml")
    maker = _Maker(folder / "ledger")
    course = _Course(maker, late=late)
    acts = [act for act in ORDER[: ORDER.index(until) + 1] if act not in without]
    if amended:
        acts.insert(acts.index("materials") + 1, "amendment")
    course.publish(tuple(acts))
    course.withdraw(withdrawn)
    maker.log()
    return folder


class _Course:
    """Publishes one act after another."""

    def __init__(self, maker: _Maker, *, late: bool = False) -> None:
        self._maker = maker
        self._late = late
        self._names = [unit_name(i) for i in range(UNITS)]
        self._scheme = _scheme()
        items_ = _indicators(self._scheme)
        self._slots = ["total.exact", *(f"{item['id']}.{part}" for item in items_ for part in ("score", "inputs"))]
        self._figures = [item["id"] for item in items_ if item["rule"]["kind"] == "linear_to_target"]
        self._results: list[dict[str, Any]] = []

    def publish(self, acts: tuple[str, ...]) -> None:
        self._maker.add("trust", "", [("trust", "v1", _trust(), 0)])
        for act in acts:
            kind, step = ACTS.get(act, ("change", "rectification"))
            bodies = self._begin() if act == "scheme" else getattr(self, f"_{act}")()
            if act == "open":
                self._maker.add_step("scheme", NEXT_CYCLE, bodies, step="", date="2026-04-15")
            elif act == "scheme":
                self._maker.add(kind, CYCLE, bodies)
            else:
                revision = 2 if act == "mended" else 1
                self._maker.add_step(kind, CYCLE, bodies, step=step, date=ACT_DATES[act], revision=revision)

    def withdraw(self, records: Collection[str]) -> None:
        """One more statement that withdraws records; their files are gone."""
        bodies: Bodies = []
        for key in records:
            index, _, path = key.partition("/")
            file = self._maker.ledger / "statements" / key
            data = file.read_bytes()
            statement = self._maker.statements[int(index)][1]
            digests = sha256_hex(data), merkle.leaf_hash(data).hex()
            said = Withdrawal(statement, int(index), path, *digests, "superseded_by_correction", "P1-A23")
            bodies.append(("withdrawal", said.name, said.body(), 0))
            file.unlink()
        if bodies:
            self._maker.add_step("change", CYCLE, bodies, step="withdrawal", date="2026-04-20")

    def _begin(self) -> Bodies:
        return [
            *_scheme_records(self._scheme, self._slots, self._names),
            ("plan", CYCLE, plan(CYCLE, late=self._late), 0),
            ("office", CYCLE, office(), 1),
            ("interpretation", "timely", interpretation("timely", "P2-3.2(4)", "timely"), 0),
        ]

    def _amendment(self) -> Bodies:
        """Another draw, announced on the day of the first; one expert for another; the review a week later."""
        seat = {"holder": "demo-expert-9", "pledged": "2026-01-07", "trained": "2026-01-07"}
        body = {
            "id": "called-off",
            "date": ACT_DATES["amendment"],
            "reason": both("摇号停办。", "The draw was called off."),
            "cites": ["P1-A16"],
            "draw": {"event": both("下一期开奖", "The next draw"), "drawn": "2026-01-09"},
            "joined": [{**seat, "qualification": both("注册会计师", "chartered accountant")}],
            "left": [{"holder": "demo-expert-1"}],
            "schedule": [{"step": "review", "by": "2026-01-16"}],
        }
        return [("amendment", "called-off", body, 1)]

    def _open(self) -> Bodies:
        return [
            *_scheme_records(_scheme(NEXT_CYCLE), self._slots, self._names),
            ("plan", NEXT_CYCLE, plan(NEXT_CYCLE), 0),
            ("office", NEXT_CYCLE, office(), 1),
        ]

    def _goals(self) -> Bodies:
        units = [{"unit": unit_id(i), "exempt": None} for i in range(UNITS)]
        return [
            people.block(CYCLE, {}),
            ("roster", CYCLE, {"date": "2025-02-07", "units": units}, 0),
            self._targets(changed=False),
        ]

    def _targets(self, *, changed: bool) -> tuple[str, str, dict[str, Any], int]:
        """The goals of all units, as they were set or with what was changed during the year."""
        goals = [goal(i, self._figures[0]) for i in range(UNITS)]
        goals = goals if changed else [{**item, "changes": []} for item in goals]
        return "goals", CYCLE, {"date": ACT_DATES["goals"], "goals": goals}, 1

    def _interpretation(self) -> Bodies:
        return [("interpretation", "later", interpretation("later", "P1-A15", None), 0)]

    def _feedback(self) -> Bodies:
        asked = {"id": "q-1", "received": "2025-06-03", "question": both("结果何时公布？", "When are results out?")}
        answer = both("按日程在二月公布。", "In February, as the schedule says.")
        body = {**asked, "answered": "2025-06-10", "answer": answer, "moderated_by": "demo-office-2"}
        if self._late:
            body["late"] = both("须先查明情况", "It had to be looked into first")
        return [("feedback", "q-1", body, 1)]

    def _population(self) -> dict[str, Any]:
        strata = sorted([*(f"data/{name}" for name in self._figures), "votes/inspectors", "votes/recipients"])
        absent = [f"{strata[0]}/{unit_id(1)}"]
        size = len(strata) * UNITS - len(absent)
        check = plan(CYCLE)["spot_check"]
        return {
            "strata": strata,
            "units": [unit_id(i) for i in range(UNITS)],
            "absent": absent,
            "size": size,
            "sample": sample_size(Fraction(check["share"]), check["minimum"], size),
            "event": check["event"],
            "drawn": check["drawn"],
        }

    def _materials(self) -> Bodies:
        handed: dict[str, Any] = {"received": "2025-12-29", "missing": [], "late": None}
        submissions = [{"unit": unit_id(i), **handed} for i in range(UNITS)]
        submissions[1] |= {
            "missing": ["accounts"],
            "late": both("搬迁办公地点，迟交两日", "two days late: moved house"),
        }
        submissions[2] |= {"received": None, "missing": ["summary", "accounts"]}
        source = {"id": "survey", "indicator": self._figures[0], "method": "survey", "first": "2025-10-08"}
        body = {
            "deadline": "2025-12-31",
            "date": ACT_DATES["materials"],
            "submissions": submissions,
            "sources": [{**source, "last": "2025-10-31", "about": both("问卷 300 份", "300 questionnaires")}],
        }
        population = ("population", CYCLE, self._population(), 0)
        return [("materials", CYCLE, body, 1), population, self._targets(changed=True)]

    def _review(self) -> Bodies:
        population = self._population()
        every = items(population["strata"], population["units"], population["absent"])
        sample = draw(seed_of(DIGITS, self._maker.statements[-1][1]), every, population["sample"])
        results = ["adjusted", "deviation", *["confirmed"] * (len(sample) - 2)]
        review = {
            "date": ACT_DATES["review"],
            "seed": {"digits": DIGITS, "drawn": population["drawn"]},
            "self_reports": [
                {"unit": unit_id(i), "expert": "demo-expert-1", "date": "2026-01-09"} for i in range(UNITS)
            ],
            "checked": [
                {"item": item, "expert": "demo-expert-2", "result": result}
                for item, result in zip(sample, results, strict=True)
            ],
            "adjustments": [
                {"item": sample[0], "expert": "demo-expert-2", "reason": both("重复统计一件", "counted twice")}
            ],
        }
        finding = {"gate": "integrity", "passed": True, "ceiling": None, "cites": ["P2-2.1(4)"]}
        findings = [{"unit": unit_id(i), **finding} for i in range(UNITS)]
        findings[2] |= {"passed": False, "ceiling": GRADES[1][0]}
        named = [{"id": "integrity", "name": both("廉洁从政专项考核", "Special assessment of integrity")}]
        gates = {"date": ACT_DATES["review"], "given_by": "demo-supervisor-1", "gates": named, "findings": findings}
        return [("review", CYCLE, review, 1), ("gates", CYCLE, gates, 1)]

    def _preliminary(self) -> Bodies:
        days = {"date": ACT_DATES["preliminary"], "opens": "2026-01-14", "closes": "2026-01-30"}
        where = both("内网公告栏和考核办公室", "the intranet and the assessment office")
        return [("preliminary", CYCLE, {**days, "where": where, "told": "total"}, 1)]

    def _report(self) -> Bodies:
        digest = self._maker.digests["records/scheme/scheme.json"]
        self._results = [_result(i, name, self._scheme, digest) for i, name in enumerate(self._names)]
        comments = {"opened": "2026-01-14", "closed": "2026-01-30", "accepted": 3, "partly": 1, "rejected": 2}
        days = {"preliminary": ACT_DATES["preliminary"], "date": ACT_DATES["report"]}
        report = {**days, "comments": comments, "units": UNITS, "changed": [unit_id(1)]}
        return [
            ("report", CYCLE, report, 1),
            *(("unit-result", unit_id(i), body, len(self._slots)) for i, body in enumerate(self._results)),
            people.block(CYCLE, people.REPORTED),
        ]

    def _decision(self) -> Bodies:
        digests = self._maker.digests
        meeting = {"document": "示考〔2026〕3 号", "date": ACT_DATES["decision"], "deliberated": "2026-02-08"}
        meeting |= {"members": 7, "present": 6, "recused": 1, "passed": True}  # type: ignore[dict-item]
        return [
            ("deliberation", CYCLE, meeting, 2),
            ("deliberation", f"people-{CYCLE}", meeting | {"document": "示考〔2026〕4 号", "recused": 0}, 2),
            *(
                ("unit-decision", unit_id(i), _decision(i, body, digests[f"records/unit-result/{unit_id(i)}.json"]), 1)
                for i, body in enumerate(self._results)
            ),
            people.block(CYCLE, people.DECIDED),
        ]

    def _notice(self) -> Bodies:
        contact = {
            "office": both("示例市样本局监督室", "Supervision, Sample Bureau"),
            "address": both("示例路 1 号 108 室", "Room 108, 1 Example Road"),
            "hours": both("工作日 9:00 至 17:00", "working days, 9:00 to 17:00"),
            "department": None,
        }
        notice = {
            "number": "示考公〔2026〕1 号",
            "title": both("关于 2025 年度考核结果的公示", "Notice of the results of 2025"),
            "date": ACT_DATES["notice"],
            "from": ACT_DATES["notice"],
            "to": "2026-02-23",
            "audience": "both",
            "contacts": [contact],
            "issuer": both("考核办公室", "Assessment office"),
            "cites": ["P2-3.2(4)"],
        }
        if self._late:
            notice["late"] = both("公示栏维修", "The notice board was being mended")
        verdicts = {"unit-totals": "publish", "unit-grades": "publish", "people-results": "withhold"}
        listed = [{"item": item, "verdict": verdict, "cites": ["P2-5.1"]} for item, verdict in verdicts.items()]
        who = {"author": "demo-office-1", "reviewer": "demo-reviewer-1", "impact_date": "2026-02-06"}
        review = {"date": ACT_DATES["decision"], **who, "items": listed}
        return [("notice", CYCLE, notice, 1), ("release-review", CYCLE, review, 1)]

    def _correction(self) -> Bodies:
        result = self._results[0]
        lower = GRADES[2][0]
        figure = {"indicator": self._figures[0], "before": "197/2", "after": "81"}
        body = {
            "unit": CORRECTED,
            "reason": "objection_upheld",
            "explanation": both("两批办件重复计入，扣除后重算。", "Two batches were counted twice."),
            "clause": "P1-A18",
            "figures": [figure],
            "result": {"total": {"shown": "71.25", "max": result["total"]["max"]}, "grade": lower},
            "recommended": lower,
            "grade": GRADES[3][0],
            "departs": {"reason": both("年内另有重大失误。", "There was another serious failure."), "clause": "P1-A18"},
            "corrects": {
                "result": self._maker.digests[f"records/unit-result/{CORRECTED}.json"],
                "decision": self._maker.digests[f"records/unit-decision/{CORRECTED}.json"],
            },
            "entered_by": "demo-office-1",
            "approved_by": ["demo-leader-1", "demo-leader-2"],
        }
        return [("unit-correction", CORRECTED, body, 1), people.block(CYCLE, people.CORRECTED)]

    def _effective(self) -> Bodies:
        objections = {"received": 3, "upheld": 1, "partly": 0, "rejected": 2}
        notified = {"delivered": 41, "refused": 1}
        return [
            ("effective", CYCLE, {"date": ACT_DATES["effective"], "objections": objections, "notified": notified}, 1)
        ]

    def _appeals(self) -> Bodies:
        counts = {"reconsideration": {"upheld": 1, "changed": 0}, "appeal": {"upheld": 0, "changed": 1}}
        return [("appeals", CYCLE, {"date": ACT_DATES["appeals"], **counts}, 1)]

    def _application(self) -> Bodies:
        use = {"date": "2026-03-09", "document": "示考〔2026〕9 号", "cites": ["P1-A19"]}
        uses = [
            {"unit": unit_id(1), "measure": "commendation", **use, "accountable": None},
            {
                "unit": FAILED,
                "measure": "reminder",
                **use,
                "accountable": both("分管负责人检讨", "The leader explained"),
            },
        ]
        return [("application", CYCLE, {"date": ACT_DATES["application"], "units": uses}, 1)]

    def _rectification(self) -> Bodies:
        return [
            ("rectification", "mend-1", mending("mend-1", MENDING, due="2026-05-31"), 1),
            ("rectification", "mend-2", mending("mend-2", OVERDUE, due="2026-03-21"), 1),
            ("rectification", "mend-3", mending("mend-3", FAILED, due="2026-04-30"), 1),
        ]

    def _mended(self) -> Bodies:
        progress = [{"date": "2026-04-02", "text": both("已全部办结", "All settled")}]
        verified = {"date": "2026-04-08", "by": "demo-office-2"}
        body = mending("mend-3", FAILED, due="2026-04-30") | {"progress": progress, "verified": verified}
        return [("rectification", "mend-3", body, 1)]

    def _closed(self) -> Bodies:
        steps = ("scheme", "goals", "materials", "review", "preliminary", "report", "decision", "notice", "effective")
        audited: list[dict[str, Any]] = [{"step": step, "kept": True, "note": None} for step in steps]
        audited[2] |= {"kept": False, "note": both("一个单位迟交", "one unit was late")}
        body = {
            "statements": self._maker.of_cycle(),
            "checked": 9,
            "deviations": 1,
            "opinion": both("程序完整。", "The procedure is complete."),
            "supervisor": "demo-supervisor-1",
            "steps": audited,
            "archive": {"keeper": both("档案室", "the archive"), "years": 10, "cites": ["P1-A23"]},
        }
        return [("closure", CYCLE, body, 1), people.block(CYCLE, {})]


def plan(cycle: str, *, late: bool = False) -> dict[str, Any]:
    """The plan of a cycle; its days are those of the acts, but for one that is too early; ``late``: for two more."""
    steps = ("goals", "materials", "review", "preliminary", "report", "decision", "notice", "effective", "closed")
    workdays = {"comments": 7, "posting": 5, "answer": 10, "outside": 20, "feedback": 15}
    if late:
        workdays |= {"outside": 0, "feedback": 4}
    days = {"reconsideration": 30, "reconsideration_decision": 30, "appeal": 15, "appeal_decision": 60}
    transition = both(
        "跨期的年度按开始时的办法办理。", "The measures in force at its beginning hold for all of a cycle."
    )
    event = both("2026 年 1 月 8 日全国开奖的号码", "the numbers drawn on 8 January 2026")
    return {
        "in_force": {
            "published": "2024-01-01",
            "last_day": "2026-12-31",
            "transition": transition,
            "cites": ["P1-A25"],
        },
        "schedule": [{"step": step, "by": "2026-01-09" if step == "review" else ACT_DATES[step]} for step in steps],
        "periods": {found: {"workdays": number, "cites": ["P1-A12", "timely"]} for found, number in workdays.items()}
        | {found: {"days": number, "cites": ["P1-A23"]} for found, number in days.items()},
        "quorum": {"share": "2/3", "cites": ["P1-A18"]},
        "spot_check": {"share": "1/5", "minimum": 3, "event": event, "drawn": "2026-01-08", "cites": ["P1-A16"]},
        "channels": {"minimum": 2, "cites": ["P1-A15"]},
        "checklist": [
            {"id": "summary", "name": both("年度工作总结", "report on the year")},
            {"id": "accounts", "name": both("经费决算", "accounts")},
        ],
        "resources": {"people": 4, "budget": both("无专项经费", "none of its own"), "cites": ["P1-A20"]},
    }


def office() -> dict[str, Any]:
    """The office of a cycle: one member, two experts, two leaders."""
    seat = {"pledged": "2025-01-06", "trained": "2025-01-08"}
    able = both("高级审计师", "senior auditor")
    return {
        "date": "2025-01-09",
        "qualification": both("经局党组授权", "authorised by the leadership"),
        "members": [{"holder": "demo-office-1", **seat}, {"holder": "demo-office-2", **seat, "trained": None}],
        "experts": [{"holder": f"demo-expert-{i}", **seat, "qualification": able} for i in (1, 2)],
        "leadership": [
            {"holder": "demo-leader-1", "leads": [unit_id(0), unit_id(1)]},
            {"holder": "demo-leader-2", "leads": []},
        ],
    }


def interpretation(name: str, clause: str, word: str | None) -> dict[str, Any]:
    """How a clause is understood."""
    return {
        "id": name,
        "date": "2025-01-08",
        "clause": clause,
        "word": word,
        "parameter": "plan.periods.outside",
        "ruling": both(f"“{name}”按期限表执行。", f"{name}: as the table of periods says."),
        "reason": both("便于执行和监督。", "So that it can be kept and checked."),
    }


def goal(number: int, indicator: str) -> dict[str, Any]:
    """What a unit is to reach; the target of the first was changed."""
    change = {"date": "2025-06-01", "from": "95", "to": "197/2", "reason": both("任务增加", "more work")}
    return {
        "unit": unit_id(number),
        "indicator": indicator,
        "text": both("按期办结率达到目标", "Settle what is due in time"),
        "target": "197/2" if number == 0 else "98",
        "measure": "百分比",
        "baseline": None if number == 1 else "96",
        "changes": [change] if number == 0 else [],
    }


def mending(name: str, unit: str, due: str) -> dict[str, Any]:
    """Something that a unit has to mend."""
    return {
        "id": name,
        "unit": unit,
        "problem": both(f"积压件未办结（{name}）", f"Backlog not settled ({name})"),
        "ordered": "2026-03-10",
        "responsible": both("科室负责人", "head of the unit"),
        "due": due,
        "progress": [],
        "verified": None,
    }
