"""Random schemes for people with random inputs, from a seed: every rule kind, policy, status, veto, team and quota."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

Data = dict[str, Any]
CITES = ["P1-A9"]
TEXT = {"zh": "某项", "en": "something"}
OPTIONS = ("good", "fair", "poor")
GRADES = ("excellent", "good", "fair", "poor")
UNITS = ("planning", "archive", "service")
NUMBERS = ("0", "1", "2", "3", "5", "7", "1/2", "1/3", "2.5", "10", "4/7", "12.5", "50%", "8", "100/3")


class Maker:
    """Draws one case; everything comes from ``rng``, so a seed is enough to draw it again."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.people: list[Data] = []
        self.case: Data = {
            "figures": {}, "tallies": {}, "ratings": {}, "reasons": {}, "adjustments": {}, "statuses": [], "vetoes": [],
            "team_grades": {}, "tie_order": [],
        }  # fmt: skip

    def some(self, *choices: Any) -> Any:
        return self.rng.choice(choices)

    def number(self, *, positive: bool = False) -> str:
        return str(self.rng.choice(NUMBERS[1:] if positive else NUMBERS))

    def make(self) -> Data:
        last = (None, None, None, None, "2024-12-31", "2025-01-01", "2026-03-01")
        for at in range(self.rng.randint(1, 7)):
            person: Data = {"id": f"p{at:03d}", "kind": self.some("leader", "staff"), "unit": self.some(*UNITS)}
            self.people.append(person | {"first": None, "last": self.some(*last)})
        families: list[Data] = []
        for f in range(self.rng.randint(1, 2)):
            indicators = [self.indicator(f"i{f}{i}") for i in range(self.rng.randint(1, 2))]
            families.append({"id": f"f{f}", "name": TEXT, "weight": "1", "cites": CITES, "indicators": indicators})
        bounds = sorted(self.rng.sample(range(1, 20), 3), reverse=True)
        grades: list[Data] = [
            {"id": name, "name": TEXT, "at_least": str(at)} for name, at in zip(GRADES, bounds, strict=False)
        ]
        grades.append({"id": GRADES[-1], "name": TEXT})
        scheme: Data = {
            "schema": "kaohe/scheme/v1", "id": "random", "cycle": self.some("2025", "2024"), "title": TEXT,
            "published": "2025-01-06", "subjects": "person", "basis": [], "total": str(self.some(10, 20, 30)),
            "rounding": {"mode": "half_up", "digits": "2", "cites": CITES},
            "notice": {"lead_workdays": "10", "cites": CITES},
            "disclosure": {"group_mean": "5", "vote_counts": "10", "protection_width": "10%", "cites": CITES},
            "families": families, "grades": grades, "grades_cites": CITES, "block": "9", "block_cites": CITES,
        }  # fmt: skip
        self.extras(scheme, [indicator for family in families for indicator in family["indicators"]])
        return self.case | {"scheme": scheme, "people": self.people}

    def indicator(self, name: str) -> Data:
        kind = self.some(*RULES)
        weight = self.some("6", "10", "7.5", "20/3")
        rule = RULES[kind](self, weight)
        self.inputs(name, rule)
        policy = self.some("incomplete", "peer_mean", "full", "zero_with_reason")
        return {
            "id": name, "name": TEXT, "definition": TEXT, "part": self.some("quantitative", "qualitative"),
            "nature": "outcome", "scope": "individual", "dimension": "duties", "method": "analysis", "weight": weight,
            "unit": TEXT, "provider": "planning", "rule": rule, "missing": {"policy": policy, "cites": CITES},
            "cites": CITES,
        }  # fmt: skip

    def inputs(self, name: str, rule: Data) -> None:
        for person in self.people:
            if self.rng.random() < 0.1:
                continue
            if "groups" in rule or rule["kind"] == "vote_share_bands":
                groups = [group["id"] for group in rule.get("groups", [{"id": "public"}, {"id": "peers"}])]
                for group in groups:
                    self.vote(name, rule, person["id"], group)
            else:
                self.case["figures"].setdefault(name, {})[person["id"]] = self.figure(rule)

    def vote(self, name: str, rule: Data, person: str, group: str) -> None:
        if self.rng.random() < 0.2:
            if self.rng.random() < 0.7:
                self.case["reasons"].setdefault(name, {}).setdefault(person, []).append(group)
            return
        count = self.rng.choice((0, 1, 2, 3, 4, 6))
        invalid = self.rng.randint(0, 2)
        counted = {"returned": count + invalid, "invalid": invalid, "issued": count + invalid + self.rng.randint(0, 4)}
        if "highest" in rule:
            ratings = [self.some(rule["highest"], "5", "6.5", "9", "7", "1/3", "8") for _ in range(count)]
            self.case["ratings"].setdefault(name, {}).setdefault(person, {})[group] = counted | {"values": ratings}
            return
        counts = dict.fromkeys(OPTIONS, 0)
        for _ in range(count):
            counts[self.some(*OPTIONS)] += 1
        self.case["tallies"].setdefault(name, {}).setdefault(person, {})[group] = counted | {"counts": counts}

    def figure(self, rule: Data) -> Data:
        if self.rng.random() < 0.15:
            return {"missing": True}
        if rule["kind"] in ("rank_decrement", "rank_table") and rule["by"] == "places":
            return {"places": [self.rng.randint(1, 6) for _ in range(self.rng.randint(1, 4))]}
        if rule["kind"] == "period_mean":
            values = [None if self.rng.random() < 0.1 else self.value(rule["rule"]) for _ in range(rule["periods"])]
            return {"periods": values}
        made: Data = {"value": self.value(rule)}
        if rule.get("exempt") and int(made["value"]) > 0:
            most = min(int(made["value"]), rule["exempt"]["at_most"])
            made["exempted"] = {"force-majeure": self.rng.randint(0, most)}
        return made

    def value(self, rule: Data) -> str:
        kind = rule["kind"]
        if kind in ("per_case_deduction", "capped_bonus"):
            return str(self.rng.randint(0, 6))
        if kind == "option_list":
            return str(self.some(*rule["options"])["value"])
        if kind == "imported_score":
            return str(self.some(rule["lowest"], rule["highest"], "5", "20/3"))
        if kind in ("ratio_to_best", "rank_decrement", "rank_table"):
            return self.number(positive=True)
        return f"{self.some('-', '', '', '', '')}{self.number(positive=True)}"

    def extras(self, scheme: Data, indicators: list[Data]) -> None:
        if self.rng.random() < 0.4:
            self.adjustments(scheme)
        if self.rng.random() < 0.6:
            self.statuses(scheme)
        if self.rng.random() < 0.4:
            self.vetoes(scheme, indicators)
        if self.rng.random() < 0.4:
            self.team(scheme)
        if self.rng.random() < 0.8:
            scheme["quota"] = {
                "grade": self.some("excellent", "good"), "ratio": self.some("20%", "25%", "1/3", "50%", "10%"),
                "rounding": self.some("floor", "half_up"), "rounding_cites": CITES, "min_base": self.rng.randint(0, 4),
                "by": self.some("all", "kind", "unit"), "merge": self.some("none", "small_together"), "cites": CITES,
            }  # fmt: skip
        if self.rng.random() < 0.6:
            scheme["ties"] = {
                "method": self.some("standard", "dense", "average"), "breaks": self.breaks(indicators), "cites": CITES
            }  # fmt: skip
            ids = [person["id"] for person in self.people]
            self.case["tie_order"] = self.rng.sample(ids, self.rng.randint(0, len(ids)))

    def breaks(self, indicators: list[Data]) -> list[Data]:
        voted = [i for i in indicators if i["rule"]["kind"] in ("votes_to_points", "vote_share_bands")]
        found: list[Data] = [
            {"by": "indicator", "id": self.some(*indicators)["id"]},
            {"by": "family", "id": "f0"},
            {"by": "part", "id": self.some("quantitative", "qualitative")},
        ]
        found += [{"by": "option_share", "id": i["id"], "option": "good"} for i in voted]
        return self.rng.sample(found, self.rng.randint(0, 2))

    def adjustments(self, scheme: Data) -> None:
        items = []
        for at in range(self.rng.randint(1, 3)):
            name = f"a{at}"
            items.append(
                {
                    "id": name,
                    "name": TEXT,
                    "definition": TEXT,
                    "direction": self.some("bonus", "penalty"),
                    "unit": TEXT,
                    "provider": "planning",
                    "each": self.some("1", "0.5", "1/3"),
                    "cap": self.some(None, "1", "2"),
                    "missing": self.some("incomplete", "zero_with_reason"),
                    "cites": CITES,
                }
            )
            for person in self.people:
                figure: Data = {"value": str(self.rng.randint(0, 4))}
                if self.rng.random() < 0.1:
                    figure = {"missing": True}
                if self.rng.random() < 0.95:
                    self.case["adjustments"].setdefault(name, {})[person["id"]] = figure
        scheme["adjustments"] = {
            "items": [{key: value for key, value in item.items() if value is not None} for item in items],
            "bonus_cap": self.some("1", "3"), "penalty_cap": self.some("2", "30"),
            "ceiling": self.some("20", "25", "40"), "cites": CITES,
        }  # fmt: skip

    def statuses(self, scheme: Data) -> None:
        rows = []
        for at, effect in enumerate(
            ("not_excellent", "grade_at_most", "grade_at_most", "deferred", "comment_only", "no_grade", "not_assessed")
        ):
            row: Data = {"id": f"s{at}", "name": TEXT, "effect": effect, "counts": self.some(True, False)}
            row["cites"] = CITES
            if effect == "grade_at_most":
                row["grade"] = self.some(*GRADES)
            if self.rng.random() < 0.3:
                row["longer_than"] = self.some("1/2", "1/4")
            if self.rng.random() < 0.4:
                row["cycles"] = self.rng.randint(1, 2)
            rows.append(row)
        self.rng.shuffle(rows)
        scheme["statuses"] = rows
        for person in self.people:
            for _ in range(self.rng.choice((0, 0, 1, 2))):
                first = self.some("2023-12-01", "2024-02-01", "2024-07-02", "2025-01-01", "2025-07-02", "2025-12-31")
                last = self.some(None, "2025-07-02", "2025-12-31", "2026-01-31")
                fact = {"person": person["id"], "status": self.some(*rows)["id"], "first": first, "last": last}
                if last is None or last >= first:
                    self.case["statuses"].append(fact)

    def vetoes(self, scheme: Data, indicators: list[Data]) -> None:
        scheme["vetoes"] = [
            {"id": "v0", "name": TEXT, "effect": "zero_item", "indicators": [self.some(*indicators)["id"]]},
            {"id": "v1", "name": TEXT, "effect": "not_excellent"},
            {"id": "v2", "name": TEXT, "effect": "grade_at_most", "grade": self.some(*GRADES)},
            {"id": "v3", "name": TEXT, "effect": "fail"},
            {"id": "v4", "name": TEXT, "effect": "zero_item", "indicators": [i["id"] for i in indicators]},
        ]
        for row in scheme["vetoes"]:
            row["cites"] = CITES
        for person in self.people:
            if self.rng.random() < 0.4:
                self.case["vetoes"].append({"person": person["id"], "veto": self.some("v0", "v1", "v2", "v3", "v4")})

    def team(self, scheme: Data) -> None:
        rows = [
            {"unit_grade": "excellent", "coefficient": self.some("1.05", "1.5")},
            {"unit_grade": "good", "coefficient": "1", "at_most": "excellent"},
            {"unit_grade": "poor", "at_most": self.some("good", "fair"), "coefficient": "9/10"},
            {"unit_grade": "fair", "at_most": "good"},
        ]
        missing = self.some("incomplete", "no_effect")
        scheme["team"] = {"rows": self.rng.sample(rows, 3), "missing": missing, "cites": CITES}
        grades = {unit: self.some(*GRADES, None) for unit in UNITS}
        self.case["team_grades"] = {unit: grade for unit, grade in grades.items() if grade is not None}


