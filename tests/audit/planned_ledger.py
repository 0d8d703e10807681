"""The ledger of a miniature office that runs its cycle by a plan: every act once, made with the formats alone.

Nothing is signed or logged: the checks of records, order and procedure do not look at that.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.audit.evidence import Evidence
from generator.audit.site_files import SiteFiles
from generator.core import canonical
from generator.ledger import merkle
from generator.published.record import PublicRecord
from generator.published.sampling import draw, items, seed_of
from generator.published.statement import SELF, Statement, encode_sums
from generator.published.vocabulary import ACTS, BASES, PEOPLE_ACTS, clauses_of
from tests.audit import people
from tests.audit.office import (
    CYCLE,
    DECIDED,
    HOLDERS,
    NAMES,
    ORGAN,
    SLOTS,
    Office,
    Plan,
    name,
    real_plan,
    result_bodies,
    scheme_body,
)

Body = dict[str, Any]
Key = tuple[str, str]

ORDER = (
    *("trust", "scheme", "goals", "feedback", "materials", "review", "preliminary", "report", "decision", "notice"),
    *("correction", "effective", "appeals", "application", "rectification", "closed", "rectification"),
)
"""The acts of the good ledger; what is to be mended goes on when the cycle is closed."""

DATES = {
    "trust": "2025-01-06",
    "scheme": "2025-01-20",
    "goals": "2025-02-10",
    "feedback": "2025-03-03",
    "materials": "2025-11-24",
    "review": "2025-12-01",
    "preliminary": "2025-12-02",
    "report": "2025-12-10",
    "decision": "2025-12-11",
    "notice": "2025-12-12",
    "correction": "2025-12-15",
    "effective": "2025-12-22",
    "appeals": "2026-01-08",
    "application": "2026-01-12",
    "rectification": "2026-01-13",
    "closed": "2026-01-20",
    "interpretation": "2025-03-03",
    "amendment": "2025-11-25",
}
LATER = "2026-03-02"
"""When an act comes for the second time."""

ASSESSED = ("harbour", "permits", "archive")
STRATA = ["data/complaints", "data/permits", "votes/peers", "votes/public"]
ABSENT = ["data/permits/archive"]
EVENT = name("全国福利彩票开奖")
DRAWN = "2025-11-26"
MOVED_EVENT = name("下一期开奖")
MOVED = "2025-11-27"
DIGITS = "0417253"
SAMPLE = 3
CITES = ["P1-A12"]
WITHHELD = (
    *("office", "goals", "materials", "review", "gates", "preliminary", "release-review", "notice", "effective"),
    *("unit-correction", "appeals", "application", "rectification", "feedback"),
)
PLANNED_SLOTS = SLOTS | {"deliberation": ["minutes", "attendance"]} | {name: ["withheld"] for name in WITHHELD}
JOINT = {"demo-office-1": "discipline", "demo-office-2": "personnel", "demo-office-3": "organisation"}
"""The members of the office with their departments."""
ACTING = HOLDERS | {
    "demo-office-3": "office",
    "demo-leader-3": "leadership",
    "expert-1": "expert",
    "expert-2": "expert",
    "reviewer-1": "reviewer",
}
"""Who has a part in the cycle, with their roles."""
WORDS = {
    "in_advance": "P1-A12",
    "timely": "P2-3.2(4)",
    "widely": "P1-A17",
    "several_ways": "P1-A15",
    "as_fit": "P1-A19",
}


TARGET_CHANGE = {"date": "2025-06-01", "from": "100", "to": "98", "reason": name("任务调整")}


def goals_body(changes: Sequence[Body]) -> Body:
    """The goals of all units, each with the same target and changes of it."""
    goal = {"indicator": "permits", "text": name("目标"), "target": "100", "measure": "%", "baseline": "95"}
    goals = [{"unit": unit, **goal, "changes": list(changes)} for unit in ASSESSED]
    return {"date": DATES["goals"], "goals": goals}


@dataclass
class Ledger:
    """What to publish: ``acts`` in order; ``edit`` may change any body before digests are made."""

    acts: Sequence[str] = ORDER
    demo: bool = False
    people: bool = False
    dates: Mapping[str, str] = field(default_factory=dict)
    edit: Callable[[str, str, int, Body], Body | None] = lambda record_type, record_name, revision, body: body
    statement: Callable[[str, Statement], Statement] = lambda act, statement: statement
    record: Callable[[PublicRecord], PublicRecord] = lambda record: record

    def __post_init__(self) -> None:
        self.made: dict[str, str] = {}
        self.records: dict[tuple[str, str], str] = {}
        self.order: list[tuple[str, str]] = []
        self.root = ""
        self.turns: dict[str, int] = {}
        self.blocks = 0
        self.goals = 0

    def evidence(self) -> Evidence:
        """The published ledger as the checks get it."""
        files: dict[str, bytes] = {}
        for index, act in enumerate(self.acts):
            files |= {f"ledger/statements/{index}/{path}": data for path, data in self._statement(act).items()}
        return Evidence(SiteFiles({p: canonical.sha256_hex(d) for p, d in files.items()}, files, {}), self.root)

    def _statement(self, act: str) -> dict[str, bytes]:
        self.turns[act] = turn = self.turns.get(act, 0) + 1
        cycle = "" if act == "trust" else CYCLE
        encoded: dict[str, bytes] = {}
        counts: dict[str, int] = {}
        kind = {"scheme": "scheme", **PEOPLE_ACTS}.get(act)
        more = people.records(kind, CYCLE) if self.people and kind else {}
        self.blocks += bool(more) and kind != "scheme"
        for (record_type, record_name), body in sorted({**getattr(self, f"_{act}")(turn), **more}.items()):
            self.goals += record_type == "goals"
            counted = {"rectification": turn, "unit-correction": turn, "people": self.blocks, "goals": self.goals}
            revision = counted.get(record_type, 1)
            edited = self.edit(record_type, record_name, max(turn, revision), copy.deepcopy(body))
            if edited is None:
                continue
            slots = people.SLOTS if record_type == "people" else PLANNED_SLOTS.get(record_type, [])
            slots = ["withheld"] if record_type == "amendment" else slots
            digests = tuple(
                canonical.sha256_hex(f"{record_type}/{record_name}/{revision}/{slot}".encode())[:43] for slot in slots
            )
            record = PublicRecord(ORGAN, cycle, record_type, record_name, revision, "0" * 32, edited, digests)
            record = self.record(record)
            encoded[record.path] = record.encode()
            counts[record.type] = counts.get(record.type, 0) + 1
            self.records[record_type, record_name] = canonical.sha256_hex(record.encode())
        encoded = dict(sorted(encoded.items()))
        sums = encode_sums({path: canonical.sha256_hex(data) for path, data in encoded.items()})
        kind, step = ACTS.get(act, (act, ""))
        statement = Statement(
            organ=ORGAN,
            root=self.root or SELF,
            kind=kind,
            cycle=cycle,
            date=self.dates.get(f"{act} {turn}", self.dates.get(act, DATES[act] if turn == 1 else LATER)),
            clauses=clauses_of(kind, step, planned=("plan", CYCLE) in self.records) or (),
            builds_on=self._builds_on(act),
            inputs_root="0" * 64,
            sums_sha256=canonical.sha256_hex(sums),
            records_root=merkle.root([merkle.leaf_hash(data) for data in encoded.values()]).hex(),
            counts=counts,
            step=step,
        )
        data = self.statement(act, statement).encode()
        digest = canonical.sha256_hex(data)
        self.root = self.root or digest
        self.order.append((act, digest))
        self.made.setdefault(act, digest)
        return {"statement.json": data, "SHA256SUMS": sums, **encoded}

    def _builds_on(self, act: str) -> tuple[str, ...]:
        if act == "closed":
            return tuple(digest for made, digest in self.order if made != "trust")
        bases = ("trust",) if act == "scheme" else BASES.get(act, ())
        return tuple(digest for made, digest in self.order if made in bases)

    def _trust(self, turn: int) -> dict[Key, Body]:
        return Office(Path(), Plan(holders=ACTING) if self.demo else real_plan(holders=ACTING))._trust()

    def _scheme(self, turn: int) -> dict[Key, Body]:
        departments = [{"id": unit, "name": name(text), "duties": [name("职责")]} for unit, text in NAMES.items()]
        joint = [{"holder": holder, "department": department} for holder, department in JOINT.items()]
        calendars: dict[Key, Body] = {
            ("calendar", year): {"year": year, "basis": "x", "holidays": [], "makeup_workdays": []}
            for year in ("2025", "2026")
        }
        notice = {"lead_workdays": 5, "cites": CITES}
        scheme = scheme_body() | {"published": DATES["scheme"], "notice": notice}
        scheme["families"][0]["indicators"][1]["rule"]["exempt"] = None
        return {
            ("scheme", "units-2025"): scheme,
            ("organ", ORGAN): {"name": name("示例局"), "departments": departments, "office": joint, "contact": {}},
            **calendars,
            ("slots", CYCLE): {"slots": PLANNED_SLOTS} | ({"blocks": {"people": people.SIZE}} if self.people else {}),
            ("plan", CYCLE): plan(),
            ("office", CYCLE): office(),
            **{("interpretation", f"on-{word.replace('_', '-')}"): interpretation(word) for word in WORDS},
        }

    def _interpretation(self, turn: int) -> dict[Key, Body]:
        return {("interpretation", "later"): interpretation("timely") | {"id": "later", "word": None}}

    def _amendment(self, turn: int) -> dict[Key, Body]:
        """The first one moves the draw by a day; a further one changes what a test says."""
        date = self.dates.get(f"amendment {turn}", DATES["amendment"])
        draw = {"event": MOVED_EVENT, "drawn": MOVED} if turn == 1 else None
        changes: Body = {"draw": draw, "joined": [], "left": [], "schedule": []}
        body = {"id": f"a{turn}", "date": date, "reason": name("摇号停办"), "cites": CITES, **changes}
        return {("amendment", f"a{turn}"): body}

    def _goals(self, turn: int) -> dict[Key, Body]:
        units = [{"unit": unit, "exempt": name("当年新设") if unit == "training" else None} for unit in NAMES]
        return {("roster", CYCLE): {"date": "2025-02-07", "units": units}, ("goals", CYCLE): goals_body([])}

    def _feedback(self, turn: int) -> dict[Key, Body]:
        asked = {"id": "f1", "received": "2025-02-20", "question": name("何时公布？"), "answered": "2025-02-25"}
        return {("feedback", "f1"): {**asked, "answer": name("十二月。"), "moderated_by": "demo-office-1"}}

    def _materials(self, turn: int) -> dict[Key, Body]:
        handed: Body = {"received": "2025-11-20", "missing": [], "late": None}
        source = {"id": "survey", "indicator": "survey", "method": "survey", "about": name("问卷")}
        body = {
            "deadline": "2025-11-21",
            "date": DATES["materials"],
            "submissions": [{"unit": unit, **handed} for unit in ASSESSED],
            "sources": [
                {**source, "first": "2025-10-08", "last": "2025-10-31"},
                {**source, "id": "visit", "method": "site_visit", "first": "2025-09-01", "last": "2025-09-05"},
            ],
        }
        population = {"strata": STRATA, "units": sorted(ASSESSED), "absent": ABSENT, "size": 11, "sample": SAMPLE}
        return {
            ("goals", CYCLE): goals_body([TARGET_CHANGE]),
            ("materials", CYCLE): body,
            ("population", CYCLE): {**population, "event": EVENT, "drawn": DRAWN},
        }

    def _review(self, turn: int) -> dict[Key, Body]:
        sample = draw(seed_of(DIGITS, self.made["materials"]), items(STRATA, ASSESSED, ABSENT), SAMPLE)
        results = ("adjusted", "confirmed", "deviation")
        review = {
            "date": DATES["review"],
            "seed": {"digits": DIGITS, "drawn": DRAWN},
            "self_reports": [{"unit": unit, "expert": "expert-1", "date": "2025-11-28"} for unit in ASSESSED],
            "checked": [
                {"item": item, "expert": "expert-2", "result": result}
                for item, result in zip(sample, results, strict=True)
            ],
            "adjustments": [{"item": sample[0], "expert": "expert-2", "reason": name("笔误")}],
        }
        finding = {"gate": "integrity", "passed": True, "ceiling": None, "cites": ["P2-2.1(4)"]}
        findings = [{"unit": unit, **finding} for unit in ASSESSED]
        findings[-1] |= {"passed": False, "ceiling": "good"}
        gates = {"date": DATES["review"], "given_by": "demo-supervisor-1", "findings": findings}
        return {
            ("review", CYCLE): review,
            ("gates", CYCLE): {**gates, "gates": [{"id": "integrity", "name": name("廉洁专项")}]},
        }

    def _preliminary(self, turn: int) -> dict[Key, Body]:
        days = {"date": DATES["preliminary"], "opens": DATES["preliminary"], "closes": "2025-12-09"}
        return {("preliminary", CYCLE): {**days, "where": name("内网")}}

    def _report(self, turn: int) -> dict[Key, Body]:
        digest = self.records["scheme", "units-2025"]
        made = {("unit-result", unit): {**body, "scheme": digest} for unit, body in result_bodies().items()}
        comments = {"opened": DATES["preliminary"], "closed": "2025-12-09", "accepted": 1, "partly": 0, "rejected": 2}
        report = {"preliminary": DATES["preliminary"], "date": DATES["report"], "comments": comments}
        return {**made, ("report", CYCLE): {**report, "units": len(made), "changed": ["permits"]}}

    def _decision(self, turn: int) -> dict[Key, Body]:
        made: dict[Key, Body] = {}
        for unit, grade in DECIDED.items():
            recommended = result_bodies()[unit]["grade"]
            made["unit-decision", unit] = {
                "unit": unit,
                "grade": grade,
                "recommended": recommended,
                "result": self.records["unit-result", unit],
                "departs": None if recommended == grade else {"reason": name("特殊贡献"), "clause": "P1-A18"},
            }
        meeting = {"document": "第3号", "date": DATES["decision"], "deliberated": DATES["decision"]}
        return {**made, ("deliberation", CYCLE): {**meeting, "members": 3, "present": 2, "recused": 0, "passed": True}}

    def _notice(self, turn: int) -> dict[Key, Body]:
        contact = {"office": name("监督室"), "address": name("一号楼"), "hours": name("工作日"), "department": None}
        notice = {
            "number": "第5号",
            "title": name("公示"),
            "date": DATES["notice"],
            "from": DATES["notice"],
            "to": "2025-12-19",
            "audience": "both",
            "contacts": [contact, contact | {"department": "training"}],
            "issuer": name("考核办公室"),
            "cites": ["P2-3.2(4)"],
        }
        listed = [
            *("unit-totals", "unit-grades", "unit-figures", "unit-ballots", "unit-reasons", "people-results"),
            *("people-counts", "comments", "deliberation", "evidence"),
        ]
        held_back = ("people-results", "deliberation", "evidence")
        entries = [
            {"item": item, "verdict": "withhold" if item in held_back else "publish", "cites": ["P2-5.1"]}
            for item in listed
        ]
        review = {"date": DATES["decision"], "author": "demo-office-1", "reviewer": "reviewer-1", "items": entries}
        return {("notice", CYCLE): notice, ("release-review", CYCLE): {**review, "impact_date": DATES["decision"]}}

    def _correction(self, turn: int) -> dict[Key, Body]:
        """One figure of harbour: 95 permits become 90, so 2 points fewer; the exact total was public."""
        body = {
            "unit": "harbour",
            "reason": "objection_upheld",
            "explanation": name("重复计数"),
            "clause": "P1-A18",
            "figures": [{"indicator": "permits", "before": "95", "after": "90"}],
            "result": {"total": {"shown": "93.74", "max": "100"}, "grade": "excellent"},
            "recommended": "excellent",
            "grade": "excellent",
            "departs": None,
            "corrects": {
                "result": self.records["unit-result", "harbour"],
                "decision": self.records["unit-decision", "harbour"],
            },
            "entered_by": "demo-office-1",
            "approved_by": ["demo-leader-1", "demo-leader-2"],
        }
        return {("unit-correction", "harbour"): body}

    def _effective(self, turn: int) -> dict[Key, Body]:
        objections = {"received": 3, "upheld": 1, "partly": 0, "rejected": 2}
        body = {"date": DATES["effective"], "objections": objections, "notified": {"delivered": 3, "refused": 1}}
        return {("effective", CYCLE): body}

    def _appeals(self, turn: int) -> dict[Key, Body]:
        counts = {"reconsideration": {"upheld": 1, "changed": 0}, "appeal": {"upheld": 0, "changed": 0}}
        return {("appeals", CYCLE): {"date": DATES["appeals"], **counts}}

    def _application(self, turn: int) -> dict[Key, Body]:
        use = {"date": "2026-01-09", "document": "第3号", "cites": ["P1-A19"], "accountable": None}
        uses = [
            {"unit": "harbour", "measure": "commendation", **use},
            {"unit": "archive", "measure": "reminder", **use},
        ]
        return {("application", CYCLE): {"date": DATES["application"], "units": uses}}

    def _rectification(self, turn: int) -> dict[Key, Body]:
        progress = [{"date": "2026-01-13", "text": name("开始")}, {"date": "2026-02-27", "text": name("完成")}]
        body = {
            "id": "archive-1",
            "unit": "archive",
            "problem": name("投诉多"),
            "ordered": "2026-01-12",
            "responsible": name("处长"),
            "due": "2026-03-31",
            "progress": progress[:turn],
            "verified": None if turn == 1 else {"date": "2026-03-02", "by": "demo-office-1"},
        }
        return {("rectification", "archive-1"): body}

    def _closed(self, turn: int) -> dict[Key, Body]:
        steps = ["scheme", "goals", "materials", "review", "preliminary", "report", "decision", "notice", "effective"]
        audited: list[Body] = [{"step": step, "kept": True, "note": None} for step in steps]
        audited[3] |= {"kept": False, "note": name("晚一日")}
        body = {
            "statements": [digest for made, digest in self.order if made != "trust"],
            "checked": 9,
            "deviations": 1,
            "opinion": name("程序合规"),
            "supervisor": "demo-supervisor-1",
            "steps": audited,
            "archive": {"keeper": name("档案处"), "years": 10, "cites": ["P1-A23"]},
        }
        return {("closure", CYCLE): body}


def plan() -> Body:
    """The plan of the cycle."""
    steps = ("goals", "materials", "review", "preliminary", "report", "decision", "notice", "effective", "closed")
    workdays = {"comments": 5, "posting": 5, "answer": 10, "outside": 20, "feedback": 15}
    days = {"reconsideration": 30, "reconsideration_decision": 30, "appeal": 15, "appeal_decision": 60}
    return {
        "in_force": {"published": "2024-01-01", "last_day": "2026-12-31", "transition": None, "cites": ["P1-A25"]},
        "schedule": [{"step": step, "by": DATES[step]} for step in steps],
        "periods": {found: {"workdays": number, "cites": CITES} for found, number in workdays.items()}
        | {found: {"days": number, "cites": CITES} for found, number in days.items()},
        "quorum": {"share": "2/3", "cites": ["P1-A18"]},
        "spot_check": {"share": "1/5", "minimum": 2, "event": EVENT, "drawn": DRAWN, "cites": ["P1-A16"]},
        "channels": {"minimum": 2, "cites": ["P1-A15"]},
        "checklist": [{"id": "summary", "name": name("总结")}],
        "resources": {"people": 4, "budget": name("无专项经费"), "cites": ["P1-A20"]},
    }


def office() -> Body:
    """The office of the cycle; three people decide."""
    seat = {"pledged": "2025-01-06", "trained": "2025-01-08"}
    return {
        "date": "2025-01-10",
        "qualification": name("局党组授权"),
        "members": [{"holder": holder, **seat} for holder in JOINT],
        "experts": [{"holder": holder, **seat, "qualification": name("高级")} for holder in ("expert-1", "expert-2")],
        "leadership": [
            {"holder": "demo-leader-1", "leads": ["harbour"]},
            {"holder": "demo-leader-2", "leads": []},
            {"holder": "demo-leader-3", "leads": []},
        ],
    }


def interpretation(word: str) -> Body:
    """How a vague word is understood."""
    return {
        "id": f"on-{word.replace('_', '-')}",
        "date": "2025-01-15",
        "clause": WORDS[word],
        "word": word,
        "parameter": "plan.periods",
        "ruling": name("按方案"),
        "reason": name("便于执行"),
    }
