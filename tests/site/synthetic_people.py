"""The people of the synthetic ledger: schemes with every part that one can have, and blocks of commitments.

There are no people behind it: a block is as many digests as the scheme says.
"""

from __future__ import annotations

from typing import Any

SIZE = 24

REPORTED = {"people": [{"kind": "leader", "number": None}, {"kind": "staff", "number": 40}]}
DECIDED = {
    "grades": [
        {"kind": "leader", "form": "none", "cells": []},
        {
            "kind": "staff",
            "form": "each",
            "cells": [
                {"grade": "excellent", "number": 8},
                {"grade": "good", "number": 20},
                {"grade": "qualified", "number": 6},
                {"grade": "unqualified", "number": None},
                {"grade": None, "number": None},
            ],
        },
    ],
    "quotas": [
        {
            "kinds": ["leader"],
            "grade": "excellent",
            "ratio": "1/4",
            "rounding": "floor",
            "by": "kind",
            "at_most": None,
        },
        {"kinds": ["staff"], "grade": "excellent", "ratio": "1/5", "rounding": "floor", "by": "kind", "at_most": 8},
    ],
}
CORRECTED = {"reasons": ["data_error", "objection_upheld"]}


def both(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def block(cycle: str, public: dict[str, Any]) -> tuple[str, str, dict[str, Any], int]:
    """Type, name, body and number of slots of a block."""
    return ("people", cycle, {"size": SIZE, "public": public}, SIZE)


def schemes(units: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The base scheme and what is applied to leaders and staff, by the names of their records."""
    leader = _scheme(units, ("20", "50", "30"), "1/4")
    leader["channels"][0]["weight"] = "30"
    leader["channels"][1]["weight"] = "70"
    leader["statuses"] = leader["statuses"][:3]
    del leader["families"][1]["indicators"][2:]
    return {"base": _scheme(units, ("25", "45", "30"), "1/5"), "leader": leader} | {
        "staff": _scheme(units, ("25", "45", "30"), "1/5")
    }


def _scheme(units: dict[str, Any], weights: tuple[str, str, str], ratio: str) -> dict[str, Any]:
    kept = ("cycle", "published", "basis", "total", "rounding", "notice", "disclosure", "grades", "grades_cites")
    families = [
        ("loyalty", "政治表现", "Loyalty", _rated()),
        ("work", "履职成效", "Work", _counted()),
        ("conduct", "作风廉洁", "Conduct", _voted()),
    ]
    return {key: units[key] for key in kept} | {
        "id": f"people-{units['cycle']}-{weights[0]}",
        "title": both("人员考核方案", "Scheme for people"),
        "subjects": "person",
        "total": "100",
        "families": [
            {
                "id": key,
                "name": both(zh, en),
                "weight": weight,
                "cites": ["P1-A8"],
                "indicators": [_indicator(key, i, weight, rule) for i, rule in enumerate(rules)],
            }
            for (key, zh, en, rules), weight in zip(families, weights, strict=True)
        ],
        "parameters": [],
        "waivers": [
            {"target": "loyalty.study", "reason": both("由组织部门另行考核", "assessed elsewhere"), "cites": ["P1-A8"]}
        ],
        "extends": None,
        "applies_to": [],
        "block": SIZE,
        "block_cites": ["P2-5.1"],
        "channels": [
            {"id": "peers", "weight": "40", "groups": ["peers", "superiors"], "indicators": [], "cites": ["P1-A15"]},
            {"id": "public", "weight": "60", "groups": [], "indicators": ["conduct.0"], "cites": ["P1-A15", "rules-6"]},
        ],
        "adjustments": _adjustments(),
        "statuses": _statuses(),
        "vetoes": _vetoes(),
        "team": {
            "rows": [
                {"unit_grade": "excellent", "coefficient": "51/50", "at_most": None},
                {"unit_grade": "unqualified", "coefficient": "9/10", "at_most": "qualified"},
            ],
            "missing": "no_effect",
            "cites": ["rules-12"],
        },
        "quota": {
            "grade": "excellent",
            "ratio": ratio,
            "rounding": "floor",
            "rounding_cites": [],
            "by": "kind",
            "min_base": 5,
            "merge": "small_together",
            "cites": ["rules-12"],
        },
        "ties": {
            "method": "standard",
            "breaks": [
                {"by": "family", "id": "work", "option": None},
                {"by": "part", "id": "quantitative", "option": None},
                {"by": "indicator", "id": "work.0", "option": None},
                {"by": "option_share", "id": "conduct.0", "option": "good"},
            ],
            "cites": ["rules-12"],
        },
    }


def _indicator(family: str, number: int, weight: str, rule: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"{family}.{number}",
        "name": both(f"第 {number + 1} 项指标", f"Indicator {number + 1} of {family}"),
        "definition": both("按统一口径统计，由提供部门核对。", "Counted alike, checked by the providing department."),
        "sub_indicator": None,
        "part": "quantitative" if family == "work" else "qualitative",
        "nature": "outcome",
        "scope": "individual",
        "dimension": "duties",
        "method": "analysis",
        "weight": weight,
        "unit": both("件", "cases"),
        "provider": "unit-0001",
        "rule": rule,
        "missing": {"policy": ("incomplete", "full", "zero_with_reason")[number % 3], "cites": ["P1-A13"]},
        "cites": ["P1-A14"],
    }


def _groups() -> list[dict[str, Any]]:
    return [
        {"id": "peers", "name": both("同事", "colleagues"), "weight": "60"},
        {"id": "superiors", "name": both("上级", "superiors"), "weight": "40"},
    ]


def _rated() -> list[dict[str, Any]]:
    """Rules with numbers from raters."""
    common = {"lowest": "0", "highest": "10", "groups": _groups(), "missing_group": "peer_mean", "validity": None}
    validity = {
        "limits": [
            {"option": "good", "count": 3, "share": None},
            {"option": "good", "count": None, "share": "1/2"},
        ],
        "all_equal": "invalid",
        "returned_at_least": "2/3",
        "cites": ["P1-A15"],
    }
    return [
        common | {"kind": "rated_mean"},
        common | {"kind": "trimmed_mean", "drop_low": 1, "drop_high": 1, "minimum": 5, "fallback": "plain"},
        common | {"kind": "outlier_mean", "deviation": "1/5", "minimum": 3, "fallback": "missing"},
        {
            "kind": "votes_to_points",
            "options": [{"id": "good", "name": both("好", "good"), "points": "100"}],
            "groups": _groups(),
            "missing_group": "zero_with_reason",
            "validity": validity,
        },
    ]


def _counted() -> list[dict[str, Any]]:
    """Rules with figures, places and periods."""
    ranked = {"by": "value", "direction": "higher", "ties": "average"}
    return [
        {"kind": "all_or_nothing", "target": "3", "direction": "higher"},
        {"kind": "all_or_nothing", "target": "3", "direction": "lower"},
        {"kind": "interpolation", "knots": [{"at": "0", "points": "0"}, {"at": "10", "points": "5"}]},
        {
            "kind": "option_list",
            "options": [{"value": "100", "name": None}, {"value": "90", "name": None}],
            "out_of": "100",
        },
        {"kind": "imported_score", "lowest": "0", "highest": "100"},
        {"kind": "rank_decrement", "decrement": "1/50", **ranked},
        {"kind": "rank_table", "points": ["5", "4"], "beyond": "1", **ranked},
        {
            "kind": "rank_table",
            "points": ["5", "4"],
            "beyond": "1",
            "by": "places",
            "direction": "higher",
            "ties": None,
        },
        {
            "kind": "period_mean",
            "periods": 12,
            "missing_period": "left_out",
            "rule": {"kind": "linear_to_target", "target": "100", "direction": "higher"},
        },
        {
            "kind": "per_case_deduction",
            "each": "1",
            "exempt": {
                "grounds": [{"id": "force", "name": both("不可抗力", "force majeure"), "cites": ["P1-A14"]}],
                "at_most": 2,
            },
        },
    ]


def _voted() -> list[dict[str, Any]]:
    return [
        {
            "kind": "votes_to_points",
            "options": [
                {"id": "good", "name": both("好", "good"), "points": "100"},
                {"id": "poor", "name": both("差", "poor"), "points": "40"},
            ],
            "groups": _groups(),
            "missing_group": "full",
            "validity": None,
        }
    ]


def _statuses() -> list[dict[str, Any]]:
    rows = [
        ("leave", "长期病假", "long sick leave", "no_grade", None, "1/2", None, False),
        ("probation", "试用期", "probation", "comment_only", None, None, None, False),
        ("warning", "受警告处分", "warning", "not_excellent", None, None, 1, True),
        ("demerit", "受记过处分", "demerit", "grade_at_most", "qualified", None, 2, True),
        ("inquiry", "接受调查", "under investigation", "deferred", None, None, None, False),
        ("gone", "当年调离", "transferred", "not_assessed", None, None, None, False),
    ]
    return [
        {
            "id": key,
            "name": both(zh, en),
            "effect": effect,
            "grade": grade,
            "longer_than": longer,
            "cycles": cycles,
            "counts": counts,
            "cites": ["rules-12"],
        }
        for key, zh, en, effect, grade, longer, cycles, counts in rows
    ]


def _vetoes() -> list[dict[str, Any]]:
    rows = [
        ("leak", "泄露工作秘密", "leak of work secrets", "fail", None, []),
        ("accident", "责任事故", "accident", "not_excellent", None, []),
        ("absence", "无故缺勤", "absence", "grade_at_most", "qualified", []),
        ("false", "虚报数据", "false data", "zero_item", None, ["work.0", "work.1"]),
    ]
    return [
        {"id": key, "name": both(zh, en), "effect": effect, "grade": grade, "indicators": items, "cites": ["rules-12"]}
        for key, zh, en, effect, grade, items in rows
    ]


def _adjustments() -> dict[str, Any]:
    rows = [
        ("award", "受到表彰", "award", "bonus", "2", "4", "zero_with_reason"),
        ("complaint", "有责投诉", "complaint", "penalty", "1", None, "incomplete"),
    ]
    return {
        "items": [
            {
                "id": key,
                "name": both(zh, en),
                "definition": both("按件数计算。", "Counted by case."),
                "direction": direction,
                "unit": both("件", "case"),
                "provider": "unit-0001",
                "each": each,
                "cap": cap,
                "missing": missing,
                "cites": ["rules-12"],
            }
            for key, zh, en, direction, each, cap, missing in rows
        ],
        "bonus_cap": "4",
        "penalty_cap": "10",
        "ceiling": "100",
        "cites": ["rules-12"],
    }
