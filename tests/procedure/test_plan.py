"""What is announced with a scheme: each rule on its good side and its wrong one."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import pytest

from generator.intake.models import plan
from generator.intake.repository import load
from generator.procedure import beginning
from generator.procedure.plan import PERIODS, last_day_of, notices
from tests.broken.edited import BASE, Edits
from tests.procedure.planned import PLAN, codes, cycle_of, found, interpretation, planned, told

FILE = "procedure/plan.yml"


def changed(old: str, new: str) -> Edits:
    return {FILE: [(old, new)]}


def line(text: str) -> int:
    """Where a text stands in the plan."""
    return PLAN[: PLAN.index(text)].count("\n") + 1


def test_the_plan_of_the_tests_is_right(tmp_path: Path) -> None:
    assert found(planned(tmp_path)) == []


def test_without_a_plan_nothing_is_asked(tmp_path: Path) -> None:
    office = planned(tmp_path, {"procedure/office.yml": [("holder: holder-d", "holder: nobody")]}, without=(FILE,))
    assert found(office) == []
    assert list(beginning.notices(cycle_of(office))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("cites: [local-rules]", "cites: [local-rulez]"),
        ("cites: [timely]", "cites: [P2-3.2(9)]"),
        ("cites: [P1-A25]", "cites: [P1-A25, as-fits]"),
        ("cites: [several-ways]", "cites: [severalways]"),
        ("cites: [P1-A20]", "cites: [P1-A27]"),
    ],
)
def test_every_number_cites_what_exists(tmp_path: Path, old: str, new: str) -> None:
    office = planned(tmp_path, changed(old, new))
    assert told(office) == [("X420", "plan.yml", line(old), "P1-A1")]


def test_a_citation_of_an_unread_interpretation_is_not_judged(tmp_path: Path) -> None:
    office = planned(tmp_path, changed("cites: [timely]", "cites: [nothing]"))
    assert [problem.code for problem in found(office)] == ["X420"]
    path = tmp_path / "records/cycles/2025/procedure/interpretations/widely.yml"
    path.write_text(path.read_text("utf-8").replace("date:", "dat:"), "utf-8")
    assert found(load(tmp_path)[0]) == []


class TestWords:
    """The five vague words."""

    def test_each_is_settled(self, tmp_path: Path) -> None:
        absent = ("procedure/interpretations/as-fit.yml", "procedure/gates.yml")
        assert told(planned(tmp_path, without=absent)) == [("X421", "plan.yml", 1, "P1-A19")]

    def test_none_is_settled_twice(self, tmp_path: Path) -> None:
        again = interpretation("timely", "P2-3.2(4)").replace("id: timely", "id: timely-2")
        office = planned(tmp_path, records={"procedure/interpretations/timely-2.yml": again})
        assert told(office) == [("X422", "timely-2.yml", 6, "P1-A26")]

    def test_under_the_clause_it_stands_in(self, tmp_path: Path) -> None:
        wrong = interpretation("timely", "P1-A17")
        office = planned(tmp_path, records={"procedure/interpretations/timely.yml": wrong})
        assert told(office) == [("X423", "timely.yml", 5, "P1-A26")]

    def test_under_a_clause_that_exists(self, tmp_path: Path) -> None:
        wrong = interpretation("timely", "P1-A99")
        assert codes(tmp_path, records={"procedure/interpretations/timely.yml": wrong}) == ["R101"]

    def test_in_a_file_of_its_name(self, tmp_path: Path) -> None:
        other = interpretation("timely", "P2-3.2(4)").replace("id: timely", "id: other")
        assert codes(tmp_path, records={"procedure/interpretations/timely.yml": other}) == ["X102"]

    @pytest.mark.parametrize(("date", "expected"), [("2025-01-10", []), ("2025-01-11", ["X439"])])
    def test_before_the_scheme_is_out(self, tmp_path: Path, date: str, expected: list[str]) -> None:
        late = interpretation("as_fit", "P1-A19", date)
        assert codes(tmp_path, records={"procedure/interpretations/as-fit.yml": late}) == expected

    def test_another_may_follow_unless_the_plan_rests_on_it(self, tmp_path: Path) -> None:
        later = interpretation("as_fit", "P1-A3", "2025-06-10").replace("id: as-fit", "id: later")
        records = {"procedure/interpretations/later.yml": later.replace("word: as_fit\n", "")}
        assert codes(tmp_path / "a", records=records) == []
        edits = changed("cites: [P1-A20]", "cites: [later]")
        office = planned(tmp_path / "b", edits, records=records)
        assert told(office) == [("X439", "later.yml", 4, "P1-A12")]


class TestSchedule:
    """The day of each step."""

    @pytest.mark.parametrize(
        ("old", "new", "expected"),
        [
            ("  - {step: notice, by: 2026-02-12}\n", "", "X424"),
            ("step: closed", "step: effective", "X425"),
            ("step: decision, by: 2026-02-10", "step: decision, by: 2026-02-04", "X426"),
            ("step: goals, by: 2025-03-31", "step: goals, by: 2025-01-17", "X427"),
        ],
    )
    def test_is_one_after_the_other(self, tmp_path: Path, old: str, new: str, expected: str) -> None:
        problems = told(planned(tmp_path, changed(old, new)))
        assert (expected, "P1-A12") in {(code, clause) for code, _, _, clause in problems}
        assert {code for code, *_ in problems} <= {expected, "X424"}

    @pytest.mark.parametrize("by", ["2026-02-05", "2026-02-12"])
    def test_may_be_the_same_for_two(self, tmp_path: Path, by: str) -> None:
        assert codes(tmp_path, changed("step: decision, by: 2026-02-10", f"step: decision, by: {by}")) == []

    def test_begins_after_the_notice(self, tmp_path: Path) -> None:
        """Five working days after Friday 10 January end with Friday 17 January."""
        assert codes(tmp_path, changed("step: goals, by: 2025-03-31", "step: goals, by: 2025-01-18")) == []

    def test_needs_a_calendar(self, tmp_path: Path) -> None:
        edits: Edits = {"scheme.yml": [("published: 2025-01-10", "published: 2023-12-29")]}
        assert "X165" in codes(tmp_path, edits)

    def test_lists_every_step_that_is_missing(self, tmp_path: Path) -> None:
        edits: Edits = {FILE: [(f"  - {{step: {step}, by: {by}}}\n", "") for step, by in TWO]}
        (problem,) = found(planned(tmp_path, edits))
        assert problem.params["steps"] == "decision、closed"


TWO = (("decision", "2026-02-10"), ("closed", "2026-03-31"))


class TestValidity:
    """Three years, and the cycle within them."""

    @pytest.mark.parametrize(
        ("published", "last_day"),
        [
            ("2024-01-01", "2026-12-31"),
            ("2024-02-29", "2027-02-28"),
            ("2024-03-01", "2027-02-28"),
            ("2025-07-15", "2028-07-14"),
            ("9996-06-01", "9999-05-31"),
            ("9998-01-01", "9999-12-31"),
        ],
    )
    def test_three_years_end_on_the_day_before(self, published: str, last_day: str) -> None:
        assert last_day_of(datetime.date.fromisoformat(published)) == datetime.date.fromisoformat(last_day)

    @pytest.mark.parametrize(
        ("force", "expected"),
        [
            ("published: 2024-01-01, last_day: 2026-12-30", ["X428"]),
            ("published: 2024-01-01, last_day: 2027-01-01", ["X428"]),
            ("published: 2025-01-01, last_day: 2027-12-31", []),
            ("published: 2025-01-02, last_day: 2028-01-01", ["X429"]),
            ("published: 2022-01-01, last_day: 2024-12-31", ["X429"]),
            ("published: 2022-01-02, last_day: 2025-01-01", ["X430"]),
            ("published: 2022-12-31, last_day: 2025-12-30", ["X430"]),
            ("published: 2022-12-31, last_day: 2025-12-30, transition: {zh: 照旧, en: As before}", []),
            ("published: 2023-01-01, last_day: 2025-12-31", []),
        ],
    )
    def test_the_cycle_begins_within_them(self, tmp_path: Path, force: str, expected: list[str]) -> None:
        office = planned(tmp_path, changed("published: 2024-01-01, last_day: 2026-12-31", force))
        problems = found(office)
        assert [problem.code for problem in problems] == expected
        assert {problem.clause for problem in problems} <= {"P1-A25"}

    @pytest.mark.parametrize(
        ("force", "said"),
        [
            ("published: 2025-01-01, last_day: 2027-12-31", False),
            ("published: 2024-01-01, last_day: 2026-12-31", False),
            ("published: 2023-12-31, last_day: 2026-12-30", True),
            ("published: 2024-01-02, last_day: 2027-01-01", False),
            ("published: 2022-12-31, last_day: 2025-12-30", True),
        ],
    )
    def test_the_end_is_told_where_next_year_is_not_covered(self, tmp_path: Path, force: str, said: bool) -> None:
        office = planned(tmp_path, changed("published: 2024-01-01, last_day: 2026-12-31", force))
        notices = [(p.code, p.clause) for p in beginning.notices(cycle_of(office))]
        assert notices == ([("X431", "P1-A25")] if said else [])

    @pytest.mark.parametrize(("last_day", "said"), [("9999-12-30", True), ("9999-12-31", False)])
    def test_there_is_no_year_after_the_last(self, tmp_path: Path, last_day: str, said: bool) -> None:
        cycle = replace(
            cycle_of(planned(tmp_path, changed("last_day: 2026-12-31", f"last_day: {last_day}"))), name="9999"
        )
        # The records of the cycle are found by its folder's name.
        acts = {path.replace("/2025/", "/9999/"): bound for path, bound in cycle.acts.items()}
        assert [p.code for p in notices(replace(cycle, acts=acts))] == (["X431"] if said else [])


class TestNumbers:
    """Periods, shares and counts."""

    def test_every_period_has_its_clause(self) -> None:
        assert set(PERIODS) == set(plan.Periods.model_fields)

    @pytest.mark.parametrize(("days", "expected"), [(0, ["X432"]), (4, ["X432"]), (5, []), (30, [])])
    def test_posting_takes_five_working_days(self, tmp_path: Path, days: int, expected: list[str]) -> None:
        assert codes(tmp_path, changed("posting: {workdays: 5", f"posting: {{workdays: {days}")) == expected

    @pytest.mark.parametrize(
        ("text", "clause"),
        [
            ("comments: {workdays: 7", "P1-A17"),
            ("answer: {workdays: 10", "P2-3.2(4)"),
            ("outside: {workdays: 20", "P2-3.2(4)"),
            ("feedback: {workdays: 15", "P2-4.3"),
            ("reconsideration: {days: 30", "P1-A23"),
            ("reconsideration_decision: {days: 31", "P1-A23"),
            ("appeal: {days: 16", "P1-A23"),
            ("appeal_decision: {days: 60", "P1-A23"),
        ],
    )
    def test_a_period_is_something_and_not_forever(self, tmp_path: Path, text: str, clause: str) -> None:
        before = text.rpartition(" ")[0]
        for days in (0, 3661, 3000000):
            office = planned(tmp_path / str(days), changed(text, f"{before} {days}"))
            assert told(office) == [("X433", "plan.yml", line(text), clause)]

    def test_so_is_the_notice_of_the_scheme(self, tmp_path: Path) -> None:
        scheme = {"scheme.yml": [("lead_workdays: 5", "lead_workdays: 0")]}
        assert ("X433", "scheme.yml", 13, "P1-A12") in told(planned(tmp_path, scheme))

    def test_the_longest_period_is_one(self, tmp_path: Path) -> None:
        assert codes(tmp_path / "days", changed("appeal: {days: 16", "appeal: {days: 3660")) == []
        assert codes(tmp_path / "posting", changed("posting: {workdays: 5", "posting: {workdays: 3661")) == ["X433"]

    @pytest.mark.parametrize(
        ("share", "expected"), [("1/2", ["X438"]), ("0", ["X438"]), ("51%", []), ("1", []), ("101%", ["X438"])]
    )
    def test_a_quorum_is_more_than_half(self, tmp_path: Path, share: str, expected: list[str]) -> None:
        assert codes(tmp_path, changed("quorum: {share: 2/3", f"quorum: {{share: {share}")) == expected

    @pytest.mark.parametrize(("share", "expected"), [("0", ["X436"]), ("0.01", []), ("1", []), ("1.01", ["X436"])])
    def test_a_share_is_checked(self, tmp_path: Path, share: str, expected: list[str]) -> None:
        edits = changed("  share: 1/10", f"  share: {share}")
        assert codes(tmp_path, edits, without=("procedure/review.yml",)) == expected

    @pytest.mark.parametrize(("least", "expected"), [(0, ["X436"]), (1, []), (2, [])])
    def test_something_is_checked_again(self, tmp_path: Path, least: int, expected: list[str]) -> None:
        edits = changed("  minimum: 4", f"  minimum: {least}")
        assert codes(tmp_path, edits, without=("procedure/review.yml",)) == expected

    @pytest.mark.parametrize(
        ("day", "expected"),
        [("2026-01-15", ["X437"]), ("2026-01-16", []), ("2026-01-19", []), ("2026-01-20", ["X437"])],
    )
    def test_the_seed_is_drawn_between_materials_and_review(
        self, tmp_path: Path, day: str, expected: list[str]
    ) -> None:
        edits = changed("drawn: 2026-01-16", f"drawn: {day}")
        assert codes(tmp_path, edits, without=("procedure/review.yml",)) == expected

    @pytest.mark.parametrize(("least", "expected"), [(0, ["X434"]), (1, ["X434"]), (2, []), (3, ["X435"])])
    def test_several_ways_are_at_least_two(self, tmp_path: Path, least: int, expected: list[str]) -> None:
        assert codes(tmp_path, changed("channels: {minimum: 2", f"channels: {{minimum: {least}")) == expected

    def test_as_many_ways_are_used_as_announced(self, tmp_path: Path) -> None:
        edits: Edits = {"inputs/votes/served.yml": [("channel: public", "channel: peers")]}
        (problem,) = found(planned(tmp_path / "a", edits))
        assert (problem.code, problem.clause, problem.params["channels"]) == ("X435", "P1-A15", "peers")
        later = ("procedure/materials.yml", "procedure/review.yml", "procedure/gates.yml")
        assert codes(tmp_path / "b", edits, without=later) == []

    @pytest.mark.parametrize(("ways", "expected"), [((), []), (("peers",), ["X435"]), (("peers", "public"), [])])
    def test_people_are_heard_in_as_many_ways(self, tmp_path: Path, ways: tuple[str, ...], expected: list[str]) -> None:
        scheme = (BASE / "records/cycles/2025/scheme.yml").read_text("utf-8")
        listed = "".join(f"  - {{id: {way}, weight: 1, groups: [{way}], cites: [P1-A15]}}\n" for way in ways)
        text = scheme.replace("subjects: unit", "subjects: person") + (f"channels:\n{listed}" if ways else "")
        problems = found(planned(tmp_path, records={"people/scheme.yml": text}))
        assert [problem.code for problem in problems] == expected
        assert all(problem.place.path.endswith("people/scheme.yml") for problem in problems)

    def test_ballots_that_were_not_read_may_have_come_in_other_ways(self, tmp_path: Path) -> None:
        planned(tmp_path)
        path = tmp_path / "records/cycles/2025/inputs/votes/served.yml"
        path.write_text(path.read_text("utf-8").replace("date:", "dat:"), "utf-8")
        assert found(load(tmp_path)[0]) == []

    def test_the_checklist_has_no_name_twice(self, tmp_path: Path) -> None:
        office = planned(tmp_path, changed("id: work-report, name", "id: self-report, name"), without=AFTER_GOALS)
        assert told(office) == [("X304", "plan.yml", line("id: work-report, name"), "P2-3.2(2)")]


AFTER_GOALS = ("procedure/materials.yml", "procedure/review.yml", "procedure/gates.yml")
