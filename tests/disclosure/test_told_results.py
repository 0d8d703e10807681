"""What one who was told a preliminary opinion learns from the report: what leaked before it was looked at, and what
does not."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest

from generator.core.exact import shown
from generator.disclosure.interval import Interval
from generator.disclosure.result_audit import audit
from generator.disclosure.told_results import Pinned, Result, pinned
from generator.disclosure.two_results import Part, open_spread
from generator.intake import repository
from generator.intake.models.outcome import Told
from generator.intake.models.rater_rules import ShareBand
from generator.intake.models.rules import VoteShareBands, VotesToPoints
from generator.intake.models.scheme import Scheme
from generator.intake.repository import Cycle
from generator.office.cohort import cohort_inputs, participating
from generator.scoring.inputs import CohortInputs, GroupTally
from generator.scoring.sheet import score
from tests.example.regenerate import ROOT

UNIT = "planning"
AT_THE_BOUND = "general-office"
"""A unit whose total is close to the bound of a grade."""

SHOWN, HIDDEN = "duty.decision", "satisfaction.attitude"
"""Indicators of the example: one on ballots whose counts are shown, one with a group that is too small for that."""

TOLD: tuple[Told, ...] = ("result", "total", "grade")


@pytest.fixture(scope="module")
def cycle() -> Cycle:
    return repository.load(ROOT)[0].cycles["2025"]


@pytest.fixture(scope="module")
def scheme(cycle: Cycle) -> Scheme:
    assert cycle.scheme is not None
    return cycle.scheme.record


def with_counts(
    inputs: CohortInputs,
    indicator: str,
    group: str,
    change: Mapping[str, int],
    *,
    recounted: bool = False,
    unit: str = UNIT,
) -> CohortInputs:
    """The inputs with more or fewer ballots of the unit by option; those that are missing are invalid."""
    tallies = {key: dict(groups) for key, groups in inputs.tallies.items()}
    was = tallies[indicator, unit][group]
    counts = {option: number + change.get(option, 0) for option, number in was.counts.items()}
    more = sum(change.values())
    assert not (recounted and more)
    tallies[indicator, unit][group] = GroupTally(was.issued + 2, was.returned + 2, was.invalid + 2 - more, counts)
    if recounted:
        tallies[indicator, unit][group] = GroupTally(was.issued, was.returned, was.invalid, counts)
    return replace(inputs, tallies=tallies)


def result(
    scheme: Scheme, cycle: Cycle, inputs: CohortInputs, told: Told = "result", *, published: bool, unit: str = UNIT
) -> Result:
    sheet = score(scheme, participating(cycle), inputs)[unit]
    tallies = {indicator: groups for (indicator, other), groups in inputs.tallies.items() if other == unit}
    return Result(sheet, tallies, told, published)


def learned(
    scheme: Scheme, cycle: Cycle, earlier: CohortInputs, told: Told = "result", unit: str = UNIT
) -> list[Pinned]:
    """What the unit learns from an opinion that rested on ``earlier`` and the report on the figures of now."""
    opinion = result(scheme, cycle, earlier, told, published=False, unit=unit)
    return pinned(scheme, [opinion, result(scheme, cycle, cohort_inputs(cycle), published=True, unit=unit)])


@pytest.mark.parametrize("option", ["good", "fairly-good", "fair", "poor"])
def test_a_voided_ballot_could_be_read_from_two_totals(scheme: Scheme, cycle: Cycle, option: str) -> None:
    """The leak itself: the unit tries every option, and one alone gives the total that it was told."""
    now = cohort_inputs(cycle)
    earlier = with_counts(now, SHOWN, "peers", {option: 1})
    opinion = result(scheme, cycle, earlier, published=False).sheet
    assert opinion.total is not None
    told = shown(opinion.total, scheme.rounding.digits, scheme.rounding.mode)
    fitting = []
    for guess in ("good", "fairly-good", "fair", "poor"):
        guessed = result(scheme, cycle, with_counts(now, SHOWN, "peers", {guess: 1}), published=False).sheet.total
        assert guessed is not None
        if shown(guessed, scheme.rounding.digits, scheme.rounding.mode) == told:
            fitting.append(guess)
    assert fitting == [option]
    # Each result by itself gives nothing away.
    assert audit(scheme, opinion, cycle) == []
    assert audit(scheme, result(scheme, cycle, now, published=True).sheet, cycle) == []
    assert Pinned("ballots", SHOWN, "peers") in learned(scheme, cycle, earlier)
    assert Pinned("ballots", SHOWN, "peers") in learned(scheme, cycle, earlier, "total")


def test_who_is_told_the_grade_alone_learns_nothing_of_a_ballot(scheme: Scheme, cycle: Cycle) -> None:
    for option in ("good", "fairly-good", "fair", "poor"):
        earlier = with_counts(cohort_inputs(cycle), SHOWN, "peers", {option: 1})
        assert learned(scheme, cycle, earlier, "grade") == []


def test_a_grade_tells_of_a_ballot_that_alone_reached_it(scheme: Scheme, cycle: Cycle) -> None:
    refused = []
    for option in ("good", "fairly-good", "fair", "poor"):
        earlier = with_counts(cohort_inputs(cycle), SHOWN, "peers", {option: 1}, unit=AT_THE_BOUND)
        refused += [option] if learned(scheme, cycle, earlier, "grade", AT_THE_BOUND) else []
    # The others are three, of which any may be it.
    assert refused == ["good"]


def test_a_ballot_that_was_let_in_is_one_like_that(scheme: Scheme, cycle: Cycle) -> None:
    earlier = with_counts(cohort_inputs(cycle), SHOWN, "peers", {"good": -1})
    assert learned(scheme, cycle, earlier) == [Pinned("ballots", SHOWN, "peers")]


def test_a_ballot_of_a_hidden_group_is_one_like_that(scheme: Scheme, cycle: Cycle) -> None:
    # A ballot of a large group moves the mean less than the small one's ballots can.
    earlier = with_counts(cohort_inputs(cycle), HIDDEN, "inspectors", {"dissatisfied": 1})
    found = learned(coarse_recipients(scheme), cycle, earlier)
    assert Pinned("ballots", HIDDEN, "inspectors") in found


def coarse_recipients(scheme: Scheme) -> Scheme:
    """The scheme with the hidden indicator on the small group alone but for a hundredth."""
    families = []
    for family in scheme.families:
        indicators = []
        for indicator in family.indicators:
            if indicator.id == HIDDEN:
                assert isinstance(indicator.rule, VotesToPoints)
                weights = {"recipients": Fraction(1, 100), "inspectors": 100 - Fraction(1, 100)}
                groups = [group.model_copy(update={"weight": weights[group.id]}) for group in indicator.rule.groups]
                indicator = indicator.model_copy(update={"rule": indicator.rule.model_copy(update={"groups": groups})})
            indicators.append(indicator)
        families.append(family.model_copy(update={"indicators": indicators}))
    return scheme.model_copy(update={"families": families})


@pytest.mark.parametrize("told", TOLD)
@pytest.mark.parametrize(
    ("indicator", "group", "change", "recounted"),
    [
        # Nothing changed; two ballots were read wrongly; the whole group voted anew.
        (SHOWN, "peers", {}, True),
        (SHOWN, "peers", {"good": 1, "fairly-good": -1}, True),
        (SHOWN, "peers", {"good": -2, "fair": 2}, True),
        (HIDDEN, "recipients", {"satisfied": 1, "very-satisfied": -1}, True),
        (HIDDEN, "inspectors", {"satisfied": 1, "very-satisfied": -1}, True),
    ],
)
def test_what_was_put_right_without_a_ballot_more_or_less(
    scheme: Scheme, cycle: Cycle, indicator: str, group: str, change: Mapping[str, int], recounted: bool, told: Told
) -> None:
    earlier = with_counts(cohort_inputs(cycle), indicator, group, change, recounted=recounted)
    assert learned(scheme, cycle, earlier, told) == []


def test_a_group_that_voted_anew_tells_nothing_of_single_ballots(scheme: Scheme, cycle: Cycle) -> None:
    now = cohort_inputs(cycle)
    counts = now.tallies[SHOWN, UNIT]["peers"].counts
    other = dict(zip(counts, list(counts.values())[::-1], strict=True))
    earlier = with_counts(now, SHOWN, "peers", {option: other[option] - counts[option] for option in counts})
    moved = sum(max(other[option] - counts[option], 0) for option in counts)
    assert moved >= scheme.disclosure.vote_counts
    assert learned(scheme, cycle, earlier) == []


@pytest.mark.parametrize("value", ["90", "91.4", "95.5"])
@pytest.mark.parametrize("told", TOLD)
def test_figures_that_were_put_right(scheme: Scheme, cycle: Cycle, value: str, told: Told) -> None:
    now = cohort_inputs(cycle)
    key = ("duty.execution", UNIT)
    earlier = replace(now, figures={**now.figures, key: replace(now.figures[key], value=Fraction(value))})
    assert learned(scheme, cycle, earlier, told) == []


def with_width(scheme: Scheme, width: int) -> Scheme:
    limits = scheme.disclosure.model_copy(update={"protection_width": Fraction(width)})
    return scheme.model_copy(update={"disclosure": limits})


@pytest.fixture(scope="module")
def narrow(scheme: Scheme) -> Scheme:
    """One hidden indicator only, shown with one digit, so that the total is what binds it."""
    families = [
        family.model_copy(update={"indicators": [i for i in family.indicators if i.id != "satisfaction.quality"]})
        for family in scheme.families
    ]
    rounding = scheme.rounding.model_copy(update={"digits": 1})
    return scheme.model_copy(update={"families": families, "rounding": rounding})


def test_an_opinion_and_a_report_pin_what_neither_pins_alone(narrow: Scheme, cycle: Cycle) -> None:
    """A comment puts one figure right; the total moves by a part of its last digit and cuts what each leaves open."""
    strict, unit, now = with_width(narrow, 66), "organisation", cohort_inputs(cycle)
    key = ("effect.policy", unit)
    earlier = replace(now, figures={**now.figures, key: replace(now.figures[key], value=Fraction(428, 7))})
    opinion = result(strict, cycle, earlier, published=False, unit=unit)
    report = result(strict, cycle, now, published=True, unit=unit)
    assert pinned(strict, [opinion]) == pinned(strict, [report]) == []
    assert pinned(strict, [opinion, report]) == [Pinned("group", HIDDEN, "inspectors")]
    assert pinned(strict, [replace(opinion, told="total"), report]) == [Pinned("group", HIDDEN, "inspectors")]
    assert pinned(strict, [replace(opinion, told="grade"), report]) == []
    assert pinned(with_width(narrow, 40), [opinion, report]) == []


def test_a_correction_is_one_more_result(narrow: Scheme, cycle: Cycle) -> None:
    """Opinion and report are the same; the correction cuts what they leave open."""
    strict, unit, now = with_width(narrow, 66), "organisation", cohort_inputs(cycle)
    key = ("effect.policy", unit)
    later = replace(now, figures={**now.figures, key: replace(now.figures[key], value=Fraction(428, 7))})
    reported = [result(strict, cycle, now, published=published, unit=unit) for published in (False, True)]
    corrected = result(strict, cycle, later, "total", published=True, unit=unit)
    assert pinned(strict, reported) == []
    assert pinned(strict, [*reported, corrected]) == [Pinned("group", HIDDEN, "inspectors")]
    assert pinned(strict, [*reported, reported[-1]]) == []


@pytest.mark.parametrize(
    ("change", "told", "refused"),
    [
        # One good ballot more crosses the bound, another kind does not, and twelve are no single ones.
        ({"good": 1}, "result", True),
        ({"good": 1}, "total", True),
        ({"good": 1}, "grade", False),
        ({"fair": 1}, "result", False),
        ({"good": 12}, "result", False),
    ],
)
def test_a_ballot_that_moves_a_band_of_shares(
    scheme: Scheme, cycle: Cycle, change: Mapping[str, int], told: Told, refused: bool
) -> None:
    now = cohort_inputs(cycle)
    counts = now.tallies[SHOWN, UNIT]["peers"].counts
    good, valid = counts["good"], sum(counts.values())
    bound = Fraction(2 * good + 1, 2 * valid + 1)
    assert Fraction(good, valid) < bound < Fraction(good + 1, valid + 1)
    rows = [ShareBand(at_least=bound, points=Fraction(100)), ShareBand(below=bound, points=Fraction(80))]
    rule = VoteShareBands(kind="vote_share_bands", options=list(counts), share_of=["good"], hit="first", rows=rows)
    families = [
        family.model_copy(
            update={
                "indicators": [
                    indicator.model_copy(update={"rule": rule}) if indicator.id == SHOWN else indicator
                    for indicator in family.indicators
                ]
            }
        )
        for family in scheme.families
    ]
    banded = scheme.model_copy(update={"families": families})
    found = learned(banded, cycle, with_counts(now, SHOWN, "peers", change), told)
    assert (Pinned("ballots", SHOWN, "") in found) == refused


def test_too_many_ways_are_told_apart_from_none(scheme: Scheme, cycle: Cycle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.disclosure.two_results.MAX_STEPS", 1)
    earlier = with_counts(cohort_inputs(cycle), HIDDEN, "recipients", {"satisfied": 1})
    assert Pinned("unknown", HIDDEN, "") in learned(scheme, cycle, earlier)


@pytest.mark.parametrize("seed", range(60))
def test_what_stays_open_is_what_trying_everything_finds(seed: int) -> None:
    draw = random.Random(seed)
    options = tuple(Fraction(worth) for worth in draw.sample([0, 30, 40, 60, 85, 100], draw.randint(2, 3)))
    parts = []
    for _ in range(draw.randint(1, 4)):
        both = Fraction(draw.randint(-3, 6), draw.choice([7, 50, 3]))
        apart = Fraction(draw.randint(0, 6), draw.choice([7, 50]))
        parts.append(Part(draw.randint(1, 3), options, both, draw.choice([both, both, apart, Fraction(0)])))
    sums = [
        sorted({sum(ballots, Fraction(0)) for ballots in itertools.product(options, repeat=part.ballots)})
        for part in parts
    ]
    true = [draw.choice(listed) for listed in sums]
    weights = [part.before for part in parts], [part.after for part in parts]
    means = [sum((w * s for w, s in zip(each, true, strict=True)), Fraction(0)) for each in weights]
    width = Fraction(draw.randint(0, 40), 7)
    before, after = (Interval(mean - width / 3, mean + width, high_open=width > 0) for mean in means)
    for wanted in range(len(parts)):
        fitting = {
            chosen[wanted]
            for chosen in itertools.product(*sums)
            if sum((part.before * s for part, s in zip(parts, chosen, strict=True)), Fraction(0)) in before
            and sum((part.after * s for part, s in zip(parts, chosen, strict=True)), Fraction(0)) in after
        }
        assert true[wanted] in fitting
        assert open_spread(parts, wanted, before, after) == max(fitting) - min(fitting)


def test_nothing_is_chosen_by_what_was_voted(scheme: Scheme, cycle: Cycle) -> None:
    """Whether a voided ballot is refused does not tell what was on it, as far as its option can be told at all."""
    now = cohort_inputs(cycle)
    refused = Counter(
        bool(learned(scheme, cycle, with_counts(now, SHOWN, "peers", {option: 1})))
        for option in ("good", "fairly-good", "fair", "poor")
    )
    assert refused == {True: 4}
