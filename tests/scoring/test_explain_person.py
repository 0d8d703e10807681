"""One person's derivation as text: every stage in order, what each did, nothing left open."""

from __future__ import annotations

import re

import pytest

from generator.core.messages import LANGS, Lang
from generator.intake.models.scheme import Scheme
from generator.scoring.explain_person import PersonNames, explain_person
from generator.scoring.inputs import CohortInputs
from generator.scoring.people import Assessment, Person, VetoFact, assess
from generator.scoring.person_quota import Competition
from tests.scoring.test_people import TEXT, all_at, fact, quota, row, scheme, staff, veto

NAMES = PersonNames({"planning": "Planning"}, {"poor": "Poor"})
TEAM = {
    "rows": [{"unit_grade": "poor", "coefficient": "0.9", "at_most": "basic"}],
    "missing": "no_effect",
    "cites": ["P1-A3"],
}
STAGES = {
    "zh": ["评价渠道", "从指标得分到总分", "特殊情形", "一票否决", "单位结果的影响", "名额之前的等次", "名额"],
    "en": [
        "Channels",
        "From the indicators' points to the total",
        "Special status",
        "Vetoes",
        "The unit's result",
        "The grade before the quota",
        "Quota",
    ],
}


def told(made: Scheme, people: list[Person], inputs: CohortInputs, who: str, lang: Lang = "en", **facts: object) -> str:
    assessment: Assessment = assess(made, people, inputs, **facts)  # type: ignore[arg-type]
    order = facts.get("tie_order", ())
    assert isinstance(order, tuple)
    competition = Competition({"staff": made}, inputs, order)
    (result,) = [result for result in assessment.people if result.id == who]
    return explain_person(result, assessment, competition, NAMES, lang)


def stage(text: str, title: str) -> list[str]:
    """The lines of one stage without their bullets."""
    block = next(block for block in text.split("\n\n") if block.split("\n")[0].startswith(title))
    return [line.removeprefix("  · ") for line in block.split("\n")[1:]]


@pytest.mark.parametrize("lang", LANGS)
def test_every_stage_in_order_and_nothing_left_open(lang: Lang) -> None:
    made = scheme(
        statuses=[row("leave", "no_grade", counts=False)],
        vetoes=[veto("breach", "fail"), veto("false", "zero_item", indicators=["conduct"])],
        team=TEAM,
        quota=quota("0.5"),
    )
    people = staff(4)
    inputs = all_at(people, ("80", "20"), ("76", "19"), ("70", "15"), ("50", "5"))
    for who in ("p001", "p002", "p003"):
        text = told(
            made,
            people,
            inputs,
            who,
            lang,
            statuses=[fact("leave", "2025-03-01")],
            vetoes=[VetoFact("p002", "breach"), VetoFact("p003", "false")],
            team_grades={"planning": "poor"},
        )
        heads = [block.split("\n")[0] for block in text.split("\n\n")]
        assert [next(h for h in heads if re.fullmatch(rf"{s}(  \[.*\]|[：:].*)?", h)) for s in STAGES[lang]] == heads[
            -7:
        ]
        assert not re.search(r"…|\{|explain\.|step\.", text)
        assert all(line == line.rstrip() for line in text.split("\n"))


def test_points_alone() -> None:
    people = staff(1)
    text = told(scheme(), people, all_at(people, ("76", "19")), "p001")
    assert text.split("\n")[2].split() == ["recommended", "grade", TEXT["en"], "by", "the", "total"]
    for nothing in ("Special status", "Vetoes", "The unit's result", "Quota"):
        assert f"\n{nothing}: nothing applies" in text
    assert stage(text, "The grade before")[1] == f"before the quota: {TEXT['en']}"


