"""From input records to what scoring reads."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from generator.intake import repository
from generator.intake.fields import Bilingual
from generator.intake.repository import Cycle
from generator.office.cohort import cohort_inputs, participating
from tests.example.regenerate import ROOT


def cycle() -> Cycle:
    return repository.load(ROOT)[0].cycles["2025"]


def test_every_figure_and_tally_arrives() -> None:
    loaded = cycle()
    inputs = cohort_inputs(loaded)
    figures = {(name, point.unit): point for name, data in loaded.data.items() for point in data.record.values}
    assert inputs.figures.keys() == figures.keys()
    for key, point in figures.items():
        assert inputs.figures[key].value == point.value
        assert inputs.figures[key].source == loaded.data[key[0]].record.provider
    counted = sum(len(groups) for groups in inputs.tallies.values())
    assert counted == sum(len(votes.record.tallies) for votes in loaded.votes.values())
    assert inputs.tallies["satisfaction.quality", "permits"]["inspectors"].counts["satisfied"] == 3


def test_a_reason_stands_for_a_missing_value() -> None:
    figure = cohort_inputs(cycle()).figures["satisfaction.efficiency", "planning"]
    assert figure.value is None
    assert figure.missing is not None
    assert set(figure.missing) == {"zh", "en"}


def test_an_exact_value_stays_exact() -> None:
    values = [figure.value for figure in cohort_inputs(cycle()).figures.values() if figure.value is not None]
    assert any(value.denominator % 7 == 0 or value.denominator % 3 == 0 for value in values)
    assert all(isinstance(value, Fraction) for value in values)


def test_exempt_units_are_not_scored() -> None:
    loaded = cycle()
    assert loaded.roster is not None
    words = Bilingual(zh="新设", en="new")
    units = [
        entry.model_copy(update={"exempt": words}) if entry.unit == "permits" else entry
        for entry in loaded.roster.record.units
    ]
    roster = replace(loaded.roster, record=loaded.roster.record.model_copy(update={"units": units}))
    assert participating(loaded) == [entry.unit for entry in loaded.roster.record.units]
    assert participating(replace(loaded, roster=roster)) == [u for u in participating(loaded) if u != "permits"]
    assert participating(Cycle("2025")) == []
