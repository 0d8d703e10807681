"""A plan that is published: what may change of it, until when, and what goes by it then."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from generator.intake.repository import Cycle
from generator.procedure import amended
from generator.procedure.amendments import Published, check_published
from generator.procedure.beginning import notices
from generator.procedure.limits import Published as Statement
from generator.procedure.limits import earliest, latest
from tests.procedure.planned import OFFICE, codes, cycle_of, planned, review, sample, told

FOLDER = "procedure/amendments/"
EXPERT = """joined:
  - holder: {holder}
    pledged: {pledged}
    qualification: {{zh: 工程师, en: Engineer}}
    related: [{related}]
"""
NEW_DRAW = "draw: {event: {zh: 另一次摇号, en: Another draw}, drawn: 2026-01-18}\n"
LATER = ("procedure/review.yml", [("drawn: 2026-01-16", "drawn: 2026-01-18")])


def amendment(name: str = "one", date: str = "2026-01-16", what: str = NEW_DRAW) -> dict[str, str]:
    """The record of an amendment by its path."""
    head = f'schema: kaohe/amendment/v1\ncycle: "2025"\nid: {name}\ndate: {date}\n'
    reason = "reason: {zh: 摇号没有举行, en: The draw did not take place}\ncites: [P1-A16]\n"
    return {f"{FOLDER}{name}.yml": head + reason + what}


def found(folder: Path, records: dict[str, str], later: bool = False) -> list[str]:
    """The codes that these records have, with the seed of the first day or of the ``later`` one."""
    return codes(folder, dict([LATER]) if later else None, records=records)


def test_a_draw_that_did_not_take_place_is_replaced(tmp_path: Path) -> None:
    office = planned(tmp_path, dict([LATER]), records=amendment())
    assert told(office) == []
    cycle = cycle_of(office)
    first, last = amended.draws(cycle)
    assert (first.drawn, first.by, last.drawn, last.event.zh) == (
        datetime.date(2026, 1, 16),
        None,
        datetime.date(2026, 1, 18),
        "另一次摇号",
    )
    assert amended.draws(cycle, ())[-1] == first
    assert amended.draws(cycle, ("one",))[-1] == last


def test_the_seed_is_of_the_day_that_was_announced_last(tmp_path: Path) -> None:
    # The digits of the day before, and those of a day nobody announced.
    assert found(tmp_path / "a", amendment()) == ["X339"]
    assert found(tmp_path / "b", {}, later=True) == ["X339"]
    chain = amendment("one", "2026-01-15", NEW_DRAW.replace("18", "17")) | amendment("two", "2026-01-17")
    assert found(tmp_path / "c", chain, later=True) == []
    assert found(tmp_path / "d", amendment("one", "2026-01-15") | amendment("two", "2026-01-17"), later=True) == []


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (amendment(date="2026-01-17"), []),
        (amendment(date="2026-01-18"), ["X455"]),
        (amendment(date="2026-01-19"), ["X455"]),
        # The review has to be out by the 19th, and materials by the 15th.
        (amendment(what=NEW_DRAW.replace("18", "20")), ["X339", "X437"]),
        (amendment(date="2026-01-12", what=NEW_DRAW.replace("18", "15")), ["X339", "X437"]),
        (amendment(what=NEW_DRAW + "schedule: [{step: review, by: 2026-01-17}]\n"), ["X437"]),
        (amendment(what="schedule: [{step: review, by: 2026-01-19}]\n"), ["X339"]),
        (amendment(what=""), ["X339", "X453"]),
        (amendment() | amendment("two"), ["X454"]),
        ({f"{FOLDER}other.yml": amendment()[f"{FOLDER}one.yml"]}, ["X102"]),
        (amendment(date="2025-01-02"), ["X302"]),
        ({name: text.replace("[P1-A16]", "[nothing]") for name, text in amendment().items()}, ["X420"]),
    ],
)
def test_a_new_day_comes_after_the_amendment_and_fits(
    tmp_path: Path, record: dict[str, str], expected: list[str]
) -> None:
    assert sorted(set(found(tmp_path, record, later=True))) == sorted(expected)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("{step: closed, by: 2026-04-30}", []),
        ("{step: report, by: 2026-02-06}, {step: decision, by: 2026-02-11}", []),
        ("{step: closed, by: 2026-01-16}", ["X426"]),
        ("{step: closed, by: 2026-01-15}", ["X426", "X457"]),
        ("{step: report, by: 2026-02-11}", ["X426"]),
        ("{step: closed, by: 2026-04-30}, {step: closed, by: 2026-05-30}", ["X425"]),
        ("{step: goals, by: 2025-01-13}", ["X427", "X457"]),
    ],
)
def test_days_do_not_go_back(tmp_path: Path, days: str, expected: list[str]) -> None:
    assert found(tmp_path, amendment(what=f"schedule: [{days}]\n")) == expected


def joined(holder: str, date: str, pledged: str = "2026-01-15", related: str = "") -> dict[str, str]:
    return amendment("joined", date, EXPERT.format(holder=holder, pledged=pledged, related=related))


def test_who_joins_reviews_from_then_on(tmp_path: Path) -> None:
    def with_expert_a(at: str, record: dict[str, str], self_report: str = "2026-01-16") -> list[str]:
        text = review(sample()).replace("expert: expert-b", "expert: expert-a").replace("2026-01-15", self_report)
        office = ("procedure/office.yml", [(_seat("expert-a"), "")])
        return codes(tmp_path / at, dict([office]), records={"procedure/review.yml": text, **record})

    assert with_expert_a("a", joined("expert-a", "2026-01-16")) == []
    assert set(with_expert_a("b", {})) == {"X336"}
    # Three reports were reviewed the day before; the items were checked no earlier than the draw.
    assert with_expert_a("c", joined("expert-a", "2026-01-16"), "2026-01-15") == ["X458"] * 3
    assert with_expert_a("d", joined("expert-a", "2026-01-16", "2026-01-17")) == ["X314"]
    assert set(with_expert_a("e", joined("expert-a", "2026-01-16", related="finance"))) == {"X337"}
    assert set(with_expert_a("f", joined("expert-a", "2026-01-20"))) == {"X458"}


def test_who_joins_untrained_is_a_notice(tmp_path: Path) -> None:
    cycle = cycle_of(planned(tmp_path, records=joined("expert-c", "2026-01-16")))
    (notice,) = [found for found in notices(cycle) if found.code == "X315"]
    assert (notice.place.path, notice.clause, notice.params) == (
        cycle.path(f"{FOLDER}joined.yml"),
        "P1-A21",
        {"holder": "expert-c"},
    )


def test_what_was_reviewed_before_leaving_stands(tmp_path: Path) -> None:
    left = "left: [{holder: expert-b, reason: 调离}]\n"
    assert found(tmp_path / "a", amendment(date="2026-01-16", what=left)) == []
    # The reports had been reviewed on the 15th; the draw was on the 16th.
    assert set(found(tmp_path / "b", amendment(date="2026-01-15", what=left))) == {"X458"}
    assert len(found(tmp_path / "c", amendment(date="2026-01-14", what=left))) == 7


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("left: [{holder: holder-a}]\n", ["X456"]),
        ("left: [{holder: expert-a}, {holder: expert-a}]\n", ["X456"]),
        (EXPERT.format(holder="expert-a", pledged="2026-01-15", related=""), ["X312"]),
        (EXPERT.format(holder="holder-a", pledged="2026-01-15", related=""), ["X312", "X313"]),
        (EXPERT.format(holder="nobody", pledged="2026-01-15", related=""), ["X152"]),
        ("left: [{holder: expert-a}]\n" + EXPERT.format(holder="expert-a", pledged="2026-01-15", related=""), ["X312"]),
    ],
)
def test_who_cannot_come_or_go(tmp_path: Path, what: str, expected: list[str]) -> None:
    assert found(tmp_path, amendment(what=what)) == expected


def test_who_comes_back_pledges_again_before_the_next_review(tmp_path: Path) -> None:
    left = amendment("left", "2026-01-12", "left: [{holder: expert-b}]\n")
    assert found(tmp_path / "a", left | joined("expert-b", "2026-01-15")) == []
    assert found(tmp_path / "b", left | joined("expert-b", "2026-01-15", "2026-01-16")) == ["X314"]


def test_an_amendment_that_nobody_could_read_is_not_judged(tmp_path: Path) -> None:
    office = planned(tmp_path, dict([LATER]), records=amendment())
    cycle = cycle_of(office)
    path = cycle.path(f"{FOLDER}one.yml")
    unread = replace(cycle, acts={name: bound for name, bound in cycle.acts.items() if name != path})
    assert path in unread.present and told(replace(office, cycles={**office.cycles, "2025": unread})) == []


def published(cycle: Cycle, acts: dict[str, int], amendments: dict[str, int]) -> list[tuple[str, str]]:
    return [(p.code, p.clause) for p in check_published(cycle, Published(acts, amendments))]


def test_what_is_published_is_not_moved(tmp_path: Path) -> None:
    cycle = cycle_of(
        planned(tmp_path, records=amendment(what=NEW_DRAW + "schedule: [{step: review, by: 2026-01-19}]\n"))
    )
    out = {"scheme": 1, "goals": 2, "materials": 3}
    assert published(cycle, out, {}) == []
    assert published(cycle, {**out, "review": 4}, {}) == [("X459", "P1-A12"), ("X460", "P1-A16")]
    # What was amended before stays right when the review follows.
    assert published(cycle, {**out, "review": 5}, {"one": 4}) == []
    assert published(cycle, {**out, "review": 4}, {"one": 5}) == [("X459", "P1-A12"), ("X460", "P1-A16")]


def test_amendments_follow_one_another(tmp_path: Path) -> None:
    both = amendment("one", "2026-01-15") | amendment("two", "2026-01-16")
    cycle = cycle_of(planned(tmp_path, records=both))
    assert published(cycle, {"scheme": 1}, {"one": 2}) == []
    assert published(cycle, {"scheme": 1}, {"two": 2}) == [("X461", "P1-A12")]


def test_limits_go_by_the_plan_as_amended(tmp_path: Path) -> None:
    what = NEW_DRAW + "schedule: [{step: closed, by: 2026-04-30}]\n"
    cycle = cycle_of(planned(tmp_path, records=amendment(what=what)))
    assert [limit.day for limit in earliest("review", cycle, {}, {})] == [datetime.date(2026, 1, 18)]
    assert [limit.day for limit in latest("closed", cycle, {}, {})] == [datetime.date(2026, 4, 30)]
    (before,) = latest("amendment", cycle, {}, {})
    assert (before.day, before.reason) == (datetime.date(2026, 1, 17), "before_draw")
    out = {"amendment": Statement("amendment", 4, datetime.date(2026, 1, 16))}
    assert latest("amendment", cycle, out, {}) == []


def test_without_plan_or_office_nothing_is_said(tmp_path: Path) -> None:
    cycle = cycle_of(planned(tmp_path / "a", records=amendment(), without=("procedure/plan.yml",)))
    assert (amended.draws(cycle), amended.schedule(cycle)) == ([], {})
    office = planned(
        tmp_path / "b", records=amendment(what="left: [{holder: nobody}]\n"), without=("procedure/office.yml",)
    )
    assert amended.experts(cycle_of(office)) is None
    assert told(office) == []


def _seat(holder: str) -> str:
    """The entry of an expert in the office record of the tests."""
    head = OFFICE.index(f"  - holder: {holder}\n")
    return OFFICE[head : OFFICE.index("  - holder: expert-b\n")]
