"""From sheets to recommended grades, by hand: status, vetoes, team, quota, ties, and facts that do not fit."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from generator.core.errors import FindingsError
from generator.core.messages import LANGS, catalogue
from generator.core.render import problem_text
from generator.intake.models.scheme import Scheme
from generator.published.derivation import recompute
from generator.scoring.explain import explain
from generator.scoring.inputs import CohortInputs, Figure
from generator.scoring.people import Assessment, Person, PersonResult, StatusFact, VetoFact, assess

CITES = ["P1-A9"]
TEXT = {"zh": "某项", "en": "something"}
GRADES = ("excellent", "competent", "basic", "incompetent")


def scheme(**more: Any) -> Scheme:
    """Points are the two figures themselves, out of 80 and 20; grades at 90, 70 and 60."""
    families = [
        {
            "id": name, "name": TEXT, "weight": weight, "cites": CITES,
            "indicators": [{
                "id": name, "name": TEXT, "definition": TEXT, "part": part, "nature": "outcome", "scope": "individual",
                "dimension": "results", "method": "analysis", "weight": weight, "unit": TEXT, "provider": "planning",
                "rule": {"kind": "linear_to_target", "target": weight},
                "missing": {"policy": "incomplete", "cites": CITES}, "cites": CITES,
            }],
        }
        for name, weight, part in (("work", "80", "quantitative"), ("conduct", "20", "qualitative"))
    ]  # fmt: skip
    grades: list[dict[str, Any]] = [
        {"id": name, "name": TEXT, "at_least": at} for name, at in zip(GRADES, ("90", "70", "60"), strict=False)
    ]
    return Scheme.model_validate(
        {
            "schema": "kaohe/scheme/v1",
            "id": "people",
            "cycle": "2025",
            "title": TEXT,
            "published": "2025-01-06",
            "subjects": "person",
            "basis": [],
            "total": "100",
            "families": families,
            "grades_cites": CITES,
            "grades": [*grades, {"id": GRADES[-1], "name": TEXT}],
            "block": "96",
            "block_cites": CITES,
            "rounding": {"mode": "half_up", "digits": "2", "cites": CITES},
            "notice": {"lead_workdays": "10", "cites": CITES},
            "disclosure": {"group_mean": "5", "vote_counts": "10", "protection_width": "10", "cites": CITES},
        }
        | more
    )


def row(name: str, effect: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "name": TEXT, "effect": effect, "counts": True, "cites": ["P1-A6"]} | more


def veto(name: str, effect: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "name": TEXT, "effect": effect, "cites": ["P2-4.1"]} | more


def quota(ratio: str, **more: Any) -> dict[str, Any]:
    return {"grade": "excellent", "ratio": ratio, "cites": ["P1-A18"]} | more


def staff(count: int, unit: str = "planning") -> list[Person]:
    return [Person(f"p{at:03d}", "staff", unit) for at in range(1, count + 1)]


def figures(points: Mapping[str, tuple[str, str]]) -> CohortInputs:
    return CohortInputs(
        {
            (name, person): Figure(Fraction(value))
            for person, pair in points.items()
            for name, value in zip(("work", "conduct"), pair, strict=True)
        }
    )


def all_at(people: list[Person], *pairs: tuple[str, str]) -> CohortInputs:
    return figures({person.id: pair for person, pair in zip(people, pairs, strict=True)})


def one(made: Scheme, pair: tuple[str, str] = ("76", "19"), **more: Any) -> PersonResult:
    people = staff(1)
    return assess(made, people, all_at(people, pair), **more).people[0]


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def fact(status: str, first: str, last: str | None = None) -> StatusFact:
    return StatusFact("p001", status, day(first), None if last is None else day(last))


def test_points_alone() -> None:
    result = one(scheme())
    assert result.total == 95
    assert (result.before_quota, result.recommended, result.reason) == ("excellent", "excellent", "score")
    assert (result.rank, result.limits, result.status, result.team, result.vetoes, result.steps) == (
        None, (), None, None, (), ()
    )  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "applies"),
    [
        ("2025-01-01", "2025-07-02", True),  # 183 of 365 days: more than half
        ("2025-01-01", "2025-07-01", False),  # 182
        ("2024-09-01", "2025-06-30", False),  # what lies before the year does not count
        ("2024-09-01", None, True),
        ("2026-01-01", None, False),
    ],
)
def test_leave_of_more_than_half_a_year(first: str, last: str | None, applies: bool) -> None:
    made = scheme(statuses=[row("leave", "no_grade", longer_than="1/2")])
    result = one(made, statuses=[fact("leave", first, last)])
    assert (result.recommended, result.reason) == ((None, "no_grade") if applies else ("excellent", "score"))
    assert result.sheet is not None and result.total == 95


@pytest.mark.parametrize(("first", "applies"), [("2023-12-31", False), ("2024-03-01", True), ("2025-12-31", True)])
def test_a_sanction_for_two_years(first: str, applies: bool) -> None:
    made = scheme(statuses=[row("major-demerit", "no_grade", cycles="2")])
    result = one(made, statuses=[fact("major-demerit", first, "2026-06-30")])
    assert (result.reason == "no_grade") == applies


def test_the_heavier_status_wins_wherever_it_stands() -> None:
    rows = [row("warning", "not_excellent"), row("investigation", "deferred"), row("demerit", "no_grade")]
    facts = [fact(name, "2025-03-01") for name in ("warning", "demerit", "investigation")]
    for order in (rows, rows[::-1]):
        for given in (facts, facts[::-1]):
            result = one(scheme(statuses=order), statuses=given)
            assert result.status is not None
            assert (result.status.id, result.reason) == ("demerit", "no_grade")
            assert set(result.status.others) == {"warning", "investigation"}
            assert result.status.cites == ("P1-A6",)


def test_not_assessed_people_have_no_sheet_and_are_no_peers() -> None:
    people = staff(3)
    made = scheme(statuses=[row("transferred", "not_assessed", counts=False)], quota=quota("50%"))
    result = assess(made, people, all_at(people, ("80", "20"), ("76", "19"), ("72", "19")),
                    [fact("transferred", "2025-05-01")])  # fmt: skip
    assert result.people[0].sheet is None
    assert (result.people[0].recommended, result.people[0].reason) == (None, "not_assessed")
    assert result.quota[0].base == 2
    assert result.quota[0].excluded == {"transferred": 1}
    assert [person.recommended for person in result.people[1:]] == ["excellent", "competent"]


def test_someone_who_left_before_the_year_is_in_no_base() -> None:
    people = [Person("p001", "staff", "planning", None, day("2024-12-31")), *staff(3)[1:]]
    result = assess(scheme(quota=quota("50%")), people, all_at(people, *[("76", "19")] * 3))
    assert result.people[0].reason == "not_assessed"
    assert result.quota[0].base == 2


@pytest.mark.parametrize(
    ("effect", "more", "grade", "total"),
    [
        ("not_excellent", {}, "competent", 95),
        ("grade_at_most", {"grade": "basic"}, "basic", 95),
        ("fail", {}, "incompetent", 95),
        ("zero_item", {"indicators": ["conduct"]}, "competent", 76),
    ],
)
def test_vetoes(effect: str, more: dict[str, Any], grade: str, total: int) -> None:
    result = one(scheme(vetoes=[veto("accident", effect, **more)]), vetoes=[VetoFact("p001", "accident")])
    assert (result.recommended, result.reason) == (grade, "veto")
    assert result.total == total
    assert result.vetoes[0].cites == ("P2-4.1",)
    assert all(recompute(step) == step.value for step in result.steps)
    assert (result.steps[-1].value if result.steps else 95) == total


def test_two_vetoes_take_an_item_only_once() -> None:
    rows = [veto(name, "zero_item", indicators=["conduct"]) for name in ("a", "b")]
    result = one(scheme(vetoes=rows), vetoes=[VetoFact("p001", "a"), VetoFact("p001", "b")])
    assert result.total == 76
    assert len(result.steps) == 1


TEAM = {
    "rows": [
        {"unit_grade": "excellent", "coefficient": "1.1"},
        {"unit_grade": "poor", "coefficient": "0.9", "at_most": "competent"},
    ],
    "missing": "incomplete",
    "cites": ["P1-A3"],
}


@pytest.mark.parametrize(
    ("pair", "unit", "total", "grade", "reason"),
    [
        (("70", "12"), "excellent", Fraction("90.2"), "excellent", "team"),
        (("76", "19"), "excellent", Fraction(100), "excellent", "score"),
        (("76", "19"), "poor", Fraction("85.5"), "competent", "team"),
        (("80", "20"), "poor", Fraction(90), "competent", "team"),
        (("76", "19"), "good", Fraction(95), "excellent", "score"),
    ],
)
def test_team(pair: tuple[str, str], unit: str, total: Fraction, grade: str, reason: str) -> None:
    result = one(scheme(team=TEAM), pair, team_grades={"planning": unit})
    assert (result.total, result.recommended, result.reason) == (total, grade, reason)
    assert all(recompute(step) == step.value for step in result.steps)


def test_a_unit_without_a_grade() -> None:
    assert one(scheme(team=TEAM)).reason == "incomplete"
    assert one(scheme(team=TEAM | {"missing": "no_effect"})).recommended == "excellent"


def adjustments(**more: Any) -> dict[str, Any]:
    item = {"name": TEXT, "definition": TEXT, "unit": TEXT, "provider": "planning", "cites": CITES}
    return {
        "items": [
            item | {"id": "honours", "direction": "bonus", "each": "2", "cap": "3", "missing": "zero_with_reason"},
            item | {"id": "ideas", "direction": "bonus", "each": "1", "missing": "zero_with_reason"},
            item | {"id": "lapses", "direction": "penalty", "each": "1.5", "missing": "incomplete"},
        ],
        "bonus_cap": "4", "penalty_cap": "6", "ceiling": "100", "cites": CITES,
    } | more  # fmt: skip


def adjusted(pair: tuple[str, str], *counts: str | None) -> PersonResult:
    people = staff(1)
    inputs = all_at(people, pair)
    given = {
        (name, "p001"): Figure(Fraction(count)) if count is not None else Figure(missing=TEXT)
        for name, count in zip(("honours", "ideas", "lapses"), counts, strict=True)
    }
    return assess(scheme(adjustments=adjustments()), people, CohortInputs(inputs.figures, adjustments=given)).people[0]


def test_bonuses_and_penalties_with_their_caps() -> None:
    assert adjusted(("60", "10"), "1", "1", "2").total == 70 + 3 - 3
    assert adjusted(("60", "10"), "2", "3", "9").total == 70 + 4 - 6
    assert adjusted(("80", "19"), "2", "3", "0").total == 100
    assert adjusted(("1", "1"), "0", "0", "9").total == 0
    assert adjusted(("60", "10"), None, None, "0").total == 70
    result = adjusted(("60", "10"), "1", "1", None)
    assert (result.total, result.reason) == (None, "incomplete")


def test_every_step_of_an_adjustment_can_be_redone() -> None:
    sheet = adjusted(("80", "19"), "2", "3", "9").sheet
    assert sheet is not None and sheet.adjusted is not None
    steps = [
        *sheet.adjusted.sums,
        *sheet.adjusted.steps,
        *(step for item in sheet.adjusted.items for step in item.steps),
    ]
    assert {step.op for step in steps} >= {"times", "bonus_cap", "penalty_cap", "sum", "adjust"}
    assert all(recompute(step) == step.value for step in steps)


def test_the_explanation_shows_what_was_added_and_taken() -> None:
    result = adjusted(("60", "10"), "2", "3", "9")
    assert result.sheet is not None
    said = explain(result.sheet, scheme(adjustments=adjustments()), "zh")
    assert "加减分后：70 + 4 − 6 = 68" in said
    assert "某项 (honours)  2 × 2 = 4" in said and "4 超过加分上限，按 3 计" in said


def five(*totals: str, **more: Any) -> Assessment:
    people = staff(len(totals))
    return assess(scheme(**more), people, all_at(people, *((total, "19") for total in totals)))


def test_under_the_quota_everyone_keeps_the_grade() -> None:
    result = five("76", "40", "41", "42", "43", quota=quota("20%"))
    assert [p.recommended for p in result.people] == ["excellent", "incompetent", "basic", "basic", "basic"]
    statement = result.quota[0]
    assert (statement.base, statement.ceiling, statement.reaching, statement.recommended) == (5, 1, 1, 1)
    assert statement.allowance == 1
    assert (statement.tie, statement.cites) == ((), ("P1-A18",))
    assert result.problems == ()


def test_over_the_quota_the_next_grade_is_recommended() -> None:
    result = five("76", "75", "74", "40", "40", quota=quota("20%"))
    assert [p.recommended for p in result.people[:3]] == ["excellent", "competent", "competent"]
    assert [p.reason for p in result.people[:3]] == ["score", "quota", "quota"]
    assert [p.before_quota for p in result.people[:3]] == ["excellent"] * 3
    assert [p.rank for p in result.people] == [1, 2, 3, 4, 4]


def test_a_tie_at_the_edge_stops_and_names_nobody() -> None:
    result = five("77", "76", "76", "76", "40", quota=quota("40%"))
    assert [p.recommended for p in result.people] == ["excellent", None, None, None, "incompetent"]
    assert [p.reason for p in result.people[1:4]] == ["tie"] * 3
    assert result.quota[0].tie == ("p002", "p003", "p004")
    assert [problem.code for problem in result.problems] == ["S301"]
    assert result.problems[0].params == {
        "group": "all", "grade": "excellent", "tied": "3", "people": "2", "free": "1"
    }  # fmt: skip
    assert "p00" not in problem_text(result.problems[0], "zh")


def test_a_tie_inside_the_ceiling_is_no_problem() -> None:
    result = five("76", "76", "40", "40", "40", quota=quota("40%"))
    assert [p.recommended for p in result.people[:2]] == ["excellent"] * 2
    assert result.problems == ()


def test_a_recorded_human_decision_ends_a_tie() -> None:
    people = staff(5)
    inputs = all_at(people, *((total, "19") for total in ("77", "76", "76", "76", "40")))
    made = scheme(quota=quota("40%"))
    result = assess(made, people, inputs, tie_order=["p004"])
    assert [p.recommended for p in result.people] == ["excellent", "competent", "competent", "excellent", "incompetent"]
    assert result.problems == ()
    # It decides between equals only: nobody moves past someone with more points.
    result = assess(made, people, inputs, tie_order=["p005", "p004", "p003"])
    assert [p.recommended for p in result.people] == ["excellent", "competent", "competent", "excellent", "incompetent"]


def test_tie_breaks_of_the_scheme_come_first() -> None:
    people = staff(3)
    inputs = all_at(people, ("76", "16"), ("74", "18"), ("75", "17"))
    breaks = [{"by": "part", "id": "quantitative"}]
    made = scheme(quota=quota("34%"), ties={"method": "standard", "breaks": breaks, "cites": CITES})
    result = assess(made, people, inputs, tie_order=["p002"])
    assert [p.recommended for p in result.people] == ["excellent", "competent", "competent"]
    assert [p.rank for p in result.people] == [1, 3, 2]


@pytest.mark.parametrize(
    ("method", "ranks"),
    [("standard", [1, 2, 2, 4]), ("dense", [1, 2, 2, 3]), ("average", [1, Fraction(5, 2), Fraction(5, 2), 4])],
)
def test_ranks(method: str, ranks: list[Fraction]) -> None:
    result = five("77", "76", "76", "40", quota=quota("90%"), ties={"method": method, "cites": CITES})
    assert [p.rank for p in result.people] == ranks


def test_small_units_are_counted_together() -> None:
    people = [Person(f"p{at:03d}", "staff", unit) for at, unit in enumerate("aaaaabbc", 1)]
    made = scheme(quota=quota("20%", by="unit", min_base="3", merge="small_together"))
    result = assess(made, people, all_at(people, *[("76", str(at)) for at in range(12, 20)]))
    assert [(s.group, s.base, s.ceiling, s.merged) for s in result.quota] == [
        ("a", 5, 1, ()),
        ("merged", 3, 0, ("b", "c")),
    ]
    assert [p.recommended for p in result.people].count("excellent") == 1


def test_leaders_and_staff_with_schemes_of_their_own() -> None:
    people = [Person("p001", "leader", "planning"), Person("p002", "staff", "planning")]
    inputs = all_at(people, ("76", "19"), ("75", "19"))
    by_kind = {
        "leader": scheme(quota=quota("50%", by="kind")),
        "staff": scheme(id="other", quota=quota("50%", by="kind")),
    }
    result = assess(by_kind, people, inputs)
    assert [(s.group, s.base, s.ceiling) for s in result.quota] == [("leader", 1, 0), ("staff", 1, 0)]
    together = {kind: scheme(id=kind, quota=quota("50%")) for kind in ("leader", "staff")}
    result = assess(together, people, inputs)
    assert [(s.group, s.base, s.ceiling) for s in result.quota] == [("all", 2, 1)]
    assert [p.recommended for p in result.people] == ["excellent", "competent"]


FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("S302", {"statuses": [fact("none", "2025-01-01")]}),
    ("S303", {"vetoes": [VetoFact("p001", "none")]}),
    ("S304", {"people": [*staff(1), *staff(1)]}),
    ("S305", {"statuses": [StatusFact("p099", "leave", day("2025-01-01"))]}),
    ("S305", {"vetoes": [VetoFact("p099", "accident")]}),
    ("S306", {"statuses": [fact("leave", "2025-02-01", "2025-01-01")]}),
    ("S307", {"scheme": {"leader": scheme()}}),
    ("S308", {"tie_order": ["p001", "p001"]}),
    ("S308", {"tie_order": ["p099"]}),
    ("S309", {"scheme": scheme(cycle="spring")}),
]


@pytest.mark.parametrize(("code", "given"), FAULTS)
def test_facts_that_do_not_fit(code: str, given: dict[str, Any]) -> None:
    made = scheme(statuses=[row("leave", "no_grade")], vetoes=[veto("accident", "fail")])
    arguments: dict[str, Any] = {"scheme": made, "people": staff(1), "inputs": figures({"p001": ("76", "19")})} | given
    with pytest.raises(FindingsError) as caught:
        assess(**arguments)
    assert [problem.code for problem in caught.value.problems] == [code]
    for lang in LANGS:
        sentence = problem_text(caught.value.problems[0], lang)
        assert "p0" not in sentence and "…" not in sentence
    assert set(catalogue()[code]) == {"zh", "en", "hint_zh", "hint_en"}


def test_inputs_are_checked_too() -> None:
    people = staff(1)
    with pytest.raises(FindingsError) as caught:
        assess(scheme(), people, CohortInputs({("work", "p001"): Figure(places=(1,))}))
    assert [problem.code for problem in caught.value.problems] == ["S202"]


def test_nobody_at_all() -> None:
    assert assess(scheme(quota=quota("20%")), [], CohortInputs()) == Assessment((), (), ())