def _linear(make: Maker, _: str) -> Data:
    return {"kind": "linear_to_target", "target": make.number(positive=True), "direction": make.some("higher", "lower")}


def _steps(make: Maker, _: str) -> Data:
    return {
        "kind": "step_penalty", "target": make.number(), "step": make.some("1", "0.5", "1/3"), "penalty": make.number(),
        "steps": make.some("whole", "partial"), "direction": make.some("higher", "lower"),
    }  # fmt: skip


def _bands(make: Maker, _: str) -> Data:
    cuts = sorted(make.rng.sample(range(-2, 9), 2))
    return {
        "kind": "band_table",
        "bands": [
            {"below": str(cuts[0]), "points": "1"},
            {"at_least": str(cuts[0]), "below": str(cuts[1]), "points": "3.5"},
            {"at_least": str(cuts[1]), "points": "6"},
        ],
    }


def _deduction(make: Maker, _: str) -> Data:
    rule: Data = {"kind": "per_case_deduction", "each": make.some("1", "2.5", "1/3")}
    if make.rng.random() < 0.5:
        grounds = [{"id": "force-majeure", "name": TEXT, "cites": CITES}]
        rule["exempt"] = {"grounds": grounds, "at_most": make.rng.randint(1, 3)}
    return rule


def _interpolation(make: Maker, _: str) -> Data:
    cuts = sorted(make.rng.sample(range(-2, 12), 3))
    return {
        "kind": "interpolation",
        "knots": [{"at": str(at), "points": make.some("0", "2", "5", "6")} for at in cuts],
    }


