"""What changed between two schemes, who gains and loses, and that what is said of gains is true of points."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from generator.core.messages import LANGS, catalogue
from generator.intake.bind import load
from generator.intake.models.rules import LinearToTarget
from generator.intake.models.scheme import Scheme
from generator.intake.rings import Record
from generator.scoring import compare_effects
from generator.scoring.compare import compare
from generator.scoring.compare_words import change_json, change_text
from generator.scoring.inputs import CohortInputs, Figure
from generator.scoring.sheet import score
from tests.scoring.material import FIGURES, UNITS, Loader

SOUND = (Path(__file__).parents[1] / "schemes" / "_sound.yml").read_text("utf-8")


def people(*changes: tuple[str, str]) -> Scheme:
    text = SOUND
    for old, new in changes:
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    bound, problems = load(Scheme, text.encode(), "sound.yml")
    assert bound is not None, problems
    return bound.record


def test_the_same_has_no_changes(scheme: Loader) -> None:
    assert compare(scheme().record, scheme().record) == []
    assert (
        compare(people(), people(("published: 2025-01-06", "published: 2025-01-07"), ("id: sound", "id: next"))) == []
    )


@pytest.mark.parametrize(
    ("old", "new", "field", "before", "after", "effect"),
    [
        ("target: 95", "target: 96", "target", "95", "96", "target_harder"),
        ("target: 95", "target: 94", "target", "95", "94", "target_easier"),
        ("target: 10\n", "target: 11\n", "target", "10", "11", "target_easier"),
        ("penalty: 0.5", "penalty: 0.6", "penalty", "0.5", "0.6", "fewer_below_target"),
        ("step: 1%", "step: 2%", "step", "0.01", "0.02", "more_below_target"),
        ("each: 3", "each: 2", "each", "3", "2", "more_with_cases"),
        ("each: 1.5", "each: 1", "each", "1.5", "1", "fewer_with_items"),
        ("decrement: 30%", "decrement: 20%", "decrement", "0.3", "0.2", "more_after_first"),
        ("en: Good}, at_least: 80", "en: Good}, at_least: 82", "at_least", "80", "82", "harder"),
        ("mode: half_up", "mode: half_even", "mode", "half_up", "half_even", ""),
        ("steps: partial", "steps: whole", "steps", "partial", "whole", ""),
        ("hit: unique", "hit: first", "hit", "unique", "first", ""),
        ("lead_workdays: 10", "lead_workdays: 12", "lead_workdays", "10", "12", ""),
    ],
)
def test_single_changes(scheme: Loader, old: str, new: str, field: str, before: str, after: str, effect: str) -> None:
    changes = compare(scheme().record, scheme((old, new)).record)
    assert [(c.field, c.before, c.after, c.effect) for c in changes] == [(field, before, after, effect)]


def test_the_target_of_a_rule_where_less_is_better() -> None:
    change = compare_effects.effect_of

    def rule(target: str, direction: str) -> LinearToTarget:
        return LinearToTarget.model_validate({"kind": "linear_to_target", "target": target, "direction": direction})

    assert change(rule("10", "lower"), rule("11", "lower"), "target") == "target_easier"
    assert change(rule("10", "lower"), rule("9", "lower"), "target") == "target_harder"
    assert change(rule("10", "lower"), rule("9", "higher"), "target") == ""


def test_bands_are_compared_by_value(scheme: Loader) -> None:
    changed = scheme(
        ("- {below: 60, points: 2}", "- {below: 55, points: 2}"),
        ("- {at_least: 60, below: 80, points: 6}", "- {at_least: 55, below: 80, points: 5}"),
    )
    changes = compare(scheme().record, changed.record)
    assert [(c.path[-1], c.before, c.after, c.effect) for c in changes] == [
        ("[55, 60)", "2", "5", "more"),
        ("[60, 80)", "6", "5", "fewer"),
    ]


def test_bands_cut_otherwise_but_worth_the_same_are_no_change(scheme: Loader) -> None:
    split = scheme(
        (
            "- {below: 60, points: 2}",
            "- {below: 30, points: 2}\n            - {at_least: 30, below: 60, points: 2}",
        )
    )
    assert compare(scheme().record, split.record) == []


def test_another_rule_added_and_removed_entries(scheme: Loader) -> None:
    changed = scheme(("kind: ratio_to_best", "kind: linear_to_target\n          target: 900"))
    assert [(c.field, c.before, c.after) for c in compare(scheme().record, changed.record)] == [
        ("rule", "ratio_to_best", "linear_to_target")
    ]
    line = next(line for line in SOUND.splitlines(keepends=True) if "id: demerit" in line)
    fewer = people((line, ""))
    assert [(c.path[-1], c.field) for c in compare(people(), fewer)] == [("demerit", "removed")]
    assert [(c.path[-1], c.field) for c in compare(fewer, people())] == [("demerit", "added")]


@pytest.mark.parametrize(
    ("old", "new", "effect"),
    [
        ("value: 20%", "value: 18%", "fewer_places"),
        ("coefficient: 1.02", "coefficient: 1.03", "more_in_unit"),
        ("penalty_cap: 10", "penalty_cap: 12", "fewer_with_penalties"),
        ("bonus_cap: 2", "bonus_cap: 3", "more_at_top"),
        ("{at: 90, points: 10}", "{at: 90, points: 9}", "fewer_near"),
        ("beyond: 7", "beyond: 6", "fewer_last"),
        ("points: 70}", "points: 75}", "more_with_option"),
    ],
)
def test_changes_for_people(old: str, new: str, effect: str) -> None:
    assert effect in {change.effect for change in compare(people(), people((old, new)))}


def test_a_dated_parameter_shows_as_the_number_it_gives() -> None:
    changes = compare(people(), people(("value: 20%", "value: 18%")))
    assert [(c.path, c.field, c.before, c.after) for c in changes if c.path == ("quota",)] == [
        (("quota",), "ratio", "0.2", "0.18")
    ]


def test_sentences_are_whole_in_both_languages() -> None:
    old = people()
    new = people(
        ("value: 20%", "value: 18%"), ("target: 100}", "target: 95}"), ("weight: 400/9", "weight: 44"),
        ("effect: fail", "effect: grade_at_most, grade: basic"), ("missing_group: peer_mean", "missing_group: full"),
    )  # fmt: skip
    changes = compare(old, new)
    assert len(changes) >= 6
    for change in changes:
        for lang in LANGS:
            sentence = change_text(change, old, new, lang)
            assert "…" not in sentence and "diff." not in sentence
            assert "_" not in re.sub(r"grade_at_most|peer_mean", "", sentence), sentence
        data = change_json(change, old, new)
        assert data["text"] == {lang: change_text(change, old, new, lang) for lang in LANGS}


def test_every_effect_has_a_sentence() -> None:
    keys = {*compare_effects.RAISING.values(), *compare_effects.OPPOSITE, *compare_effects.OPPOSITE.values()}
    said = {key.removeprefix("diff.effect.") for key in catalogue() if key.startswith("diff.effect.")}
    assert keys <= said | {""}
    assert said <= keys
    assert all(re.fullmatch(r"[a-z_]+", key) for key in keys)


def test_every_field_that_can_change_has_a_name() -> None:
    """Field names of the scheme's models are said in words, not shown as keys."""

    def fields(model: type[Record], seen: set[type[Record]]) -> set[str]:
        if model in seen:
            return set()
        seen.add(model)
        found = set(model.model_fields)
        for info in model.model_fields.values():
            for inner in _records(info.annotation):
                found |= fields(inner, seen)
        return found

    def _records(annotation: object) -> list[type[Record]]:
        if isinstance(annotation, type) and issubclass(annotation, Record):
            return [annotation]
        args = getattr(annotation, "__args__", ())
        return [one for arg in args for one in _records(arg)]

    names = fields(Scheme, set()) - {
        "id", "cycle", "title", "published", "schema_", "extends", "zh", "en", "kind", "families", "bands", "rows",
        "items", "knots", "values", "unit_grade", "at",
    }  # fmt: skip
    missing = {name for name in names if f"diff.field.{name}" not in catalogue()}
    assert missing == set()
    assert {key.removeprefix("diff.field.") for key in catalogue() if key.startswith("diff.field.")} <= {
        *names,
        "title",
    }


