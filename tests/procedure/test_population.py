"""What the spot check draws from, and which files may differ from what statements rest on."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from generator.intake.repository import load
from generator.procedure.population import Item, commented, explained_changes, parse_item, population
from tests.broken.edited import Edits
from tests.procedure.planned import GROUPS, INDICATORS, UNITS, cycle_of, items, planned, review, sample
from tests.procedure.test_review import FIGURE, comment


def test_strata_units_and_what_is_absent(tmp_path: Path) -> None:
    made = population(cycle_of(planned(tmp_path)))
    assert made.strata == [*(f"data/{name}" for name in INDICATORS), *(f"votes/{name}" for name in GROUPS)]
    assert made.units == list(UNITS)
    assert made.absent == ["data/training-done/archive"]
    assert (made.size, made.sample) == (32, 4)
    assert made.items == items() and len(made.items) == made.size


def test_a_unit_without_ballots_is_absent(tmp_path: Path) -> None:
    votes = "inputs/votes/served.yml"
    planned(tmp_path)
    text = (tmp_path / f"records/cycles/2025/{votes}").read_text("utf-8")
    entries = text[text.index("tallies:\n") + len("tallies:\n") :].split("  - ")[1:]
    kept = "  - ".join(["", *(entry for entry in entries if "unit: planning" not in entry)])
    head = text[: text.index("tallies:\n")]
    made = population(cycle_of(planned(tmp_path, records={votes: f"{head}tallies:\n{kept}"})))
    assert made.absent == ["data/training-done/archive", "votes/served/planning"]
    assert made.size == 31


@pytest.mark.parametrize(("share", "expected"), [("1/100", 4), ("1/8", 4), ("13%", 5), ("1", 32)])
def test_the_size_of_the_sample_is_the_plans(tmp_path: Path, share: str, expected: int) -> None:
    edits: Edits = {"procedure/plan.yml": [("share: 1/10", f"share: {share}")]}
    assert population(cycle_of(planned(tmp_path, edits))).sample == expected


def test_without_a_plan_nothing_is_drawn(tmp_path: Path) -> None:
    assert population(cycle_of(planned(tmp_path, without=("procedure/plan.yml",)))).sample == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("data/budget/finance", Item("data", "budget", "finance")),
        ("votes/served/finance", Item("votes", "served", "finance")),
        ("data/budget", None),
        ("data/budget/", None),
        ("people/data/budget/p001", None),
        ("data/budget/a/b", None),
        ("", None),
    ],
)
def test_items(text: str, expected: Item | None) -> None:
    assert parse_item(text) == expected


def test_explained_are_the_files_that_review_and_comments_name(tmp_path: Path) -> None:
    assert explained_changes(cycle_of(planned(tmp_path / "a"))) == set()
    records = {
        "procedure/review.yml": review(sample(), {FIGURE: ("69", "96")}),
        "procedure/comments.yml": comment("data/policy-results/archive", "90", "97"),
    }
    cycle = cycle_of(planned(tmp_path / "b", records=records))
    folder = "records/cycles/2025/inputs/data"
    assert explained_changes(cycle) == {f"{folder}/decision-review.yml", f"{folder}/policy-results.yml"}
    assert commented(cycle) == {"data/policy-results/archive": Fraction(90)}


def test_a_register_that_was_not_read_leaves_the_question_open(tmp_path: Path) -> None:
    office = planned(tmp_path)
    assert commented(cycle_of(office)) == {}
    path = tmp_path / "records/cycles/2025/procedure/comments.yml"
    path.write_text(comment(FIGURE, "95", "96").replace("about:", "abuot:"), "utf-8")
    assert commented(cycle_of(load(tmp_path)[0])) is None
