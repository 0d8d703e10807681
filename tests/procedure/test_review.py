"""The review and its sample: each rule on its good side and its wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.core.problem import Problem
from generator.intake.repository import load
from generator.procedure.review import check_sample
from tests.broken.edited import Edits
from tests.procedure.planned import DIGITS, MATERIALS_DIGEST, codes, cycle_of, found, planned, review, sample

FILE = "procedure/review.yml"
CLAUSE = "P1-A16"
DRAWN = sample()
FIGURE = "data/decision-review/planning"
"""One of the sample; the figure is 96."""


def changed(old: str, new: str) -> Edits:
    return {FILE: [(old, new)]}


def problems_of(folder: Path, edits: Edits, text: str = review(DRAWN)) -> list[Problem]:
    return found(planned(folder, edits, records={FILE: text}))


def test_the_sample_of_the_tests_has_the_figure() -> None:
    assert len(DRAWN) == 4 and FIGURE in DRAWN


CONFIRMED = "expert: expert-b, result: confirmed"
FINANCE = "  - {unit: finance, expert: expert-b, date: 2026-01-15, opinion: 意见}\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (FINANCE, "", ["X335"]),
        (FINANCE, FINANCE + FINANCE, []),
        ("unit: finance, expert: expert-b", "unit: finances, expert: expert-b", ["X122", "X335"]),
        ("unit: finance, expert: expert-b", "unit: liaison, expert: expert-b", ["X301", "X335"]),
        ("unit: finance, expert: expert-b", "unit: finance, expert: expert-c", ["X336"]),
        ("unit: finance, expert: expert-b", "unit: finance, expert: holder-a", ["X336"]),
        ("unit: finance, expert: expert-b", "unit: finance, expert: expert-a", ["X337"]),
        ("unit: planning, expert: expert-b", "unit: planning, expert: expert-a", []),
        (FINANCE, FINANCE.replace("2026-01-15", "2026-01-20"), ["X302"]),
        (FINANCE, FINANCE.replace("2026-01-15", "2026-01-19"), []),
        (f'digits: "{DIGITS}"', 'digits: "30 52"', ["X441"]),
        ("drawn: 2026-01-16", "drawn: 2026-01-17", ["X339"]),
        ("date: 2026-01-19\nseed", "date: 2026-01-15\nseed", ["X302"]),
        (f"item: {FIGURE},", "item: data/decision-review/nobody,", ["X442"]),
        (f"item: {FIGURE},", "item: decision-review/planning,", ["X442"]),
        (f"item: {FIGURE},", "item: data/training-done/archive,", ["X442"]),
        (f"item: {FIGURE},", f"item: {DRAWN[1]},", ["X443"]),
        (f"item: {FIGURE}, expert: expert-b", f"item: {FIGURE}, expert: expert-c", ["X336"]),
        (f"item: {FIGURE}, expert: expert-b", "item: data/policy-results/finance, expert: expert-a", ["X337"]),
        (f"item: {FIGURE}, {CONFIRMED}", f"item: {FIGURE}, {CONFIRMED.replace('confirmed', 'adjusted')}", ["X447"]),
    ],
)
def test_the_review(tmp_path: Path, old: str, new: str, expected: list[str]) -> None:
    problems = problems_of(tmp_path, changed(old, new))
    assert sorted(problem.code for problem in problems) == expected
    assert {problem.clause for problem in problems if problem.code != "X301"} <= {CLAUSE}


def test_each_report_is_reviewed_when_it_has_come(tmp_path: Path) -> None:
    archive = "unit: archive, expert: expert-b, date: 2026-01-1"
    pledged = "holder: expert-b\n    pledged: 2026-01-1"
    office: Edits = {"procedure/office.yml": [(f"{pledged}5", f"{pledged}2")]}
    assert codes(tmp_path / "a", {**office, **changed(f"{archive}5", f"{archive}4")}) == []
    (problem,) = problems_of(tmp_path / "b", {**office, **changed(f"{archive}5", f"{archive}3")})
    assert (problem.code, problem.params["received"]) == ("X338", "2026-01-14")


def test_the_seed_is_drawn_after_the_collection(tmp_path: Path) -> None:
    edits: Edits = {"procedure/materials.yml": [("\ndate: 2026-01-15", "\ndate: 2026-01-16")]}
    (problem,) = problems_of(tmp_path, edits)
    assert (problem.code, problem.clause) == ("X440", CLAUSE)


def test_a_relation_is_not_named(tmp_path: Path) -> None:
    edits = changed("unit: finance, expert: expert-b", "unit: finance, expert: expert-a")
    (problem,) = problems_of(tmp_path, edits)
    assert problem.params == {}


class TestAdjustments:
    """A figure that a check put right."""

    def test_is_the_figure_of_the_file_now(self, tmp_path: Path) -> None:
        text = review(DRAWN, {FIGURE: ("69", "96")})
        assert problems_of(tmp_path / "a", {}, text) == []
        wrong = review(DRAWN, {FIGURE: ("69", "96.5")})
        (problem,) = problems_of(tmp_path / "b", {}, wrong)
        assert (problem.code, problem.clause) == ("X449", CLAUSE)
        assert "96" not in repr(problem.params) and "96" not in (problem.source or "")

    def test_changes_something(self, tmp_path: Path) -> None:
        assert [p.code for p in problems_of(tmp_path, {}, review(DRAWN, {FIGURE: ("96", "96")}))] == ["X451"]

    def test_is_of_an_item_found_wrong(self, tmp_path: Path) -> None:
        text = review(DRAWN, {FIGURE: ("69", "96")}).replace("result: adjusted", "result: deviation")
        assert [p.code for p in problems_of(tmp_path / "a", {}, text)] == ["X448"]
        other = review(DRAWN, {"data/policy-results/archive": ("79", "97")})
        assert [p.code for p in problems_of(tmp_path / "b", {}, other)] == ["X448"]

    def test_is_there_once(self, tmp_path: Path) -> None:
        text = review(DRAWN, {FIGURE: ("69", "96")})
        twice = text + text[text.index("adjustments:\n") + len("adjustments:\n") :]
        assert [p.code for p in problems_of(tmp_path, {}, twice)] == ["X443"]

    @pytest.mark.parametrize(
        "item",
        [
            "votes/served/planning",
            "data/inspection-rank/planning",
            "data/training-done/archive",
            "data/decision-review/nobody",
            "figures",
        ],
    )
    def test_is_of_a_single_figure(self, tmp_path: Path, item: str) -> None:
        text = review([*DRAWN[:3], item], {item: ("1", "2")})
        assert "X450" in [p.code for p in problems_of(tmp_path, {}, text)]

    def test_is_made_by_an_expert_who_may(self, tmp_path: Path) -> None:
        item = "data/decision-review/finance"
        text = review([item, *DRAWN], {item: ("10", "100")})
        assert problems_of(tmp_path / "a", {}, text) == []
        made_by = f"item: {item}\n    expert: expert-b"
        edits = changed(made_by, made_by.replace("expert-b", "expert-a"))
        assert [p.code for p in problems_of(tmp_path / "b", edits, text)] == ["X337"]

    def test_may_be_changed_again_by_a_comment(self, tmp_path: Path) -> None:
        text = review(DRAWN, {FIGURE: ("69", "95")})
        comments = comment(FIGURE, "95", "96")
        assert found(planned(tmp_path / "a", records={FILE: text, "procedure/comments.yml": comments})) == []
        other = comment(FIGURE, "94", "96")
        problems = found(planned(tmp_path / "b", records={FILE: text, "procedure/comments.yml": other}))
        assert [problem.code for problem in problems] == ["X449"]

    def test_of_an_unread_file_is_not_judged(self, tmp_path: Path) -> None:
        planned(tmp_path, records={FILE: review(DRAWN, {FIGURE: ("69", "90")})})
        path = tmp_path / "records/cycles/2025/inputs/data/decision-review.yml"
        path.write_text(path.read_text("utf-8").replace("date:", "dat:"), "utf-8")
        office = load(tmp_path)[0]
        assert found(office) == []
        assert list(check_sample(cycle_of(office), MATERIALS_DIGEST)) == []


def comment(item: str, before: str, after: str) -> str:
    """A register with one comment that changed a figure."""
    return f"""schema: kaohe/comments/v1