POINTS_CHANGES = [
    ("decision", "target: 95", "target: 96"), ("decision", "target: 95", "target: 90"),
    ("execution", "target: 10\n", "target: 11\n"), ("supervision", "penalty: 0.5", "penalty: 0.7"),
    ("supervision", "step: 1%", "step: 2%"), ("leaders", "each: 3", "each: 2"), ("social", "each: 1.5", "each: 1"),
    ("policy", "{at_least: 60, below: 80, points: 6}", "{at_least: 60, below: 80, points: 5}"),
]  # fmt: skip


@pytest.mark.parametrize(("indicator", "old", "new"), POINTS_CHANGES)
def test_what_is_said_of_gains_is_true(scheme: Loader, indicator: str, old: str, new: str) -> None:
    """Nobody's points move against what the sentence says, over a fine grid of values."""
    before, after = scheme().record, scheme((old, new)).record
    (change,) = compare(before, after)
    grid = (
        [Fraction(n, 4) for n in range(0, 420)]
        if indicator not in ("leaders", "social")
        else list(map(Fraction, range(9)))
    )
    if indicator == "supervision":
        grid = [Fraction(n, 400) for n in range(420)]
    up = change.effect.startswith("more") or change.effect == "target_easier"
    moved = 0
    for value in grid:
        difference = _points(after, indicator, value) - _points(before, indicator, value)
        assert difference >= 0 if up else difference <= 0, value
        moved += difference != 0
    assert moved


def _points(scheme: Scheme, indicator: str, value: Fraction) -> Fraction:
    figures = {(name, UNITS[0]): Figure(Fraction(given[0])) for name, given in FIGURES.items()}
    sheet = score(scheme, UNITS[:1], CohortInputs(figures | {(indicator, UNITS[0]): Figure(value)}))[UNITS[0]]
    return next(item.points for item in sheet.indicators if item.id == indicator) or Fraction(0)
