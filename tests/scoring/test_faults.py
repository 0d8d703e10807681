"""Inputs that cannot be scored: every code once, all of them in one run, and nothing confidential in a finding."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from generator.core.errors import FindingsError
from generator.core.render import problems_text
from generator.scoring.faults import check_inputs
from generator.scoring.inputs import CohortInputs, Figure, GroupTally
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
