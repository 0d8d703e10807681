"""A unit's result as it goes out: what is shown, what is committed to instead, and what stops publication."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from generator.core.errors import FindingsError
from generator.core.problem import Problem
from generator.disclosure.airlock import Released
from generator.disclosure.interval import behind
from generator.disclosure.result_audit import audit, known_points, known_total
from generator.intake.fields import Bilingual
from generator.intake.models.inputs import RosterEntry, Tally
from generator.intake.models.rules import VoteOption
from generator.office.cohort import cohort_inputs, participating
from generator.scoring.sheet import Sheet, grade_of, score
from tests.disclosure.conftest import Material, tally

HIDDEN = ("satisfaction.attitude", "satisfaction.quality")
REASONS = {"small-group", "complementary", "ballots", "evidence"}


@pytest.fixture(scope="module")
def released(material: Material) -> dict[str, Released]:
    return material.release()


def indicator(item: Released, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(entry for entry in item.record.body["indicators"] if entry["id"] == name)
    return found


def reason(item: Released, field: str) -> str | None:
    return next((entry["reason"] for entry in item.record.body["withheld"] if entry["field"] == field), None)


def value(item: Released, field: str) -> Any:
    return next(entry.value for entry in item.disclosures if entry.name.endswith(f"/1/{field}"))


def texts(held: Any) -> Iterator[str]:
    if isinstance(held, dict):
        for entry in held.values():
            yield from texts(entry)
    elif isinstance(held, list):
        for entry in held:
            yield from texts(entry)
    elif isinstance(held, str):
        yield held


def refused(material: Material) -> list[Problem]:
    with pytest.raises(FindingsError) as caught:
        material.release()
    return caught.value.problems


def codes(problems: list[Problem]) -> set[tuple[str, str, str]]:
    return {(problem.code, problem.params["unit"], problem.params["indicator"]) for problem in problems}


def test_one_result_per_unit_in_roster_order(material: Material, released: dict[str, Released]) -> None:
    assert list(released) == [entry.unit for entry in material.roster.units]


def test_every_unit_has_the_same_slots(released: dict[str, Released]) -> None:
    fields = {tuple(entry.name.split("/", 5)[5] for entry in item.disclosures) for item in released.values()}
    assert len(fields) == 1
    assert {len(item.record.commitments) for item in released.values()} == {23}


def test_what_is_withheld_is_listed_with_its_reason(released: dict[str, Released]) -> None:
    for item in released.values():
        held = [entry.name.split("/", 5)[5] for entry in item.disclosures if entry.value is not None]
        assert [entry["field"] for entry in item.record.body["withheld"]] == held
        assert {entry["reason"] for entry in item.record.body["withheld"]} <= REASONS


def test_a_small_group_hides_every_group_and_the_sums(released: dict[str, Released]) -> None:
    for item in released.values():
        body = item.record.body
        for name in HIDDEN:
            shown = indicator(item, name)
            assert (shown["exact"], shown["steps"], shown["inputs"]) == (None, [], [])
            assert re.fullmatch(r"[0-9]+\.[0-9]{2}", shown["shown"])
            assert (reason(item, f"{name}.score"), reason(item, f"{name}.inputs")) == ("small-group", "ballots")
        assert [family["id"] for family in body["families"] if family["exact"] is None] == ["satisfaction"]
        assert body["total"]["exact"] is None
        assert body["total"]["shown"] is not None
        assert reason(item, "total.exact") == "complementary"


def test_what_is_withheld_adds_up(released: dict[str, Released]) -> None:
    """The openings hold what a reader lacks: with them every sum can be done."""
    for item in released.values():
        body = item.record.body
        exact = {
            entry["id"]: Fraction(entry["exact"] or value(item, f"{entry['id']}.score")["exact"])
            for entry in body["indicators"]
        }
        assert sum(exact.values()) == Fraction(value(item, "total.exact"))
        for family in body["families"]:
            whole = sum(exact[entry["id"]] for entry in body["indicators"] if entry["family"] == family["id"])
            assert family["exact"] is None or Fraction(family["exact"]) == whole


def test_ballots_of_large_groups_are_shown(released: dict[str, Released]) -> None:
    for item in released.values():
        shown = indicator(item, "duty.decision")
        assert [step["op"] for step in shown["steps"]] == ["vote_mean", "weighted_mean", "of_hundred"]
        assert reason(item, "duty.decision.score") is None
        assert reason(item, "duty.decision.inputs") == "ballots"


def test_no_withheld_text_is_in_the_record(released: dict[str, Released]) -> None:
    count = 0
    for item in released.values():
        public = item.record.encode().decode()
        for disclosure in item.disclosures:
            for text in texts(disclosure.value):
                if "KAOHE-CANARY" in text:
                    count += 1
                    assert text not in public
                    assert json.dumps(text)[1:-1] not in public
        for name in HIDDEN:
            assert value(item, f"{name}.score")["exact"] not in {
                indicator(item, i["id"])["exact"] for i in item.record.body["indicators"]
            }
    assert count > 100


def test_an_exempt_unit_shows_no_less_and_no_more(material: Material, released: dict[str, Released]) -> None:
    words = Bilingual(zh="新设", en="newly set up")

    def exempt(entry: RosterEntry) -> RosterEntry:
        return entry.model_copy(update={"exempt": words}) if entry.unit == "hotline" else entry

    without = material.with_roster(exempt)
    for group in material.cycle.votes:
        without = without.with_tallies(group, lambda entry: None if entry.unit == "hotline" else entry)
    item = without.release()["hotline"]
    assert item.record.body.keys() == released["permits"].record.body.keys()
    assert item.record.body["exempt"] == {"zh": "新设", "en": "newly set up"}
    assert (item.record.body["status"], item.record.body["total"]["shown"]) == ("exempt", None)
    assert len(item.record.commitments) == 23
    assert all(entry.value is None for entry in item.disclosures)


def test_a_missing_value_is_named_and_leaves_no_total(material: Material) -> None:
    incomplete = material.with_tallies(
        "peers", lambda t: t if t.unit != "hotline" else tally(t, dict.fromkeys(t.counts, 0))
    )
    item = incomplete.release()["hotline"]
    shown = indicator(item, "duty.decision")
    assert (shown["exact"], shown["shown"], shown["missing"]["policy"]) == (None, None, "incomplete")
    assert reason(item, "duty.decision.score") is None
    body = item.record.body
    assert (body["status"], body["total"]["exact"], body["total"]["shown"], body["grade"]) == (
        "incomplete",
        None,
        None,
        None,
    )
    assert [f["id"] for f in body["families"] if f["shown"] is None] == ["duty"]


def test_a_mean_of_hidden_points_is_hidden_too(material: Material) -> None:
    """One unit's mean of the others' points, and the others' points but one, give that one by subtraction."""
    changed = material.with_indicator(
        "satisfaction.quality",
        missing=next(
            i.missing for family in material.scheme.families for i in family.indicators if i.id == "effect.project"
        ),
    )
    for group in ("recipients", "peers", "inspectors"):

        def empty(entry: Tally) -> Tally:
            quality = entry.unit == "hotline" and entry.indicator == "satisfaction.quality"
            return tally(entry, dict.fromkeys(entry.counts, 0)) if quality else entry

        changed = changed.with_tallies(group, empty)
    item = changed.release()["hotline"]
    shown = indicator(item, "satisfaction.quality")
    assert (shown["exact"], shown["steps"], shown["missing"]["policy"]) == (None, [], "peer_mean")
    assert reason(item, "satisfaction.quality.score") == "complementary"


