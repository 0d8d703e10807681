"""Rectifications: overdue first, judged by the day of the ledger's last statement, on their page and on the unit's."""

from __future__ import annotations

import re
from pathlib import Path

from tests.site.conftest import Built, build_site
from tests.site.synthetic import unit_id
from tests.site.synthetic_plan import FAILED, MENDING, OVERDUE, make_planned
from tests.site.test_downloads import rows
from tests.site.test_procedure_page import said

PAGE = "2025/rectification.html"


def items(text: str) -> list[str]:
    return [said(found) for found in re.findall('<section class="k-mend".*?</section>', text, re.DOTALL)]


def test_overdue_ones_come_first_and_verified_ones_last(planned: Built) -> None:
    overdue, due, verified = items(planned.text(PAGE))
    assert "（mend-2） 逾期 应当于 2026 年 3 月 21 日前完成，截至 2026 年 4 月 15 日没有验收。" in overdue
    assert "（mend-1） 期限内 应当于 2026 年 5 月 31 日前完成。" in due
    assert "（mend-3） 已验收 2026 年 4 月 8 日 " in verified
    assert "2026-04-02 已全部办结" in verified
    assert verified.endswith("第 15 号声明 、 第 17 号声明")


def test_overdue_is_judged_by_the_last_statement_and_not_by_the_clock(tmp_path: Path) -> None:
    site = build_site(make_planned(tmp_path / "export", "closed"), tmp_path / "out")
    assert [text for text in items(site.text(PAGE)) if "逾期" in text] == []
    assert "按 2026 年 3 月 20 日（最后一份声明的日期）计算" in said(site.text(PAGE))


def test_the_unit_shows_its_own_only(planned: Built) -> None:
    for unit, name in ((MENDING, "mend-1"), (OVERDUE, "mend-2"), (FAILED, "mend-3")):
        (only,) = items(planned.text(f"2025/units/{unit}.html"))
        assert f"（{name}）" in only
    assert "没有责令本单位整改的事项" in planned.text(f"2025/units/{unit_id(0)}.html")


def test_the_download_has_the_newest_revision_of_each(planned: Built) -> None:
    table = rows(planned, "rectification.csv")
    assert [row["rectification_id"] for row in table] == ["mend-1", "mend-2", "mend-3"]
    assert [row["verified"] for row in table] == ["", "", "2026-04-08"]
    assert table[2]["rectification_record"] == "17/records/rectification/mend-3.json"
    assert "<code>rectification_id</code>" in planned.text("2025/data.html")


def test_a_cycle_without_any_says_so(planned: Built) -> None:
    assert "本年度没有公布整改事项" in planned.text("2026/rectification.html")