def _options(make: Maker, _: str) -> Data:
    listed = make.rng.sample(["10", "9.5", "9", "7", "0"], 3)
    return {"kind": "option_list", "options": [{"value": value} for value in listed], "out_of": "10"}


def _decrement(make: Maker, _: str) -> Data:
    return {"kind": "rank_decrement", "decrement": make.some("2%", "30%", "1/3")} | _by(make)


def _table(make: Maker, _: str) -> Data:
    return {"kind": "rank_table", "points": ["6", "5.5", "4"], "beyond": make.some("0", "2")} | _by(make)


def _by(make: Maker) -> Data:
    if make.rng.random() < 0.4:
        return {"by": "places"}
    ties = make.some("standard", "dense", "average")
    return {"by": "value", "direction": make.some("higher", "lower"), "ties": ties}


def _periods(make: Maker, weight: str) -> Data:
    kinds = [kind for kind in RULES if kind in INNER]
    inner = RULES[make.some(*kinds)](make, weight)
    inner.pop("exempt", None)
    missing = make.some("incomplete", "left_out")
    return {"kind": "period_mean", "periods": make.some(2, 4), "missing_period": missing, "rule": inner}


def _groups(make: Maker) -> Data:
    weights = make.some(("60", "40", "0"), ("100/3", "100/3", "100/3"), ("100", "0", "0"))
    groups = [
        {"id": name, "name": TEXT, "weight": weight}
        for name, weight in zip(("leaders", "peers", "public"), weights, strict=True)
    ]
    rule: Data = {
        "groups": groups,
        "missing_group": make.some("renormalise", "peer_mean", "incomplete", "full", "zero_with_reason"),
    }
    if make.rng.random() < 0.3:
        rule["validity"] = {"returned_at_least": make.some("50%", "2/3"), "cites": CITES}
    return rule