cycle: "2025"
comments:
  - id: c1
    received: 2026-01-22
    about: planning
    text: 数据有误
    disposition: accepted
    reason: 经核实
    changed: [{{item: {item}, before: {before}, after: {after}}}]
"""


class TestSample:
    """What was checked against what the seed draws."""

    def of(self, folder: Path, checked: list[str], digest: str | None = MATERIALS_DIGEST) -> list[Problem]:
        office = planned(folder, records={FILE: review(checked)})
        return list(check_sample(cycle_of(office), digest))

    def test_is_exactly_the_sample(self, tmp_path: Path) -> None:
        assert self.of(tmp_path, DRAWN) == []

    def test_is_not_looked_at_before_the_materials_are_out(self, tmp_path: Path) -> None:
        assert self.of(tmp_path, DRAWN[:1], None) == []

    def test_another_statement_draws_other_items(self, tmp_path: Path) -> None:
        problems = self.of(tmp_path, DRAWN, "00" * 32)
        assert {problem.code for problem in problems} == {"X444", "X445"}
        assert {problem.clause for problem in problems} == {CLAUSE}

    def test_has_nothing_besides(self, tmp_path: Path) -> None:
        (problem,) = self.of(tmp_path, [*DRAWN, "data/policy-results/archive"])
        assert (problem.code, problem.params) == ("X444", {"item": "data/policy-results/archive"})

    def test_an_item_that_there_is_not_is_told_by_the_other_check(self, tmp_path: Path) -> None:
        checked = [*DRAWN, "data/policy-result/archive"]
        assert self.of(tmp_path, checked) == []
        assert codes(tmp_path / "b", records={FILE: review(checked)}) == ["X442"]

    @pytest.mark.parametrize(("digits", "code"), [("３０５2147", "M121"), ("3 0", "X441"), ("３-０", "X441")])
    def test_full_width_digits_are_called_so(self, tmp_path: Path, digits: str, code: str) -> None:
        text = review(DRAWN).replace(f'"{DIGITS}"', f'"{digits}"')
        assert codes(tmp_path, records={FILE: text}) == [code]

    def test_has_everything(self, tmp_path: Path) -> None:
        (problem,) = self.of(tmp_path, DRAWN[:-1])
        assert (problem.code, problem.params) == ("X445", {"item": DRAWN[-1]})

    def test_stands_in_the_order_of_the_draw(self, tmp_path: Path) -> None:
        (problem,) = self.of(tmp_path, [DRAWN[0], DRAWN[2], DRAWN[1], DRAWN[3]])
        assert (problem.code, problem.params) == ("X446", {"item": DRAWN[2], "expected": DRAWN[1]})

    def test_an_item_twice_is_told_by_the_other_check(self, tmp_path: Path) -> None:
        checked = [*DRAWN, DRAWN[0]]
        assert self.of(tmp_path, checked) == []
        assert codes(tmp_path / "b", records={FILE: review(checked)}) == ["X443"]

    def test_digits_of_another_form_draw_nothing(self, tmp_path: Path) -> None:
        text = review(DRAWN).replace(f'"{DIGITS}"', '"3-0"')
        office = planned(tmp_path, records={FILE: text})
        assert list(check_sample(cycle_of(office), MATERIALS_DIGEST)) == []

    def test_is_not_known_while_a_file_is_missing(self, tmp_path: Path) -> None:
        office = planned(tmp_path, without=("inputs/data/decision-review.yml",))
        assert [problem.code for problem in found(office)] == ["X334"]
        assert list(check_sample(cycle_of(office), MATERIALS_DIGEST)) == []

    def test_a_larger_share_draws_more(self, tmp_path: Path) -> None:
        edits: Edits = {"procedure/plan.yml": [("share: 1/10", "share: 1/4")]}
        office = planned(tmp_path, edits, records={FILE: review(sample(count=8))})
        assert list(check_sample(cycle_of(office), MATERIALS_DIGEST)) == []