def test_a_lone_small_group_stops_publication(material: Material) -> None:
    def small(entry: Tally) -> Tally:
        lone = entry.unit == "hotline" and entry.indicator == "duty.decision"
        return tally(entry, {"good": 3, "fairly-good": 1, "fair": 0, "poor": 0}) if lone else entry

    problems = refused(material.with_tallies("peers", small))
    assert codes(problems) == {("D201", "hotline", "duty.decision")}
    assert problems[0].params["minimum"] == "5"


def test_a_lone_group_that_another_of_no_weight_hides_stops_publication(material: Material) -> None:
    """Weight 0 hides nothing: the points are still the small group's mean."""
    groups = next(
        i.rule.groups  # type: ignore[union-attr]
        for family in material.scheme.families
        for i in family.indicators
        if i.id == "satisfaction.attitude"
    )
    weights = {"recipients": Fraction(0), "inspectors": Fraction(100)}
    weighed = [group.model_copy(update={"weight": weights[group.id]}) for group in groups]
    problems = refused(material.with_indicator("satisfaction.attitude", rule={"groups": weighed}))
    assert ("D202", "hotline", "satisfaction.attitude") in codes(problems)
    assert {problem.params["group"] for problem in problems} == {"inspectors"}


def two_groups(material: Material, options: dict[str, int]) -> Material:
    """Attitude decided half by 7 raters and half by 9, each with a yes or a no."""
    changed = material.with_indicator(
        "satisfaction.attitude",
        rule={
            "options": [
                VoteOption(id=name, name=Bilingual(zh=name, en=name), points=Fraction(worth))
                for name, worth in options.items()
            ],
            "groups": [
                group.model_copy(update={"weight": Fraction(50)})
                for family in material.scheme.families
                for item in family.indicators
                if item.id == "satisfaction.attitude"
                for group in item.rule.groups  # type: ignore[union-attr]
            ],
        },
    )
    yes, no = options
    for name, (ayes, noes) in {"recipients": (4, 3), "inspectors": (5, 4)}.items():

        def vote(entry: Tally, ayes: int = ayes, noes: int = noes) -> Tally:
            return tally(entry, {yes: ayes, no: noes}) if entry.indicator == "satisfaction.attitude" else entry

        changed = changed.with_tallies(name, vote)
    return changed


