"""A well-formed ledger with any number of units, made with the publication formats and the demonstration keys.

``make_export(folder, units)`` writes what the site builder is given: ``ledger/``, ``site_config/``, ``mkdocs.yml``.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from generator.core.canonical import sha256_hex
from generator.core.exact import shown
from generator.ledger import merkle
from generator.ledger.log import append
from generator.ledger.note import Signer
from generator.published.commitment import base64url
from generator.published.derivation import Step
from generator.published.entry import Entry
from generator.published.record import PublicRecord
from generator.published.shapes import exact_text
from generator.published.statement import SELF, Statement, encode_sums
from generator.published.vocabulary import CLAUSES
from generator.regulation import catalogue
from generator.signing import demo, sshsig
from tests.site import synthetic_people as people

ROOT = Path(__file__).resolve().parents[2]
ORGAN = "demo-bureau"
ORIGIN = "log.kaohe.example/demo-bureau"
CYCLE = "2025"
NEXT_CYCLE = "2026"
DATES = {
    ("trust", ""): "2024-12-20",
    ("scheme", CYCLE): "2025-01-10",
    ("report", CYCLE): "2026-02-06",
    ("decision", CYCLE): "2026-02-27",
    ("change", CYCLE): "2026-03-13",
    ("closed", CYCLE): "2026-03-20",
    ("scheme", NEXT_CYCLE): "2026-03-23",
    ("inputs", NEXT_CYCLE): "2026-03-27",
}
STEPS = {"inputs": "goals", "change": "correction"}
SIGNERS = {
    "trust": ("demo-office-1", "demo-leader-1"),
    "scheme": ("demo-office-1", "demo-office-2"),
    "report": ("demo-office-1", "demo-office-3"),
    "decision": ("demo-leader-1", "demo-leader-2"),
    "inputs": ("demo-office-1",),
    "change": ("demo-leader-1",),
    "notice": ("demo-office-1",),
    "closed": ("demo-supervisor-1",),
}
THRESHOLDS = {
    "trust": {"office": 1, "leadership": 1},
    "scheme": {"office": 2},
    "report": {"office": 2},
    "decision": {"leadership": 2},
    "inputs": {"office": 1},
    "change": {"leadership": 1},
    "notice": {"office": 1},
    "closed": {"supervision": 1},
    "release": {"supervision": 1},
}
NAMES = (
    ("办公室", "General Office"),
    ("政策法规科", "Policy and Regulation"),
    ("规划统计科", "Planning and Statistics"),
    ("财务审计科", "Finance and Audit"),
    ("行政审批科", "Permits"),
    ("监督检查科", "Inspection"),
    ("公共服务科", "Public Service"),
    ("信息管理科", "Information Management"),
    ("项目管理科", "Project Management"),
    ("应急协调科", "Emergency Coordination"),
    ("组织人事科", "Organisation and Personnel"),
    ("综合治理科", "Comprehensive Governance"),
)
GRADES = (
    ("excellent", "优秀", "Excellent", Fraction(90)),
    ("good", "良好", "Good", Fraction(80)),
    ("qualified", "合格", "Qualified", Fraction(60)),
    ("unqualified", "不合格", "Unqualified", None),
)
WEIGHTS = (10, 12, 8, 8, 8, 9, 15, 10, 10, 6, 4)
SMALL_GROUP = 5


def both(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def make_export(folder: Path, units: int, names: Mapping[int, str] | None = None, until: str = "open") -> Path:
    """An export with the project's own site configuration and a ledger of ``units`` units, up to kind ``until``.

    ``open``: the whole cycle, and of the next one the scheme and the goals.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "site_config", folder / "site_config")
    shutil.copy(ROOT / "mkdocs.yml", folder / "mkdocs.yml")
    make_ledger(folder / "ledger", units, names or {}, until)
    return folder


