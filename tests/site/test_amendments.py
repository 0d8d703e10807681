"""What was amended of a plan: on the plan's page beside what was announced, with the procedure, and in the course."""

from __future__ import annotations

import pytest

from tests.site.conftest import Built, build_site
from tests.site.synthetic_plan import make_planned
from tests.site.test_procedure_page import said, section

PLAN = "2025/plan.html"


@pytest.fixture(scope="module")
def amended(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A cycle up to its review, before which the draw was called off."""
    folder = tmp_path_factory.mktemp("amended")
    return build_site(make_planned(folder / "export", "review", amended=True), folder / "out")


@pytest.mark.parametrize("page", [PLAN, "2025/procedure.html"])
def test_each_change_stands_beside_what_it_replaces(amended: Built, page: str) -> None:
    text = said(section(amended, "amendments", page))
    assert "抽查的摇号另定过 1 次" in text and "任何人都可以查证" in text
    assert "摇号停办。 日期 2026-01-08 第 6 号声明" in text
    assert "下一期开奖 2026-01-09 原定 2026 年 1 月 8 日：2026 年 1 月 8 日全国开奖的号码" in text
    assert "在原定日期当天或者以后才另定" in text
    assert "专家审核和抽查：原定不晚于 2026-01-09，改为不晚于 2026-01-16" in text
    assert "专家加入 demo-expert-9 注册会计师" in text and "专家离任 demo-expert-1" in text
    html = section(amended, "amendments", page)
    assert html.count('data-kaohe-record="6/records/amendment/called-off.json"') == 1
    for pointer in ("/reason/zh", "/draw/event/zh", "/joined/0/qualification/zh"):
        assert html.count(f'data-kaohe-field="{pointer}"') == 1


def test_the_plan_shows_both_days_and_leads_to_the_reason(amended: Built) -> None:
    schedule = said(section(amended, "schedule", PLAN))
    assert "专家审核和抽查 2026-01-16 原定 2026-01-09 2026-01-12" in schedule and "晚于计划" not in schedule
    rules = section(amended, "rules", PLAN)
    assert "另定过 1 次，现在定为 2026 年 1 月 9 日：下一期开奖" in said(rules) and 'href="#amendments"' in rules
    assert "见“计划变更”" in said(section(amended, "office", PLAN))
    assert "Moved 1 time; now on 9 January 2026: The next draw." in said(section(amended, "rules", f"en/{PLAN}"))


def test_course_and_statement_name_the_amendment(amended: Built) -> None:
    course = said(amended.text("2025/index.html"))
    assert "2026-01-08 计划变更 已公布的计划有变更，涉及抽查的摇号、专家、日程" in course
    statement = amended.text("statements/6.html")
    assert "第 6 号声明：计划变更" in said(statement)
    assert 'href="../2025/plan.html#amendments"' in statement


def test_a_plan_that_was_not_amended_says_nothing_of_it(planned: Built) -> None:
    for page in (PLAN, "2025/procedure.html", "2025/index.html", "en/2025/plan.html"):
        text = planned.text(page)
        assert "amendment" not in text and "计划变更" not in text and "Amendment" not in text
