"""The plan, the assessment office, interpretations, answers to the public, and a unit's part in the procedure."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from generator.core.messages import LANGS
from generator.ledger.statements import read_statements
from generator.published.shapes import Document
from generator.site.acts import Acts
from generator.site.answer_pages import feedback_context
from generator.site.arrangement import arrange
from generator.site.context import Context
from generator.site.labels import Labels
from tests.site.conftest import Built
from tests.site.synthetic import unit_id
from tests.site.synthetic_plan import FAILED
from tests.site.test_procedure_page import said, section

PLAN = "2025/plan.html"


def test_schedule_has_planned_and_published_days_side_by_side(planned: Built) -> None:
    text = said(section(planned, "schedule", PLAN))
    assert "专家审核和抽查 2026-01-09 2026-01-12 晚于计划" in text
    assert text.count("晚于计划") == 1
    assert "办法自 2024 年 1 月 1 日起有效，至 2026 年 12 月 31 日止" in text
    assert "跨期的年度按开始时的办法办理" in text
    assert said(section(planned, "schedule", "2026/plan.html")).count("尚未进行") == 9


def test_periods_have_their_basis_and_interpretations_are_linked(planned: Built) -> None:
    text = section(planned, "periods", PLAN)
    assert "征求意见，不少于 7 个工作日" in said(text)
    assert 'href="../interpretations.html#2025-timely">解释 timely</a>' in text
    assert text.count('class="k-cite"') >= 9


def test_shares_are_said_in_percent_and_as_the_record_has_them(planned: Built) -> None:
    text = section(planned, "rules", PLAN)
    assert '<span data-kaohe-field="/spot_check/share">20%</span>' in text
    assert '<span data-kaohe-field="/quorum/share">2/3</span>' in text


def test_office_shows_seats_experts_and_who_leads_what(planned: Built) -> None:
    text = said(section(planned, "office", f"en/{PLAN}"))
    assert "demo-office-2 — 2025-01-06 —" in text
    assert "demo-expert-1 senior auditor 2025-01-06 2025-01-08" in text
    assert "demo-leader-1 General Office, Policy and Regulation" in text


def test_what_a_table_says_in_columns_its_cells_say_too(planned: Built) -> None:
    for name in ("schedule", "periods", "office"):
        for table in re.findall(r'<table class="k-table k-table--stack">.*?</table>', section(planned, name, PLAN)):
            heads = re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', table)
            rows = re.findall(r"<tr>(.*?)</tr>", table.split("<tbody>")[1])
            assert rows
            for row in rows:
                assert re.findall(r'<td[^>]*><span class="k-cell">([^<]*)</span> ', row) == heads[1:]


def test_the_list_of_interpretations_leads_to_each_by_its_word(planned: Built) -> None:
    text = section(planned, "rulings", PLAN)
    assert 'href="../interpretations.html#2025-timely">“及时”</a>' in text


@pytest.mark.parametrize("folder", ["", "en/"])
def test_interpretations_name_clause_word_and_number(planned: Built, folder: str) -> None:
    text = planned.text(f"{folder}interpretations.html")
    assert 'id="2025-timely"' in text
    assert 'href="clauses.html#P2-3.2-4"' in text
    assert ("“及时”" if not folder else "“timely”") in text
    assert "plan.periods.outside" in text
    assert text.count("statements/3.html") == 1


@pytest.mark.parametrize(("received", "answered"), [("9999-12-30", "9999-12-31"), ("0001-01-01", "9999-12-31")])
def test_days_at_the_end_of_the_calendar_are_counted_or_not_said(planned: Built, received: str, answered: str) -> None:
    view = arrange(read_statements(planned.export / "ledger"))
    context = Context(view, "en", {lang: Labels(lang) for lang in LANGS}, "")
    cycle = view.cycles[0]
    found = cycle.acts.each("feedback")[0]
    body = Document({**found.body.value, "received": received, "answered": answered}, found.body.path, "/body")
    late = replace(cycle, acts=Acts(cycle.acts.statements, (replace(found, body=body),)))
    row = feedback_context(context, late)["rows"][0]
    assert (row["answered"], row["took"]) == (answered, None)


def test_answers_say_how_many_working_days_they_took(planned: Built) -> None:
    text = said(planned.text("en/2025/feedback.html"))
    assert "When are results out? In February, as the schedule says." in text
    assert "Received 2025-06-03, answered 2025-06-10. It took 5 working days. Moderated by demo-office-2." in text
    assert "an answer takes at most 15 working days" in text
    assert "Nothing has been asked and answered yet" in planned.text("en/2026/feedback.html")


def test_unit_page_has_goals_with_every_change(planned: Built) -> None:
    text = said(section(planned, "goals", f"2025/units/{unit_id(0)}.html"))
    assert "目标值 98.5" in text
    assert "2025 年 6 月 1 日由 95 调整为 98.5 并说明理由： 任务增加" in text
    assert "上年基数 96" in text
    other = said(section(planned, "goals", f"2025/units/{unit_id(1)}.html"))
    assert "上年基数" not in other
    assert "调整" not in other.replace("之后的调整", "")


def test_course_and_statement_tell_of_goals_that_came_again(planned: Built) -> None:
    course = said(planned.text("en/2025/index.html"))
    assert "Targets changed" in course
    assert "published again with the changes that were approved during the year, 1 in all" in course
    assert course.index("Roster and goals set") < course.index("Targets changed")
    assert "Targets changed" not in said(planned.text("en/2026/index.html"))
    assert 'href="../2025/procedure.html#state-3"' in planned.text("statements/5.html")
    key = "5/records/goals/2025.json"
    assert f'data-kaohe-record="{key}"' in planned.text(f"2025/units/{unit_id(0)}.html")


def test_unit_page_has_gates_and_measures(planned: Built) -> None:
    text = section(planned, "afterwards", f"2025/units/{FAILED}.html")
    assert "廉洁从政专项考核： 未通过，最高评为“良好”" in said(text)
    assert "提醒 责任追究： 分管负责人检讨" in said(text)
    assert re.search(r"clauses\.html#P1-A19", text)
    other = said(section(planned, "afterwards", f"2025/units/{unit_id(3)}.html"))
    assert "通过 P2-2.1(4)" in other
    assert "没有公布对单位运用结果的事项" in other


def test_statement_pages_name_new_steps_and_lead_to_what_they_hold(planned: Built) -> None:
    text = planned.text("statements/5.html")
    assert "第 5 号声明：材料收齐" in text
    assert 'href="../2025/procedure.html#state-4"' in text
    assert 'href="../interpretations.html#2025-timely"' in planned.text("statements/1.html")
    assert "unit-correction" in planned.text("statements/11.html")


def test_navigation_leads_to_the_pages(planned: Built) -> None:
    for name in ("procedure", "plan", "rectification", "feedback"):
        assert f'href="{name}.html"' in planned.text("2025/index.html")
    assert 'href="2025/procedure.html"' in planned.text("index.html")
    assert 'href="2026/procedure.html"' in planned.text("index.html")
    assert "下一环节是“确定考核名册”" in planned.text("index.html")
    sitemap = planned.text("sitemap.xml")
    assert "<loc>en/2025/procedure.html</loc><lastmod>2026-04-15</lastmod>" in sitemap
    assert "<loc>interpretations.html</loc>" in sitemap