def make_ledger(ledger: Path, units: int, names: Mapping[int, str] | None = None, until: str = "open") -> None:
    """Write the ledger: statements of one cycle and the beginning of the next, signed, and the log over them."""
    maker = _Maker(ledger)
    unit_names = [both(name, name) if (name := (names or {}).get(i)) else unit_name(i) for i in range(units)]
    maker.add("trust", "", [("trust", "v1", _trust(), 0)])
    if until == "trust":
        return maker.log()
    scheme = _scheme()
    slots = ["total.exact", *(f"{item['id']}.{part}" for item in _indicators(scheme) for part in ("score", "inputs"))]
    maker.add("scheme", CYCLE, _scheme_records(scheme, slots, unit_names))
    if until == "scheme":
        return maker.log()
    results = [
        _result(i, name, scheme, maker.digests["records/scheme/scheme.json"]) for i, name in enumerate(unit_names)
    ]
    report = {
        "preliminary": "2026-01-20",
        "date": DATES["report", CYCLE],
        "comments": {"opened": "2026-01-21", "closed": "2026-01-30", "accepted": 3, "partly": 1, "rejected": 2},
        "units": units,
    }
    maker.add(
        "report",
        CYCLE,
        [
            ("report", "report", report, 1),
            *(("unit-result", unit_id(i), body, len(slots)) for i, body in enumerate(results)),
            people.block(CYCLE, people.REPORTED),
        ],
    )
    if until == "report":
        return maker.log()
    decisions = [
        _decision(i, body, maker.digests[f"records/unit-result/{unit_id(i)}.json"]) for i, body in enumerate(results)
    ]
    deliberation = {
        "document": "示考〔2026〕3 号",
        "date": DATES["decision", CYCLE],
        "deliberated": "2026-02-25",
        "members": 7,
        "present": 6,
        "recused": 1,
        "passed": True,
    }
    maker.add(
        "decision",
        CYCLE,
        [
            ("deliberation", CYCLE, deliberation, 1),
            ("deliberation", f"people-{CYCLE}", deliberation | {"document": "示考〔2026〕4 号"}, 1),
            *(("unit-decision", unit_id(i), body, 1) for i, body in enumerate(decisions)),
            people.block(CYCLE, people.DECIDED),
        ],
    )
    if until == "decision":
        return maker.log()
    maker.add("change", CYCLE, [people.block(CYCLE, people.CORRECTED)])
    closure = {
        "statements": maker.of_cycle(),
        "checked": 24,
        "deviations": 1,
        "opinion": both(
            "程序完整，一处材料迟交，已补齐并说明原因。", "Complete; one paper came late and was explained."
        ),
    }
    maker.add("closed", CYCLE, [("closure", "closure", closure, 1), people.block(CYCLE, {})])
    if until == "open":
        maker.add("scheme", NEXT_CYCLE, _scheme_records(_scheme(NEXT_CYCLE), slots, unit_names))
        maker.add("inputs", NEXT_CYCLE, [people.block(NEXT_CYCLE, {})])
    return maker.log()


Bodies = list[tuple[str, str, dict[str, Any], int]]


def _scheme_records(scheme: dict[str, Any], slots: list[str], names: Sequence[Mapping[str, str]]) -> Bodies:
    calendars: Bodies = [
        (
            "calendar",
            f"calendar-{year}",
            {"year": year, "basis": "虚构", "holidays": [], "makeup_workdays": []},
            0,
        )
        for year in ("2025", "2026")
    ]
    return [
        ("scheme", "scheme", scheme, 0),
        ("organ", "organ", _organ(names), 0),
        *calendars,
        ("slots", "slots", {"slots": {"unit-result": slots}, "blocks": {"people": people.SIZE}}, 0),
        *(("people-scheme", name, body, 0) for name, body in people.schemes(scheme).items()),
    ]


def unit_id(number: int) -> str:
    return f"unit-{number + 1:04d}"


def unit_name(number: int) -> dict[str, str]:
    chinese, english = NAMES[number % len(NAMES)]
    more = number // len(NAMES) + 1
    return both(chinese, english) if more == 1 else both(f"{chinese}（{more}）", f"{english} ({more})")


