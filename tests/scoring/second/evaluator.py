"""A second evaluator, plain and slow, written from docs/spec/12-scoring.md alone: no code of the first is used.

It reads a case as nested dictionaries whose numbers are texts, and computes with fractions.
"""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

Data = dict[str, Any]
EFFECTS = ["not_excellent", "grade_at_most", "deferred", "comment_only", "no_grade", "not_assessed"]


def number(text: Any) -> Fraction:
    text = str(text)
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def optional(text: Any) -> Fraction | None:
    return None if text is None else number(text)


def clamp(value: Fraction, top: Fraction) -> Fraction:
    return top if value > top else Fraction(0) if value < 0 else value


def mean(values: list[Fraction]) -> Fraction:
    total = Fraction(0)
    for value in values:
        total += value
    return total / len(values)


def inside(value: Fraction, low: Any, high: Any) -> bool:
    return (low is None or value >= number(low)) and (high is None or value < number(high))


def is_met(rule: Data, value: Fraction) -> bool:
    if rule.get("direction", "higher") == "lower":
        return value <= number(rule["target"])
    return value >= number(rule["target"])


def value_points(rule: Data, v: Fraction, w: Fraction, exempted: int = 0) -> Fraction:
    kind = rule["kind"]
    if kind == "linear_to_target":
        target = number(rule["target"])
        if rule.get("direction", "higher") == "higher":
            return clamp(v / target * w, w)
        return w if v <= 0 else clamp(target / v * w, w)
    if kind == "step_penalty":
        if is_met(rule, v):
            return w
        n = abs(number(rule["target"]) - v) / number(rule["step"])
        if rule["steps"] == "whole":
            n = Fraction(n.numerator // n.denominator)
        return clamp(w - n * number(rule["penalty"]), w)
    if kind == "band_table":
        hits = [band for band in rule["bands"] if inside(v, band.get("at_least"), band.get("below"))]
        assert len(hits) == 1
        return number(hits[0]["points"])
    if kind == "per_case_deduction":
        return clamp(w - (v - exempted) * number(rule["each"]), w)
    if kind == "capped_bonus":
        return number(rule["base"]) + min(v * number(rule["each"]), number(rule["cap"]))
    if kind == "all_or_nothing":
        return w if is_met(rule, v) else Fraction(0)
    if kind == "option_list":
        return clamp(v / number(rule["out_of"]) * w, w)
    if kind == "imported_score":
        low, high = number(rule["lowest"]), number(rule["highest"])
        return (v - low) / (high - low) * w
    assert kind == "interpolation"
    knots = [(number(knot["at"]), number(knot["points"])) for knot in rule["knots"]]
    if v <= knots[0][0]:
        return knots[0][1]
    if v >= knots[-1][0]:
        return knots[-1][1]
    left = max((k for k in knots if k[0] <= v), key=lambda k: k[0])
    right = min((k for k in knots if k[0] > v), key=lambda k: k[0])
    return left[1] + (right[1] - left[1]) * (v - left[0]) / (right[0] - left[0])


def place_points(rule: Data, place: Fraction, w: Fraction) -> Fraction:
    if rule["kind"] == "rank_decrement":
        return clamp(w * (1 - (place - 1) * number(rule["decrement"])), w)
    table = [number(points) for points in rule["points"]]
    return table[int(place) - 1] if place <= len(table) else number(rule["beyond"])


def ranked_points(rule: Data, v: Fraction, everyone: list[Fraction], w: Fraction) -> Fraction:
    lower = rule.get("direction", "higher") == "lower"
    better = [other for other in everyone if (other < v if lower else other > v)]
    if rule["ties"] == "standard":
        return place_points(rule, Fraction(1 + len(better)), w)
    if rule["ties"] == "dense":
        return place_points(rule, Fraction(1 + len(set(better))), w)
    places = [1 + len(better) + at for at in range(everyone.count(v))]
    if rule["kind"] == "rank_table":
        return mean([place_points(rule, Fraction(place), w) for place in places])
    return place_points(rule, mean([Fraction(place) for place in places]), w)


def group_mean(rule: Data, group: str, case: Data, indicator: str, person: str) -> Fraction | None:
    share = (rule.get("validity") or {}).get("returned_at_least")
    if rule["kind"] == "votes_to_points":
        tally = case["tallies"].get(indicator, {}).get(person, {}).get(group)
        if tally is None or tally["returned"] == tally["invalid"]:
            return None
        if share is not None and tally["returned"] < number(share) * tally["issued"]:
            return None
        total = Fraction(0)
        for option in rule["options"]:
            total += tally["counts"].get(option["id"], 0) * number(option["points"])
        return total / Fraction(tally["returned"] - tally["invalid"])
    ratings = case["ratings"].get(indicator, {}).get(person, {}).get(group)
    if ratings is None or not ratings["values"]:
        return None
    if share is not None and ratings["returned"] < number(share) * ratings["issued"]:
        return None
    values = sorted(number(value) for value in ratings["values"])
    kept = values
    if rule["kind"] == "trimmed_mean":
        if len(values) < rule["minimum"]:
            if rule["fallback"] == "missing":
                return None
        else:
            kept = list(values)
            for _ in range(rule["drop_low"]):
                kept.remove(min(kept))
            for _ in range(rule["drop_high"]):
                kept.remove(max(kept))
    if rule["kind"] == "outlier_mean":
        middle = mean(values)
        kept = [value for value in values if abs(value - middle) <= number(rule["deviation"]) * middle]
        if len(kept) < rule["minimum"]:
            if rule["fallback"] == "missing":
                return None
            kept = values
    return mean(kept) / number(rule["highest"]) * 100


def grouped(indicator: Data, case: Data, people: list[str]) -> dict[str, Fraction | str]:
    """Points, ``final`` for incomplete whatever the policy, or ``missing`` where the policy applies."""
    rule, w = indicator["rule"], number(indicator["weight"])
    said = {
        person: {g["id"]: group_mean(rule, g["id"], case, indicator["id"], person) for g in rule["groups"]}
        for person in people
    }
    found: dict[str, Fraction | str] = {}
    for person in people:
        silent = [group for group, m in said[person].items() if m is None]
        policy = rule["missing_group"]
        means = dict(said[person])
        verdict = ""
        if silent and policy == "incomplete":
            verdict = "final"
        elif len(silent) == len(means) and policy in ("peer_mean", "full"):
            verdict = "missing"
        elif policy == "renormalise":
            means = {group: m for group, m in means.items() if m is not None}
        else:
            for group in silent:
                if policy == "full":
                    means[group] = Fraction(100)
                elif policy == "peer_mean":
                    others = [said[other][group] for other in people]
                    known = [m for m in others if m is not None]
                    if known:
                        means[group] = mean(known)
                    else:
                        verdict = "final"
                elif group in case["reasons"].get(indicator["id"], {}).get(person, []):
                    means[group] = Fraction(0)
                else:
                    verdict = "final"
        if verdict:
            found[person] = verdict
            continue
        weights = {g["id"]: number(g["weight"]) for g in rule["groups"] if g["id"] in means}
        whole = sum(weights.values(), Fraction(0))
        if whole == 0:
            found[person] = "missing"
            continue
        total = Fraction(0)
        for group, weight in weights.items():
            m = means[group]
            assert m is not None
            total += m * weight
        found[person] = total / whole / 100 * w
    return found


def shared(indicator: Data, case: Data, person: str) -> Fraction | str:
    rule = indicator["rule"]
    tallies = case["tallies"].get(indicator["id"], {}).get(person, {}).values()
    valid = sum(tally["returned"] - tally["invalid"] for tally in tallies)
    if valid == 0:
        return "missing"
    s = Fraction(sum(tally["counts"].get(o, 0) for tally in tallies for o in rule["share_of"]), valid)
    o = Fraction(sum(tally["counts"].get(o, 0) for tally in tallies for o in rule.get("other", [])), valid)
    for row in rule["rows"]:
        if inside(s, row.get("at_least"), row.get("below")) and (
            not rule.get("other") or inside(o, row.get("other_at_least"), row.get("other_below"))
        ):
            return number(row["points"])
    raise AssertionError


def single(indicator: Data, case: Data, people: list[str], person: str) -> Fraction | str:
    rule, w = indicator["rule"], number(indicator["weight"])
    figures = case["figures"].get(indicator["id"], {})
    figure = figures.get(person, {})
    if rule["kind"] in ("rank_decrement", "rank_table") and rule.get("by", "places") == "places":
        if not figure.get("places"):
            return "missing"
        return mean([place_points(rule, Fraction(place), w) for place in figure["places"]])
    if rule["kind"] == "period_mean":
        values = [optional(value) for value in figure.get("periods") or []]
        present = [value for value in values if value is not None]
        if not present or (rule["missing_period"] == "incomplete" and len(present) < len(values)):
            return "missing"
        return mean([value_points(rule["rule"], value, w) for value in present])
    v = optional(figure.get("value"))
    if v is None:
        return "missing"
    everyone = [number(f["value"]) for p, f in figures.items() if p in people and f.get("value") is not None]
    if rule["kind"] == "ratio_to_best":
        return clamp(v / max(everyone) * w, w)
    if rule["kind"] in ("rank_decrement", "rank_table"):
        return ranked_points(rule, v, everyone, w)
    return value_points(rule, v, w, sum(figure.get("exempted", {}).values()))


def column(indicator: Data, case: Data, people: list[str]) -> dict[str, Fraction | None]:
    rule, w = indicator["rule"], number(indicator["weight"])
    if "groups" in rule:
        raw = grouped(indicator, case, people)
    elif rule["kind"] == "vote_share_bands":
        raw = {person: shared(indicator, case, person) for person in people}
    else:
        raw = {person: single(indicator, case, people, person) for person in people}
    own = [points for points in raw.values() if isinstance(points, Fraction)]
    made: dict[str, Fraction | None] = {}
    for person, points in raw.items():
        policy = indicator["missing"]["policy"]
        if isinstance(points, Fraction):
            made[person] = points
        elif points == "final" or policy == "incomplete":
            made[person] = None
        elif policy == "peer_mean":
            made[person] = mean(own) if own else None
        elif policy == "full":
            made[person] = w
        else:
            figure = case["figures"].get(indicator["id"], {}).get(person, {})
            votes = "groups" in rule or rule["kind"] == "vote_share_bands"
            made[person] = Fraction(0) if figure.get("missing") and not votes else None
    return made


def adjusted(scheme: Data, case: Data, person: str, points: Fraction | None) -> Fraction | None:
    rules = scheme.get("adjustments")
    if rules is None or points is None:
        return points
    sums = {"bonus": Fraction(0), "penalty": Fraction(0)}
    for item in rules["items"]:
        figure = case["adjustments"].get(item["id"], {}).get(person, {})
        if figure.get("value") is not None:
            worth = number(figure["value"]) * number(item["each"])
            if item.get("cap") is not None:
                worth = min(worth, number(item["cap"]))
            sums[item["direction"]] += worth
        elif not (item["missing"] == "zero_with_reason" and figure.get("missing")):
            return None
    bonus = min(sums["bonus"], number(rules["bonus_cap"]))
    penalty = min(sums["penalty"], number(rules["penalty_cap"]))
    return max(Fraction(0), min(points + bonus - penalty, number(rules["ceiling"])))


def band(scheme: Data, total: Fraction) -> str:
    for grade in scheme["grades"]:
        if grade.get("at_least") is None or total >= number(grade["at_least"]):
            return str(grade["id"])
    raise AssertionError


def day(text: Any) -> datetime.date:
    return datetime.date.fromisoformat(text)


def days_in(first: datetime.date, last: datetime.date | None, year: int) -> int:
    count = 0
    today = datetime.date(year, 1, 1)
    while today.year == year:
        if today >= first and (last is None or today <= last):
            count += 1
        today += datetime.timedelta(days=1)
    return count


def status_of(scheme: Data, case: Data, person: str, year: int) -> Data | None:
    grades = [grade["id"] for grade in scheme["grades"]]
    found: list[Data] = []
    for row in scheme.get("statuses", []):
        for fact in case["statuses"]:
            if fact["person"] != person or fact["status"] != row["id"]:
                continue
            first = day(fact["first"])
            last = None if fact.get("last") is None else day(fact["last"])
            days = days_in(first, last, year)
            years = range(first.year, first.year + (row.get("cycles") or 0))
            applies = days > 0 if row.get("cycles") is None else year in years
            if row.get("longer_than") is not None:
                of_year = 366 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 365
                applies = applies and days > number(row["longer_than"]) * of_year
            if applies and row not in found:
                found.append(row)
    best: Data | None = None
    for row in found:
        weight = EFFECTS.index(row["effect"]), grades.index(row["grade"]) if row.get("grade") else 0
        if best is None or weight > best["weight"]:
            best = row | {"weight": weight}
    return best


def assess(case: Data) -> Data:
    """By person the points by indicator, total, grade before the quota, recommendation, reason and rank; the quotas."""
    scheme = case["scheme"]
    year = int(scheme["cycle"])
    order = [grade["id"] for grade in scheme["grades"]]
    indicators = [indicator for family in scheme["families"] for indicator in family["indicators"]]
    serving = [
        p["id"]
        for p in case["people"]
        if days_in(
            day(p["first"]) if p.get("first") else datetime.date.min, day(p["last"]) if p.get("last") else None, year
        )
        > 0
    ]
    status = {p["id"]: status_of(scheme, case, p["id"], year) for p in case["people"]}
    scored = [i for i in serving if (status[i] or {}).get("effect") != "not_assessed"]
    columns = {indicator["id"]: column(indicator, case, scored) for indicator in indicators}
    people: dict[str, Data] = {}
    for p in case["people"]:
        made = people[p["id"]] = {"total": None, "before": None, "recommended": None, "rank": None, "points": None}
        if p["id"] not in scored:
            made["reason"] = "not_assessed"
            continue
        points = {name: values[p["id"]] for name, values in columns.items()}
        made["points"] = points
        made |= person(scheme, case, p, points, status[p["id"]])
    quotas = quota(scheme, case, people, status, serving, order)
    return {"people": people, "quotas": quotas}


def person(scheme: Data, case: Data, p: Data, points: dict[str, Fraction | None], status: Data | None) -> Data:
    order = [grade["id"] for grade in scheme["grades"]]
    vetoes = [
        row
        for row in scheme.get("vetoes", [])
        if any(fact["person"] == p["id"] and fact["veto"] == row["id"] for fact in case["vetoes"])
    ]
    raw = None
    if all(value is not None for value in points.values()):
        raw = sum((value for value in points.values() if value is not None), Fraction(0))
    totals: list[Fraction | None] = [adjusted(scheme, case, p["id"], raw)]
    zero = {name for row in vetoes if row["effect"] == "zero_item" for name in row["indicators"]}
    if raw is not None:
        raw -= sum((points[name] or Fraction(0) for name in zero), Fraction(0))
    totals.append(adjusted(scheme, case, p["id"], raw))
    total = totals[-1]
    team = scheme.get("team")
    ceilings: list[tuple[str, str]] = []
    if status and status["effect"] == "not_excellent":
        ceilings.append(("status", order[1]))
    if status and status["effect"] == "grade_at_most":
        ceilings.append(("status", status["grade"]))
    for row in vetoes:
        if row["effect"] == "not_excellent":
            ceilings.append(("veto", order[1]))
        if row["effect"] == "grade_at_most":
            ceilings.append(("veto", row["grade"]))
        if row["effect"] == "fail":
            ceilings.append(("veto", order[-1]))
    if team is not None:
        grade = case["team_grades"].get(p["unit"])
        if grade is None and team["missing"] == "incomplete":
            total = None
        for row in team["rows"]:
            if grade == row["unit_grade"]:
                if total is not None and row.get("coefficient") is not None:
                    most = number(scheme["adjustments"]["ceiling"] if scheme.get("adjustments") else scheme["total"])
                    total = min(total * number(row["coefficient"]), most)
                if row.get("at_most") is not None:
                    ceilings.append(("team", row["at_most"]))
    totals.append(total)
    if status and status["effect"] in ("deferred", "comment_only", "no_grade"):
        return {"total": total, "reason": status["effect"]}
    if total is None:
        return {"total": None, "reason": "incomplete"}
    assert totals[0] is not None
    assert totals[1] is not None
    bands = [band(scheme, t) for t in (totals[0], totals[1], total)]
    reason = "score"
    if bands[1] != bands[0]:
        reason = "veto"
    if bands[2] != bands[1]:
        reason = "team"
    reached = bands[2]
    for source, ceiling in ceilings:
        if order.index(ceiling) > order.index(reached):
            reached, reason = ceiling, source
    return {"total": total, "before": reached, "recommended": reached, "reason": reason}


def breaks(scheme: Data, case: Data, name: str, made: Data) -> list[Fraction | None]:
    listed: list[Fraction | None] = [made["total"]]
    for rule in (scheme.get("ties") or {}).get("breaks", []):
        if rule["by"] == "option_share":
            tallies = case["tallies"].get(rule["id"], {}).get(name, {}).values()
            valid = sum(t["returned"] - t["invalid"] for t in tallies)
            votes = sum(t["counts"].get(rule["option"], 0) for t in tallies)
            listed.append(Fraction(votes, valid) if valid else None)
            continue
        chosen = []
        for family in scheme["families"]:
            for indicator in family["indicators"]:
                what = {"indicator": indicator["id"], "family": family["id"], "part": indicator["part"]}[rule["by"]]
                if what == rule["id"]:
                    chosen.append(made["points"][indicator["id"]])
        listed.append(sum(chosen, Fraction(0)) if chosen else None)
    decided = case["tie_order"]
    listed.append(Fraction(-decided.index(name)) if name in decided else None)
    return listed


def ahead(left: list[Fraction | None], right: list[Fraction | None]) -> int:
    """1 where ``left`` comes first, -1 where ``right`` does, 0 where they are equal."""
    for a, b in zip(left, right, strict=True):
        if a != b:
            if a is None or b is None:
                return -1 if a is None else 1
            return 1 if a > b else -1
    return 0


def quota(
    scheme: Data,
    case: Data,
    people: dict[str, Data],
    status: dict[str, Data | None],
    serving: list[str],
    order: list[str],
) -> list[Data]:
    rule = scheme.get("quota")
    if rule is None or not serving:
        return []
    info = {p["id"]: p for p in case["people"]}
    groups: dict[str, list[str]] = {}
    for name in serving:
        key = {"all": "all", "kind": info[name]["kind"], "unit": info[name]["unit"]}[rule.get("by", "all")]
        groups.setdefault(key, []).append(name)

    def counts(name: str) -> bool:
        return status[name] is None or bool((status[name] or {})["counts"])

    base = {key: sum(counts(name) for name in members) for key, members in groups.items()}
    small = set()
    if rule.get("merge", "none") == "small_together":
        small = {key for key in groups if base[key] < rule.get("min_base", 0)}
        while small and small != set(groups) and sum(base[key] for key in small) < rule["min_base"]:
            least = min(base[key] for key in groups if key not in small)
            small |= {key for key in groups if base[key] == least}
    if len(small) > 1:
        together = [name for key in small for name in groups[key]]
        groups = {key: members for key, members in groups.items() if key not in small} | {"merged": together}
        base["merged"] = sum(counts(name) for name in together)
    return [one_group(scheme, case, people, key, members, base[key], order) for key, members in sorted(groups.items())]


def one_group(
    scheme: Data, case: Data, people: dict[str, Data], key: str, members: list[str], base: int, order: list[str]
) -> Data:
    rule = scheme["quota"]
    allowance = number(rule["ratio"]) * base
    doubled = allowance * 2 + 1
    half_up = doubled.numerator // (2 * doubled.denominator)
    whole = allowance.numerator // allowance.denominator
    ceiling = half_up if rule.get("rounding", "floor") == "half_up" else whole
    graded = {name: breaks(scheme, case, name, people[name]) for name in members if people[name]["before"] is not None}
    limit = order.index(rule["grade"])
    reaching = [name for name in graded if order.index(people[name]["before"]) <= limit]
    method = (scheme.get("ties") or {}).get("method", "standard")
    for name, mine in graded.items():
        better = [other for other in graded.values() if ahead(other, mine) > 0]
        equal = [other for other in graded.values() if ahead(other, mine) == 0]
        if method == "dense":
            people[name]["rank"] = Fraction(1 + len({tuple(other) for other in better}))
        elif method == "average":
            people[name]["rank"] = 1 + len(better) + Fraction(len(equal) - 1, 2)
        else:
            people[name]["rank"] = Fraction(1 + len(better))
    tie = []
    for name in reaching:
        before = sum(ahead(graded[other], graded[name]) > 0 for other in reaching)
        equal_ones = sum(ahead(graded[other], graded[name]) == 0 for other in reaching)
        if before + equal_ones <= ceiling:
            continue
        if before < ceiling:
            tie.append(name)
            people[name] |= {"recommended": None, "reason": "tie"}
        else:
            people[name] |= {"recommended": order[limit + 1], "reason": "quota"}
    recommended = sum(
        people[name]["recommended"] is not None and order.index(people[name]["recommended"]) <= limit
        for name in members
    )
    return {
        "group": key,
        "base": base,
        "ceiling": ceiling,
        "reaching": len(reaching),
        "recommended": recommended,
        "tie": sorted(tie),
    }
