"""The first states together, on the example office and where half of it cannot be read."""

from __future__ import annotations

import shutil
from pathlib import Path

from generator.core import messages
from generator.core.render import problems_text
from generator.intake.repository import load
from generator.procedure import beginning, calendars
from generator.signing import demo
from tests.procedure.planned import RECORDS, cycle_of, found, planned

ROOT = Path(__file__).parents[2]


def test_the_example_has_no_problem() -> None:
    office, _ = load(ROOT, [demo.age_identity(demo.RECIPIENTS[0])])
    years = calendars.working_years(office.calendars)
    with_plan = [cycle for cycle in office.cycles.values() if cycle.has("procedure/plan.yml")]
    assert [cycle.name for cycle in with_plan] == ["2025", "2026"]
    problems = [problem for cycle in with_plan for problem in beginning.check(office, cycle, years)]
    assert problems == [], problems_text(problems, "en")


def test_a_cycle_may_have_got_to_any_state(tmp_path: Path) -> None:
    steps = ["procedure/gates.yml", "procedure/review.yml", "procedure/materials.yml", "goals.yml"]
    for count in range(1, len(steps) + 1):
        office = planned(tmp_path / str(count), without=tuple(steps[:count]))
        assert found(office) == []


def test_a_broken_record_makes_no_findings_in_others(tmp_path: Path) -> None:
    planned(tmp_path)
    cycle = tmp_path / "records/cycles/2025"
    others = ["scheme.yml", "roster.yml", "inputs/data/decision-review.yml", "inputs/votes/served.yml"]
    for name in [*RECORDS, *others]:
        path = cycle / name
        text = path.read_text("utf-8")
        path.write_text(text.replace("schema:", "schem:"), "utf-8")
        assert found(load(tmp_path)[0]) == [], name
        path.write_text(text, "utf-8")


SOON_OVER = {
    "procedure/plan.yml": [
        ("published: 2024-01-01, last_day: 2026-12-31", "published: 2023-12-31, last_day: 2026-12-30")
    ]
}


def test_every_notice_reads_in_both_languages(tmp_path: Path) -> None:
    pledged = "holder: holder-a, pledged: 2025-01-07"
    office = planned(tmp_path, {"procedure/office.yml": [(f"{pledged}, trained: 2025-01-09", pledged)], **SOON_OVER})
    notices = list(beginning.notices(cycle_of(office)))
    assert [notice.code for notice in notices] == ["X431", "X315"]
    for notice in notices:
        for lang in messages.LANGS:
            assert "…" not in messages.text(notice.code, lang, **notice.params)
    shutil.rmtree(tmp_path / "records/cycles/2025/procedure")
    assert list(beginning.notices(cycle_of(load(tmp_path)[0]))) == []


def test_a_closed_cycle_needs_no_notice(tmp_path: Path) -> None:
    assert list(beginning.notices(cycle_of(planned(tmp_path, later=True)))) == []