class _Maker:
    """Writes statements one after another and keeps what later ones build on."""

    def __init__(self, ledger: Path) -> None:
        self.ledger = ledger
        self.statements: list[tuple[Statement, str, dict[str, str]]] = []
        self.digests: dict[str, str] = {}

    def add(self, kind: str, cycle: str, bodies: Sequence[tuple[str, str, dict[str, Any], int]]) -> None:
        self.add_step(kind, cycle, bodies, step=STEPS.get(kind, ""), date=DATES[kind, cycle])

    def add_step(
        self,
        kind: str,
        cycle: str,
        bodies: Sequence[tuple[str, str, dict[str, Any], int]],
        *,
        step: str,
        date: str,
        revision: int = 1,
    ) -> None:
        folder = self.ledger / "statements" / str(len(self.statements))
        records = {}
        for record_type, name, body, slots in bodies:
            record = PublicRecord(
                organ=ORGAN,
                cycle=cycle,
                type=record_type,
                name=name,
                revision=2 if (record_type, step) == ("goals", "materials") else revision,
                nonce=hashlib.sha256(f"{kind}/{name}".encode()).hexdigest()[:32],
                body=body,
                commitments=tuple(_commitment(f"{kind}/{cycle}/{record_type}/{name}/{i}") for i in range(slots)),
            )
            records[record.path] = record.encode()
        digests = {path: sha256_hex(data) for path, data in records.items()}
        self.digests |= digests
        sums = encode_sums(digests)
        counts: dict[str, int] = {}
        for record_type, *_ in bodies:
            counts[record_type] = counts.get(record_type, 0) + 1
        builds_on = [sha256 for known, sha256, _ in self.statements if known.cycle == cycle and kind == "closed"]
        if kind not in ("trust", "closed"):
            builds_on = [self.statements[-1][1]]
        statement = Statement(
            organ=ORGAN,
            root=self.statements[0][1] if self.statements else SELF,
            kind=kind,
            cycle=cycle,
            date=date,
            step=step,
            clauses=CLAUSES.get(kind, ("P1-A18",)),
            builds_on=tuple(builds_on),
            inputs_root=hashlib.sha256(kind.encode()).hexdigest(),
            sums_sha256=sha256_hex(sums),
            records_root=merkle.root([merkle.leaf_hash(records[path]) for path in sorted(records)]).hex(),
            counts=counts,
        )
        data = statement.encode()
        signatures = {}
        for holder in SIGNERS[kind]:
            fingerprint = hashlib.sha256(demo.public_key_blob(holder)).hexdigest()
            signatures[fingerprint] = sshsig.sign(data, statement.namespace, demo.seed(holder))
        files = {"statement.json": data, "SHA256SUMS": sums, **records}
        files |= {f"signatures/{fingerprint}.sig": signature for fingerprint, signature in signatures.items()}
        _write(folder, files)
        signed = {fingerprint: sha256_hex(signature) for fingerprint, signature in signatures.items()}
        self.statements.append((statement, sha256_hex(data), signed))

    def of_cycle(self) -> list[str]:
        return [sha256 for statement, sha256, _ in self.statements if statement.cycle]

    def log(self) -> None:
        root = self.statements[0][1]
        entries = [
            Entry(i, ORGAN, root, statement.kind, statement.cycle, sha256, signatures).encode()
            for i, (statement, sha256, signatures) in enumerate(self.statements)
        ]
        _write(self.ledger, append([], entries, Signer(ORIGIN, demo.log_seed()), ORIGIN, []))


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def _commitment(name: str) -> str:
    return base64url(hashlib.sha256(name.encode()).digest())


def _trust() -> dict[str, Any]:
    roles = {"office": "office", "leader": "leadership", "supervisor": "supervision", "publisher": "publisher"}
    holders = []
    for holder in demo.HOLDERS:
        line = " ".join(demo.public_key_line(holder).split(" ")[:2])
        holders.append({"id": holder, "role": roles.get(holder.split("-")[1], "auditor"), "keys": [line]})
    return {
        "trust_version": 1,
        "demo": True,
        "origin": ORIGIN,
        "log_key": demo.log_vkey(ORIGIN),
        "holders": holders,
        "thresholds": THRESHOLDS,
        "fido": {"touch": True, "pin": False},
        "policy": f"log {demo.log_vkey(ORIGIN)}\nquorum none\n",
        "timestamping": [],
        "revoked": [],
        "previous_log": None,
        "succeeds": None,
    }