def _votes(make: Maker, _: str) -> Data:
    worth = zip(OPTIONS, ("100", "60", "100/3"), strict=True)
    options = [{"id": name, "name": TEXT, "points": points} for name, points in worth]
    return {"kind": "votes_to_points", "options": options} | _groups(make)


def _shares(make: Maker, _: str) -> Data:
    rows = [
        {"at_least": "60%", "points": "6"},
        {"at_least": "1/3", "below": "60%", "points": "4"},
        {"below": "1/3", "other_at_least": "1/2", "points": "0"},
        {"below": "1/3", "other_below": "1/2", "points": "2"},
    ]
    return {
        "kind": "vote_share_bands", "options": list(OPTIONS), "share_of": ["good"], "other": ["poor"],
        "hit": make.some("unique", "first"), "rows": rows,
    }  # fmt: skip


def _rated(kind: str) -> Callable[[Maker, str], Data]:
    def make_rule(make: Maker, _: str) -> Data:
        rule: Data = {"kind": kind, "lowest": "0", "highest": make.some("10", "12.5")} | _groups(make)
        if kind == "trimmed_mean":
            drop = {"drop_low": make.some(0, 1), "drop_high": make.some(0, 1)}
            rule |= drop | {"minimum": sum(drop.values()) + make.rng.randint(1, 3)}
        if kind == "outlier_mean":
            rule |= {"deviation": make.some("5%", "20%", "1/2", "0"), "minimum": make.rng.randint(1, 3)}
        if kind != "rated_mean":
            rule["fallback"] = make.some("plain", "missing")
        return rule

    return make_rule


INNER = frozenset(
    {"linear_to_target", "step_penalty", "band_table", "all_or_nothing", "interpolation", "option_list"}
    | {"imported_score", "per_case_deduction", "capped_bonus"}
)
RULES: dict[str, Callable[[Maker, str], Data]] = {
    "linear_to_target": _linear,
    "step_penalty": _steps,
    "band_table": _bands,
    "per_case_deduction": _deduction,
    "capped_bonus": lambda make, weight: {
        "kind": "capped_bonus", "base": "1", "each": make.some("1", "1/2"), "cap": "3",
    },
    "ratio_to_best": lambda make, weight: {"kind": "ratio_to_best"},
    "all_or_nothing": lambda make, weight: {
        "kind": "all_or_nothing", "target": make.number(), "direction": make.some("higher", "lower"),
    },
    "interpolation": _interpolation,
    "option_list": _options,
    "imported_score": lambda make, weight: {"kind": "imported_score", "lowest": "2", "highest": "12"},
    "rank_decrement": _decrement,
    "rank_table": _table,
    "period_mean": _periods,
    "votes_to_points": _votes,
    "vote_share_bands": _shares,
    "rated_mean": _rated("rated_mean"),
    "trimmed_mean": _rated("trimmed_mean"),
    "outlier_mean": _rated("outlier_mean"),
}  # fmt: skip
