"""Inputs that cannot be scored: every code once, all of them in one run, and nothing confidential in a finding."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from generator.core.errors import FindingsError
from generator.core.render import problems_text
from generator.intake.bind import load
from generator.intake.models.scheme import Scheme
from generator.scoring.faults import check_inputs
from generator.scoring.inputs import CohortInputs, Figure, GroupTally, Ratings
from generator.scoring.sheet import score
from tests.scoring.material import UNITS, Loader

GIVEN = Figure(Fraction(5))
FIGURES = [
    ("S201", "anticorruption", GIVEN),
    ("S202", "decision", Figure(Fraction(5), places=(1,))),
    ("S203", "leaders", Figure(Fraction(1, 2))),
    ("S203", "leaders", Figure(Fraction(-1))),
    ("S203", "social", Figure(Fraction(3, 2))),
    ("S204", "anticorruption", Figure(places=())),
    ("S204", "anticorruption", Figure(places=(1, 0))),
    ("S212", "decision", Figure(Fraction(5), missing={"zh": "无", "en": "none"})),
    ("S212", "anticorruption", Figure(places=(1,), missing={"zh": "无", "en": "none"})),
]
TALLIES = [
    ("S205", "attitude", "public", GroupTally(3, 4, 0, {"good": 4})),
    ("S205", "attitude", "public", GroupTally(9, 4, 5, {"good": 0})),
    ("S205", "attitude", "public", GroupTally(9, 4, 0, {"good": 5, "poor": -1})),
    ("S206", "attitude", "public", GroupTally(9, 4, 0, {"splendid": 4})),
    ("S206", "quality", "public", GroupTally(9, 4, 0, {"splendid": 4})),
    ("S207", "attitude", "public", GroupTally(9, 4, 0, {"good": 3})),
    ("S208", "attitude", "strangers", GroupTally(9, 4, 0, {"good": 4})),
    ("S208", "decision", "public", GroupTally(9, 4, 0, {"good": 4})),
]


@pytest.mark.parametrize(("code", "name", "figure"), FIGURES)
def test_figures(scheme: Loader, inputs: CohortInputs, code: str, name: str, figure: Figure) -> None:
    changed = replace(inputs, figures={**inputs.figures, (name, "service"): figure})
    faults = check_inputs(scheme().record, UNITS, changed)
    assert [(fault.code, fault.indicator, fault.unit, fault.group) for fault in faults] == [(code, name, "service", "")]


@pytest.mark.parametrize(("code", "name", "group", "tally"), TALLIES)
def test_tallies(scheme: Loader, inputs: CohortInputs, code: str, name: str, group: str, tally: GroupTally) -> None:
    before = inputs.tallies.get((name, "service"), {})
    changed = replace(inputs, tallies={**inputs.tallies, (name, "service"): {**before, group: tally}})
    faults = check_inputs(scheme().record, UNITS, changed)
    assert [(fault.code, fault.indicator, fault.unit, fault.group) for fault in faults] == [
        (code, name, "service", group)
    ]


@pytest.mark.parametrize("value", ["0", "-3"])
def test_no_positive_best(scheme: Loader, inputs: CohortInputs, value: str) -> None:
    figures = {key: Figure(Fraction(value)) if key[0] == "project" else f for key, f in inputs.figures.items()}
    faults = check_inputs(scheme().record, UNITS, replace(inputs, figures=figures))
    assert [(fault.code, fault.indicator, fault.unit) for fault in faults] == [("S209", "project", "")]


def test_good_inputs_have_no_fault(scheme: Loader, inputs: CohortInputs) -> None:
    assert check_inputs(scheme().record, UNITS, inputs) == []


def test_score_reports_all_of_them_and_no_numbers(scheme: Loader, inputs: CohortInputs) -> None:
    changed = CohortInputs(
        {**inputs.figures, ("leaders", "planning"): Figure(Fraction("-98765")), ("anticorruption", "archive"): GIVEN},
        {**inputs.tallies, ("attitude", "service"): {"public": GroupTally(98765, 98764, 0, {"good": 98763})}},
    )
    with pytest.raises(FindingsError) as caught:
        score(scheme().record, UNITS, changed)
    assert [problem.code for problem in caught.value.problems] == ["S201", "S203", "S207"]
    assert "9876" not in problems_text(caught.value.problems, "zh")
    assert {problem.clause for problem in caught.value.problems} == {"P1-A14", "P1-A15"}


def sound() -> Scheme:
    """The sound scheme for people, with rules that read periods, lists, ratings and exemptions."""
    path = Path(__file__).parents[1] / "schemes" / "_sound.yml"
    bound, _ = load(Scheme, path.read_bytes(), path.name)
    assert bound is not None
    return bound.record


HALF = Fraction(1, 2)
PEOPLE_FIGURES = [
    ("S213", "improvement.report", Figure(Fraction(97))),
    ("S217", "productivity.months", Figure(periods=(Fraction(1),) * 11)),
    ("S217", "productivity.months", Figure(periods=())),
    ("S218", "productivity.months", Figure(Fraction(80))),
    ("S218", "goals.completion", Figure(periods=(Fraction(80),))),
    ("S219", "attitude.conduct", Figure(Fraction(3), exempted={"illness": 1})),
    ("S219", "attitude.conduct", Figure(Fraction(3), exempted={"self-reported": 2})),
    ("S219", "attitude.conduct", Figure(Fraction(0), exempted={"self-reported": 1})),
    ("S219", "attitude.conduct", Figure(Fraction(3), exempted={"self-reported": -1})),
    ("S219", "goals.completion", Figure(Fraction(80), exempted={"self-reported": 1})),
    ("S202", "execution.ranking", Figure(places=(1,))),
    ("S212", "productivity.months", Figure(periods=(HALF,) * 12, missing={"zh": "无", "en": "none"})),
]


@pytest.mark.parametrize(("code", "indicator", "figure"), PEOPLE_FIGURES)
def test_figures_of_people(code: str, indicator: str, figure: Figure) -> None:
    faults = check_inputs(sound(), ["p001"], CohortInputs({(indicator, "p001"): figure}))
    assert [fault.code for fault in faults] == [code]


@pytest.mark.parametrize(
    ("code", "indicator", "group", "ratings"),
    [
        ("S205", "service.rating", "public", Ratings(2, 3, 0, (HALF,) * 3)),
        ("S205", "service.rating", "public", Ratings(2, 2, -1, (HALF,) * 3)),
        ("S208", "service.rating", "peers", Ratings(2, 2, 0, (HALF,) * 2)),
        ("S208", "goals.completion", "public", Ratings(2, 2, 0, (HALF,) * 2)),
        ("S215", "service.rating", "public", Ratings(2, 2, 0, (Fraction(9), Fraction(11)))),
        ("S216", "service.rating", "public", Ratings(2, 2, 1, (Fraction(9), Fraction(9)))),
    ],
)
def test_ratings(code: str, indicator: str, group: str, ratings: Ratings) -> None:
    inputs = CohortInputs(ratings={(indicator, "p001"): {group: ratings}})
    assert [fault.code for fault in check_inputs(sound(), ["p001"], inputs)] == [code]


@pytest.mark.parametrize(
    ("indicator", "reasons", "fits"),
    [
        ("teamwork.vote", {"over_limit": 1, "all_equal": 1}, True),
        ("teamwork.vote", {"blank": 1, "spoilt": 1}, True),
        ("teamwork.vote", {"blank": 1}, False),
        ("teamwork.vote", {"blank": 3, "spoilt": -1}, False),
        ("teamwork.vote", {"torn": 2}, False),
        ("recognition.vote", {"over_limit": 2}, False),
        ("recognition.vote", {"all_equal": 2}, False),
        ("recognition.vote", {"spoilt": 2}, True),
    ],
)
def test_reasons_of_invalid_ballots(indicator: str, reasons: dict[str, int], fits: bool) -> None:
    group = "peers" if indicator == "teamwork.vote" else "public"
    tally = GroupTally(5, 4, 2, {"good": 2}, reasons)
    faults = check_inputs(sound(), ["p001"], CohortInputs(tallies={(indicator, "p001"): {group: tally}}))
    assert [fault.code for fault in faults] == ([] if fits else ["S221"])


def test_an_imported_score_out_of_its_bounds(scheme: Loader) -> None:
    made = scheme(("kind: ratio_to_best", "kind: imported_score\n          lowest: 0\n          highest: 120")).record
    for value, codes in ((Fraction(120), []), (Fraction(121), ["S214"]), (Fraction(-1), ["S214"])):
        faults = check_inputs(made, UNITS[:1], CohortInputs({("project", UNITS[0]): Figure(value)}))
        assert [fault.code for fault in faults] == codes


@pytest.mark.parametrize(
    ("code", "figure"),
    [
        ("S203", Figure(HALF)),
        ("S202", Figure(places=(1,))),
        ("S218", Figure(periods=(HALF,))),
        ("S212", Figure(Fraction(1), missing={"zh": "无", "en": "none"})),
    ],
)
def test_adjustments(code: str, figure: Figure) -> None:
    inputs = CohortInputs(adjustments={("honours", "p001"): figure})
    assert [fault.code for fault in check_inputs(sound(), ["p001"], inputs)] == [code]