def _organ(names: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    duties = [both("按职责清单办理", "As the list of duties says")]
    departments = [{"id": unit_id(i), "name": dict(name), "duties": duties} for i, name in enumerate(names)]
    return {
        "name": both("示例市样本局（虚构）", "Sample Bureau (fictional)"),
        "departments": departments,
        "office": [{"holder": "demo-office-1", "department": "discipline"}],
        "contact": {
            "office": both(
                "示例市样本局考核办公室，示例路 1 号 203 室（虚构）",
                "Assessment Office, Sample Bureau, Room 203, 1 Example Road (fictional)",
            ),
            "hours": both("工作日 9:00 至 11:30，14:00 至 17:00", "Working days, 9:00 to 11:30 and 14:00 to 17:00"),
        },
    }


def _rule(number: int, weight: int) -> dict[str, Any]:
    """A rule of each kind in turn, as the scheme publishes it."""
    bands = [("90", None, weight), ("75", "90", weight * 3 // 4), ("60", "75", weight // 2), (None, "60", 1)]
    rules: list[dict[str, Any]] = [
        {"kind": "linear_to_target", "target": "100", "direction": "higher"},
        {
            "kind": "step_penalty",
            "target": "98",
            "step": "1",
            "penalty": "3/5",
            "steps": "whole",
            "direction": "higher",
        },
        {
            "kind": "band_table",
            "bands": [{"at_least": low, "below": high, "points": str(points)} for low, high, points in bands],
        },
        {
            "kind": "votes_to_points",
            "options": [
                {"id": "good", "name": both("满意", "satisfied"), "points": "100"},
                {"id": "fair", "name": both("基本满意", "fairly satisfied"), "points": "80"},
                {"id": "poor", "name": both("不满意", "not satisfied"), "points": "40"},
            ],
            "groups": [
                {"id": "recipients", "name": both("服务对象", "people served"), "weight": "80"},
                {"id": "inspectors", "name": both("特邀监督员", "invited inspectors"), "weight": "20"},
            ],
            "missing_group": "renormalise",
        },
        {"kind": "per_case_deduction", "each": "2"},
        {"kind": "capped_bonus", "base": str(weight - 4), "each": "1", "cap": "4"},
        {"kind": "ratio_to_best"},
        {"kind": "rank_decrement", "decrement": "1/50"},
        {"kind": "linear_to_target", "target": "30", "direction": "lower"},
        {
            "kind": "vote_share_bands",
            "options": ["good", "fair", "poor"],
            "share_of": ["good"],
            "other": ["poor"],
            "hit": "first",
            "rows": [
                {
                    "at_least": "9/10",
                    "below": None,
                    "other_at_least": None,
                    "other_below": "1/10",
                    "points": str(weight),
                },
                {"at_least": None, "below": "9/10", "other_at_least": None, "other_below": None, "points": "2"},
            ],
        },
        {"kind": "step_penalty", "target": "5", "step": "2", "penalty": "1", "steps": "partial", "direction": "lower"},
    ]
    return rules[number]


def _scheme(cycle: str = CYCLE) -> dict[str, Any]:
    families = []
    terms = list(catalogue.sub_indicators().values())
    for group in catalogue.groups().values():
        members = [(i, term) for i, term in enumerate(terms) if term.group == group.slug]
        families.append(
            {
                "id": group.slug,
                "name": both(group.name.zh, group.name.en),
                "weight": str(sum(WEIGHTS[i] for i, _ in members)),
                "cites": [group.clause, "rules-5"],
                "indicators": [
                    {
                        "id": term.slug,
                        "name": both(term.name.zh, term.name.en),
                        "definition": both(
                            f"{term.name.zh}：按统一口径统计全年情况，由提供部门核对后填报。",
                            f"{term.name.en}: counted alike over the year, checked by the providing department.",
                        ),
                        "sub_indicator": term.slug,
                        "part": "qualitative" if i % 3 else "quantitative",
                        "nature": "process" if i % 2 else "outcome",
                        "scope": "team",
                        "dimension": ("duties", "results", "conduct")[i % 3],
                        "method": ("analysis", "questionnaire", "site_visit", "records")[i % 4],
                        "weight": str(WEIGHTS[i]),
                        "unit": both("%", "%") if i in (0, 1) else both("件", "cases"),
                        "provider": unit_id(0),
                        "rule": _rule(i, WEIGHTS[i]),
                        "missing": {"policy": "peer_mean" if i == 6 else "incomplete", "cites": ["P1-A13"]},
                        "cites": ["P1-A14", term.clause, "rules-6"],
                    }
                    for i, term in members
                ],
            }
        )
    return {
        "id": f"demo-{cycle}",
        "cycle": cycle,
        "title": both(f"样本局 {cycle} 年度科室责任制考核方案", f"Sample Bureau: scheme for units, {cycle}"),
        "published": DATES["scheme", cycle],
        "subjects": "unit",
        "basis": [
            {
                "id": f"rules-{i}",
                "title": both("样本局年度考核实施细则（虚构）", "Sample Bureau assessment rules (fictional)"),
                "article": {"zh": f"第 {i} 条", "en": f"Article {i}"},
            }
            for i in (5, 6, 12)
        ],
        "total": str(sum(WEIGHTS)),
        "rounding": {"mode": "half_up", "digits": 2, "cites": ["rules-12"]},
        "notice": {"lead_workdays": 10, "cites": ["P1-A12"]},
        "disclosure": {"group_mean": SMALL_GROUP, "vote_counts": 10, "protection_width": "10", "cites": ["P2-5.1"]},
        "families": families,
        "grades": [
            {"id": key, "name": both(zh, en), "at_least": None if low is None else exact_text(low)}
            for key, zh, en, low in GRADES
        ],
        "grades_cites": ["rules-12"],
    }


def _indicators(scheme: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for family in scheme["families"] for item in family["indicators"]]


def _draw(*parts: object) -> int:
    return int.from_bytes(hashlib.sha256("/".join(map(str, parts)).encode()).digest()[:4], "big")


def _steps(number: int, position: int, weight: int) -> tuple[list[Step], Fraction, Fraction]:
    """A derivation that carries: steps, points and the public input of one indicator."""
    cites = ("P1-A14", "rules-6")
    full = Fraction(weight)

    def step(op: str, result: Fraction, **args: str) -> Step:
        return Step(op, args, exact_text(result), cites)

    if position % 3 == 1:
        cases = Fraction(_draw(number, position) % 3)
        left = full - cases
        return [step("deduct", left, max=exact_text(full), count=exact_text(cases), each="1")], left, cases
    if position % 3 == 2:
        value = Fraction(700 + _draw(number, position) % 301, 10)
        points = full if value >= 90 else full * 3 / 4
        bounds = {"at_least": "90"} if value >= 90 else {"at_least": "60", "below": "90"}
        return [step("band", points, value=exact_text(value), points=exact_text(points), **bounds)], points, value
    value = Fraction(780 + _draw(number, position) % 260, 10)
    target = Fraction(100)
    raw = value / target * full
    steps = [step("proportion", raw, value=exact_text(value), target="100", max=exact_text(full))]
    if raw > full:
        steps.append(step("cap", full, value=exact_text(raw), limit=exact_text(full)))
    return steps, min(raw, full), value


def _result(number: int, name: Mapping[str, str], scheme: dict[str, Any], scheme_sha256: str) -> dict[str, Any]:
    indicators, withheld, total = [], [], Fraction(0)
    family_points: dict[str, Fraction] = {}
    small_group = number % 12 == 3
    missing = number % 12 == 7
    for position, item in enumerate(_indicators(scheme)):
        weight = int(item["weight"])
        steps, points, value = _steps(number, position, weight)
        family = item["id"].partition(".")[0]
        hidden = small_group and position in (3, 4)
        absent = missing and position == 6
        entry: dict[str, Any] = {
            "id": item["id"],
            "family": family,
            "max": exact_text(Fraction(weight)),
            "exact": exact_text(points),
            "shown": shown(points, 2, "half_up"),
            "inputs": [{"name": "value", "exact": exact_text(value), "unit": item["unit"], "source": item["provider"]}],
            "steps": [step.to_json() for step in steps],
            "missing": None,
        }
        if absent:
            points = Fraction(weight * 4, 5)
            mean = Step("peer_mean", {"sum": exact_text(points * 11), "units": "11"}, exact_text(points), ("rules-6",))
            entry |= {
                "inputs": [],
                "steps": [mean.to_json()],
                "exact": exact_text(points),
                "shown": shown(points, 2, "half_up"),
                "missing": {
                    "policy": "peer_mean",
                    "reason": both("本科室年内没有此类事项", "no such matter in the year"),
                },
            }
        if hidden:
            entry |= {"exact": None, "shown": None, "inputs": [], "steps": []}
            withheld.append(
                {"field": f"{item['id']}.score", "reason": "small-group" if position == 3 else "complementary"}
            )
        withheld.append({"field": f"{item['id']}.inputs", "reason": "ballots" if position == 3 else "evidence"})
        family_points[family] = family_points.get(family, Fraction(0)) + points
        total += points
        indicators.append(entry)
    if small_group:
        withheld.insert(0, {"field": "total.exact", "reason": "complementary"})
    status = "incomplete" if number % 12 == 11 else "complete"
    complete = status == "complete"
    if not complete:
        indicators[0] |= {
            "exact": None,
            "shown": None,
            "inputs": [],
            "steps": [],
            "missing": {
                "policy": "incomplete",
                "reason": both("提供部门未在规定期限内报送", "the provider did not report in time"),
            },
        }
    grade = next(key for key, _, _, low in GRADES if low is None or total >= low) if complete else None
    return {
        "unit": {"id": unit_id(number), "name": dict(name)},
        "scheme": scheme_sha256,
        "status": status,
        "total": {
            "exact": None if small_group or not complete else exact_text(total),
            "shown": shown(total, 2, "half_up") if complete else None,
            "max": scheme["total"],
        },
        "grade": grade,
        "exempt": None,
        "families": [
            {
                "id": family["id"],
                "exact": None,
                "shown": _family_shown(family["id"], family_points, small_group, complete),
                "max": family["weight"],
            }
            for family in scheme["families"]
        ],
        "indicators": indicators,
        "withheld": withheld,
    }


def _family_shown(family: str, points: Mapping[str, Fraction], small_group: bool, complete: bool) -> str | None:
    if (small_group and family == "satisfaction") or (not complete and family == "duty"):
        return None
    return shown(points[family], 2, "half_up")


def _decision(number: int, result: dict[str, Any], result_sha256: str) -> dict[str, Any]:
    recommended = result["grade"]
    lowered = number % 12 == 4 and recommended is not None
    order = [key for key, *_ in GRADES]
    grade = order[min(order.index(recommended) + 1, 3)] if lowered else recommended or "qualified"
    reason = both(
        "年内发生一起影响较大的服务投诉，经核实成立，按方案不得评为原等次。",
        "A serious complaint was upheld; by the scheme the recommended grade is excluded.",
    )
    if recommended is None:
        reason = both(
            "缺少数据不计总分，经审议按日常履职情况确定。", "Without a total the grade follows from the year's work."
        )
    departs = {"reason": reason, "clause": "P1-A18"} if grade != recommended else None
    return {
        "unit": unit_id(number),
        "grade": grade,
        "recommended": recommended,
        "result": result_sha256,
        "departs": departs,
    }


def main(arguments: Iterable[str]) -> None:
    folder, units = list(arguments)
    make_export(Path(folder), int(units))


if __name__ == "__main__":
    main(sys.argv[1:])
