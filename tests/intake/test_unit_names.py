"""A department's name where its id belongs: the id is offered, for public values only."""

from __future__ import annotations

import pytest

from generator.core.problem import Place, Problem
from generator.intake.models.organ import Organ
from generator.intake.repository import load
from generator.intake.unit_names import explained
from tests.broken.test_broken import BASE


@pytest.fixture
def organ() -> Organ:
    office, _ = load(BASE)
    assert office.organ is not None
    return office.organ.record


@pytest.mark.parametrize(
    ("given", "unit"), [("财务处", "finance"), ("财务科", "finance"), ("Archive", "archive"), ("规划", "planning")]
)
def test_the_id_is_offered(organ: Organ, given: str, unit: str) -> None:
    place = Place("records/a.yml", 3, 4)
    (found,) = explained([Problem("M153", place, {"given_value": given}, "line", 2)], organ)
    assert (found.code, found.params["unit"], found.place, found.source) == ("X129", unit, place, "line")


@pytest.mark.parametrize(
    "problem",
    [
        Problem("M153", Place("a.yml"), {"given_value": "完全无关"}),
        Problem("M153", Place("a.yml")),
        Problem("M153", Place("a.yml"), {"given_value": "Financ"}),
        Problem("M153", Place("a.yml"), {"given_value": "fin ance"}),
        Problem("M154", Place("a.yml"), {"given_value": "财务处"}),
    ],
)
def test_everything_else_stays_as_it_is(organ: Organ, problem: Problem) -> None:
    assert list(explained([problem], organ)) == [problem]