def test_seven_and_nine_raters_with_two_decimals_are_pinned(material: Material) -> None:
    """Design, section 7: both means follow from the rounded points; publication stops."""
    problems = refused(two_groups(material, {"yes": 100, "no": 0}))
    assert codes(problems) == {("D202", unit, "satisfaction.attitude") for unit in material.cycle.assessed}
    assert {problem.params["group"] for problem in problems} == {"recipients", "inspectors"}
    assert {problem.place.path for problem in problems} == {"records/cycles/2025/scheme.yml"}
    assert {problem.clause for problem in problems} == {"P2-5.1"}


def test_seven_and_nine_raters_without_decimals_are_not(material: Material) -> None:
    coarse = two_groups(material, {"yes": 100, "no": 0})
    rounding = material.scheme.rounding.model_copy(update={"digits": 0})
    coarse = coarse.with_scheme(rounding=rounding)
    shown = indicator(coarse.release()["permits"], "satisfaction.attitude")
    assert (shown["exact"], shown["shown"]) == (None, "5")


def test_total_and_family_narrow_together(material: Material) -> None:
    cycle, scheme = material.cycle, material.scheme
    for sheet in score(scheme, participating(cycle), cohort_inputs(cycle)).values():
        both = known_points(scheme, sheet, cycle.indicators)
        family = known_points(scheme, replace(sheet, total=None), cycle.indicators)
        for item in sheet.indicators:
            assert item.points is not None
            assert item.points in both[item.id]
            assert both[item.id].meet(family[item.id]) == both[item.id]


def test_a_family_s_sum_narrows_even_where_the_total_is_missing(material: Material) -> None:
    """An incomplete unit shows its complete families: what their sums tell counts too."""
    incomplete = material.with_tallies(
        "peers", lambda t: tally(t, dict.fromkeys(t.counts, 0)) if t.indicator == "duty.decision" else t
    )
    cycle, scheme = incomplete.cycle, incomplete.scheme
    narrowed = 0
    for sheet in score(scheme, participating(cycle), cohort_inputs(cycle)).values():
        assert sheet.total is None
        known = known_points(scheme, sheet, cycle.indicators)
        for item in sheet.indicators:
            if item.id in HIDDEN:
                assert item.points is not None
                own = behind(item.points, 2, "half_up")
                assert item.points in known[item.id]
                assert known[item.id].meet(own) == known[item.id]
                narrowed += known[item.id] != own
    assert narrowed > 0