def test_a_veto_on_an_item_and_the_unit_s_factor() -> None:
    people = staff(1)
    made = scheme(vetoes=[veto("false", "zero_item", indicators=["conduct"])], team=TEAM)
    text = told(
        made,
        people,
        all_at(people, ("80", "20")),
        "p001",
        vetoes=[VetoFact("p001", "false")],
        team_grades={"planning": "poor"},
    )
    assert stage(text, "From the indicators'") == [
        "all families together: 100",
        "a veto takes this item out: 100 − 20 = 80  [P2-4.1]",
        "times the factor of the unit: 80 × 0.9 = 72  [P1-A3]",
    ]
    assert stage(text, "Vetoes") == ["something (false): no points for something  [P2-4.1]"]
    assert stage(text, "The unit's result")[0].startswith("Planning is recommended Poor: the total times 0.9, ")
    assert stage(text, "The grade before")[1] == "the unit's result: at most something  [P1-A3]"


def test_a_status_that_withholds_the_grade() -> None:
    people = staff(3)
    made = scheme(statuses=[row("leave", "no_grade", counts=False)], quota=quota("0.5"))
    inputs = all_at(people, ("80", "20"), ("80", "20"), ("10", "10"))
    text = told(made, people, inputs, "p001", statuses=[fact("leave", "2025-03-01")])
    assert text.split("\n")[2].endswith("assessed, no grade")
    assert stage(text, "Special status") == [
        "something (leave): assessed, no grade, does not count for the quota  [P1-A6]"
    ]
    lines = stage(text, "Quota")
    assert lines[0] == "counted together: everybody; 2 people count (left out: 1 for something)"
    assert "2 × 0.5 = 1" in lines[1]
    assert lines[-1].startswith("without a grade before the quota")


def test_somebody_who_is_not_assessed_has_no_points() -> None:
    people = staff(1)
    made = scheme(statuses=[row("away", "not_assessed")], team=TEAM)
    text = told(made, people, CohortInputs(), "p001", statuses=[fact("away", "2025-01-01")])
    assert "From the indicators' points to the total: nothing applies" in text
    assert "The unit's result: nothing applies" in text
    assert "not assessed this year" in text.split("\n")[2]


@pytest.mark.parametrize(
    ("who", "order", "ends"),
    [
        ("p001", (), "within the quota, recommended something"),
        ("p002", (), "1 left for 2 who are equal; the leadership must decide their order and record why"),
        ("p003", ("p003", "p002"), "within the quota, recommended something"),
        ("p002", ("p003", "p002"), "beyond the quota, recommended something"),
        ("p004", (), "this person does not reach something, so the quota changes nothing"),
    ],
)
def test_at_the_edge_of_the_quota(who: str, order: tuple[str, ...], ends: str) -> None:
    people = staff(4)
    breaks = [{"by": "indicator", "id": "work"}]
    ties = {"method": "standard", "breaks": breaks, "cites": ["P1-A18"]}
    inputs = all_at(people, ("80", "20"), ("76", "19"), ("76", "19"), ("40", "10"))
    lines = stage(told(scheme(quota=quota("0.5"), ties=ties), people, inputs, who, tie_order=order), "Quota")
    assert lines[-1] == ends
    equal = [line for line in lines if line.startswith("exactly the same total")]
    assert len(equal) == (who in ("p002", "p003"))
    if equal:
        other = {"p002": "p003", "p003": "p002"}[who]
        assert lines[-4:-1] == [
            f"exactly the same total as {other}",
            f"compared by points for something: 76 here; {other} 76",
            f"still equal to {other}; the leadership put p003 before p002" if order else f"still equal to {other}",
        ]


def test_a_tie_break_that_tells_them_apart_ends_the_comparison() -> None:
    people = staff(2)
    breaks = [{"by": "indicator", "id": "work"}, {"by": "indicator", "id": "conduct"}]
    ties = {"method": "standard", "breaks": breaks, "cites": ["P1-A18"]}
    inputs = all_at(people, ("78", "17"), ("76", "19"))
    lines = stage(told(scheme(quota=quota("0.5"), ties=ties), people, inputs, "p002"), "Quota")
    assert [line for line in lines if line.startswith("compared")] == [
        "compared by points for something: 76 here; p001 78"
    ]
    assert "1 are ahead; the quota is 1" in lines[-4]
    assert not any(line.startswith("still equal") for line in lines)
