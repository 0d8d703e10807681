"""The program and the second evaluator agree on random schemes, inputs and circumstances, to the fraction.

1,000 cases in a normal run, 10,000 with KAOHE_LONG=1.
"""

from __future__ import annotations

import datetime
import os
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, get_args

import pytest

from generator.intake.models import person_rules
from generator.intake.models.rules import GroupPolicy, Rule
from generator.intake.models.scheme import Scheme
from generator.published.derivation import recompute, step_text
from generator.scoring.inputs import CohortInputs, Figure, GroupTally, Ratings
from generator.scoring.people import Assessment, Person, StatusFact, VetoFact, assess
from tests.scoring.second import evaluator, random_cases

CASES = 10_000 if os.environ.get("KAOHE_LONG") == "1" else 1_000
PARTS = 10
REASON = {"zh": "本年度没有该项工作", "en": "no such work this year"}

Data = dict[str, Any]


def texts(value: Any) -> Any:
    """The scheme as a YAML file has it: numbers as text."""
    if isinstance(value, dict):
        return {key: texts(part) for key, part in value.items()}
    if isinstance(value, list):
        return [texts(part) for part in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def figure(entry: Data) -> Figure:
    periods = entry.get("periods")
    return Figure(
        evaluator.optional(entry.get("value")),
        tuple(entry["places"]) if "places" in entry else None,
        REASON if entry.get("missing") else None,
        periods=None if periods is None else tuple(evaluator.optional(value) for value in periods),
        exempted=entry.get("exempted", {}),
    )


def by_pair(entries: Mapping[str, Mapping[str, Any]]) -> dict[tuple[str, str], Any]:
    return {(indicator, person): value for indicator, of in entries.items() for person, value in of.items()}


def inputs(case: Data) -> CohortInputs:
    tallies = {
        pair: {g: GroupTally(t["issued"], t["returned"], t["invalid"], t["counts"]) for g, t in of.items()}
        for pair, of in by_pair(case["tallies"]).items()
    }
    ratings = {
        pair: {
            g: Ratings(r["issued"], r["returned"], r["invalid"], tuple(sorted(map(evaluator.number, r["values"]))))
            for g, r in of.items()
        }
        for pair, of in by_pair(case["ratings"]).items()
    }
    return CohortInputs(
        {pair: figure(entry) for pair, entry in by_pair(case["figures"]).items()},
        tallies,
        ratings,
        {pair: dict.fromkeys(groups, REASON) for pair, groups in by_pair(case["reasons"]).items()},
        {pair: figure(entry) for pair, entry in by_pair(case["adjustments"]).items()},
    )


def day(text: str | None) -> datetime.date | None:
    return None if text is None else datetime.date.fromisoformat(text)


def first(case: Data) -> Assessment:
    scheme = Scheme.model_validate(texts(case["scheme"]))
    people = [Person(p["id"], p["kind"], p["unit"], day(p["first"]), day(p["last"])) for p in case["people"]]
    facts = [
        StatusFact(f["person"], f["status"], datetime.date.fromisoformat(f["first"]), day(f["last"]))
        for f in case["statuses"]
    ]
    vetoes = [VetoFact(f["person"], f["veto"]) for f in case["vetoes"]]
    return assess(scheme, people, inputs(case), facts, vetoes, case["team_grades"], case["tie_order"])


def as_data(assessment: Assessment) -> Data:
    """What both sides say, in the shape of the second evaluator."""
    people = {
        result.id: {
            "points": None if result.sheet is None else {item.id: item.points for item in result.sheet.indicators},
            "total": result.total,
            "before": result.before_quota,
            "recommended": result.recommended,
            "reason": result.reason,
            "rank": result.rank,
        }
        for result in assessment.people
    }
    quotas = [
        {"group": q.group, "base": q.base, "ceiling": q.ceiling, "reaching": q.reaching,
         "recommended": q.recommended, "tie": sorted(q.tie)}
        for q in sorted(assessment.quota, key=lambda q: q.group)
    ]  # fmt: skip
    return {"people": people, "quotas": quotas}


def check_steps(assessment: Assessment) -> None:
    """Every step follows from its own arguments, and the last gives what the sheet says."""
    for result in assessment.people:
        steps = list(result.steps)
        if result.steps and result.total is not None:
            assert result.steps[-1].value == result.total
        for item in result.sheet.indicators if result.sheet is not None else ():
            assert item.points == (item.steps[-1].value if item.steps else None)
            assert item.points is None or 0 <= item.points <= item.max
            steps += item.steps
        if result.sheet is not None and result.sheet.adjusted is not None:
            steps += [*result.sheet.adjusted.sums, *result.sheet.adjusted.steps]
        for step in steps:
            assert recompute(step) == step.value
            assert step.cites


@pytest.mark.parametrize("part", range(PARTS))
def test_both_agree(part: int) -> None:
    for seed in range(part, CASES, PARTS):
        case = random_cases.Maker(seed).make()
        ours = first(case)
        assert as_data(ours) == evaluator.assess(case), seed
        assert len(ours.problems) == sum(bool(statement.tie) for statement in ours.quota)
        check_steps(ours)


def test_order_of_people_and_rows_decides_nothing() -> None:
    """Everyone's outcome is the same when people, statuses and vetoes come in the opposite order."""
    for seed in range(0, CASES, 20):
        case = random_cases.Maker(seed).make()
        forward = as_data(first(case))
        turned = case | {name: list(reversed(case[name])) for name in ("people", "statuses", "vetoes")}
        backward = as_data(first(turned))
        assert forward["people"] == backward["people"], seed
        assert forward["quotas"] == backward["quotas"], seed


def test_the_cases_hold_everything() -> None:
    """A thousand cases contain every rule kind, group policy, status, veto and outcome."""
    seen: Counter[str] = Counter()
    for seed in range(1_000):
        case = random_cases.Maker(seed).make()
        scheme = case["scheme"]
        for family in scheme["families"]:
            for indicator in family["indicators"]:
                rule = indicator["rule"]
                seen[rule["kind"]] += 1
                seen[f"group:{rule.get('missing_group')}"] += 1
                seen[f"policy:{indicator['missing']['policy']}"] += 1
        result = first(case)
        seen.update(f"reason:{person.reason}" for person in result.people)
        seen.update(f"status:{person.status.effect}" for person in result.people if person.status)
        seen.update(f"veto:{veto.effect}" for person in result.people for veto in person.vetoes)
        seen.update(f"step:{step.op}" for person in result.people for step in person.steps)
        seen["merged"] += any(statement.merged for statement in result.quota)
    kinds = [rule_kind for member in get_args(get_args(Rule)[0]) for rule_kind in _kind(member)]
    reasons = ["score", "status", "veto", "team", "quota", "tie", "incomplete", "not_assessed", "comment_only"]
    wanted = [
        *kinds,
        *(f"group:{policy}" for policy in get_args(GroupPolicy)),
        *(f"policy:{policy}" for policy in ("incomplete", "peer_mean", "full", "zero_with_reason")),
        *(f"reason:{reason}" for reason in [*reasons, "no_grade", "deferred"]),
        *(f"status:{effect}" for effect in get_args(person_rules.StatusEffect)),
        *(f"veto:{effect}" for effect in get_args(person_rules.VetoEffect)),
        *(f"step:{op}" for op in ("item_zero", "adjust", "ceiling", "coefficient")),
        "merged",
    ]
    assert {name: seen[name] for name in wanted if seen[name] < 5} == {}


def _kind(member: Any) -> tuple[str, ...]:
    return get_args(member.model_fields["kind"].annotation)


def test_sentences_of_all_steps_are_whole() -> None:
    for seed in range(100):
        for result in first(random_cases.Maker(seed).make()).people:
            items = result.sheet.indicators if result.sheet is not None else ()
            for step in (*result.steps, *(step for item in items for step in item.steps)):
                for lang in ("zh", "en"):
                    sentence = step_text(step, "zh" if lang == "zh" else "en")
                    assert "…" not in sentence
                    assert "step." not in sentence


def test_a_case_by_hand() -> None:
    """The second evaluator itself, where it is easy to see: it must not be right only by agreeing."""
    points = evaluator.value_points({"kind": "linear_to_target", "target": "95"}, Fraction("47.5"), Fraction(12))
    assert points == 6
    rule = {"kind": "rank_table", "points": ["6", "5", "4"], "beyond": "1", "ties": "average"}
    everyone = [Fraction(9), Fraction(7), Fraction(7)]
    assert evaluator.ranked_points(rule, Fraction(7), everyone, Fraction(6)) == Fraction(9, 2)