NEAR_A_BOUND = Fraction(1170029, 13000)
"""90.0022…, shown as 90.00: only the grade tells that it is not below 90."""


def near_a_bound(material: Material) -> tuple[Material, Sheet]:
    """One hidden indicator, rated by 11 and by 4; public points fill the total up to just above a grade's bound."""
    recipients = {"very-satisfied": 1, "satisfied": 2, "neutral": 8, "dissatisfied": 0}
    inspectors = {"very-satisfied": 0, "satisfied": 1, "neutral": 1, "dissatisfied": 2}
    many = {"very-satisfied": 4, "satisfied": 6, "neutral": 0, "dissatisfied": 0}

    def cast(attitude: dict[str, int], quality: dict[str, int] | None) -> Callable[[Tally], Tally]:
        def change(entry: Tally) -> Tally:
            votes = attitude if entry.indicator == "satisfaction.attitude" else quality
            return tally(entry, votes) if votes is not None and entry.unit == "general-office" else entry

        return change

    changed = material.with_tallies("recipients", cast(recipients, None)).with_tallies(
        "inspectors", cast(inspectors, many)
    )
    sheets = score(changed.scheme, participating(changed.cycle), cohort_inputs(changed.cycle))
    sheet = sheets["general-office"]
    assert sheet.total is not None
    rest = NEAR_A_BOUND - sheet.total

    def filled(points: Fraction | None) -> Fraction:
        assert points is not None
        return points + rest

    indicators = tuple(
        replace(item, points=filled(item.points)) if item.id == "effect.social" else item for item in sheet.indicators
    )
    families = tuple(
        replace(item, points=filled(item.points)) if item.id == "effect" else item for item in sheet.families
    )
    grade = grade_of(changed.scheme, NEAR_A_BOUND).id
    return changed, replace(sheet, total=NEAR_A_BOUND, grade=grade, indicators=indicators, families=families)


def test_the_grade_tells_on_which_side_of_its_bound_the_total_lies(material: Material) -> None:
    changed, sheet = near_a_bound(material)
    assert sheet.grade == "excellent"
    problems = audit(changed.scheme, sheet, changed.cycle)
    assert [(problem.code, problem.params["group"]) for problem in problems] == [("D202", "inspectors")]
    grades = [grade.model_copy(update={"at_least": None}) for grade in changed.scheme.grades]
    assert audit(changed.with_scheme(grades=grades).scheme, sheet, changed.cycle) == []


@pytest.mark.parametrize("mode", ["half_up", "half_even", "down", "up"])
def test_what_is_known_holds_the_points_and_keeps_to_the_grade(material: Material, mode: str) -> None:
    rounding = material.scheme.rounding.model_copy(update={"mode": mode, "digits": 0})
    changed = material.with_scheme(rounding=rounding)
    cycle, scheme = changed.cycle, changed.scheme
    bounds = [Fraction(0), *sorted(grade.at_least for grade in scheme.grades if grade.at_least), Fraction(101)]
    for sheet in score(scheme, participating(cycle), cohort_inputs(cycle)).values():
        assert sheet.total is not None
        known = known_total(scheme, sheet.total)
        assert sheet.total in known
        inside = [low <= known.low and known.high <= high for low, high in itertools.pairwise(bounds)]
        assert any(inside)


def test_more_ballots_than_can_be_tried_stop_publication(material: Material) -> None:
    def crowd(entry: Tally) -> Tally:
        votes = {"very-satisfied": 3_000_000, "satisfied": 7, "neutral": 0, "dissatisfied": 0}
        lone = entry.unit == "hotline" and entry.indicator == "satisfaction.attitude"
        return tally(entry, votes) if lone else entry

    problems = refused(material.with_tallies("recipients", crowd))
    assert codes(problems) == {("D203", "hotline", "satisfaction.attitude")}
