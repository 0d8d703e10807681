"""A corrected result is seen wherever the result is: tables, the unit's own page, downloads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.audit.check_pages import check_pages
from generator.audit.evidence import Evidence
from generator.audit.html_claims import read_page
from generator.audit.site_files import read_site
from generator.core.canonical import sha256_hex
from tests.site.conftest import Built, build_site
from tests.site.synthetic import unit_id
from tests.site.synthetic_plan import CORRECTED, make_planned
from tests.site.test_downloads import rows
from tests.site.test_procedure_page import said

PAGE = f"2025/units/{CORRECTED}.html"
RECORD = f"11/records/unit-correction/{CORRECTED}.json"


def box(site: Built, path: str = PAGE) -> str:
    """What the unit's page says about the correction."""
    found = re.search(r'<section class="k-correction".*?</section>', site.text(path), re.DOTALL)
    assert found is not None
    return found[0]


def test_the_page_shows_what_holds_first(planned: Built) -> None:
    claims = [claim for claim in read_page(planned.files[PAGE]).claims if claim.value != "/unit/name/zh"]
    assert [(claim.record, claim.value, claim.text) for claim in claims[:2]] == [
        (RECORD, "/result/total/shown", "71.25"),
        (RECORD, "unqualified", "不合格"),
    ]


def test_the_box_says_before_after_why_and_who(planned: Built) -> None:
    text = said(box(planned))
    assert "本结果已于 2026 年 2 月 20 日更正 原因：异议成立。 两批办件重复计入" in text
    assert re.search(r"总分 [0-9.]+ 71\.25 ", text)
    assert re.search("等次 (优秀|良好|合格) 不合格 ", text)
    assert "98.5 81" in text
    assert "方案建议“合格”，决定为“不合格”。理由： 年内另有重大失误。" in text
    assert "录入 考核办公室：demo-office-1 批准 领导班子：demo-leader-1、demo-leader-2 声明的签署 " in text
    english = said(box(planned, f"en/{PAGE}"))
    assert "This result was corrected on 20 February 2026" in english
    assert "Entered by assessment office: demo-office-1 Approved by leadership: demo-leader-1, demo-leader-2" in english
    assert "Statement signed by leadership: " in english


def test_only_the_corrected_indicator_is_marked_below(planned: Built) -> None:
    text = planned.text(PAGE)
    composition = re.search('<section aria-labelledby="composition">.*?</section>', text, re.DOTALL)
    assert composition is not None
    assert composition[0].count('class="k-differs" href="#correction"') == 1
    assert text.count("本项数据已经更正") == 1
    assert "总分（更正前）" in text


def test_the_scale_stands_where_the_corrected_total_is(planned: Built) -> None:
    text = planned.text(PAGE)
    here = re.search(r'k-grades__here"><span class="k-grades__name">([^<]+)', text)
    assert here is not None
    assert here[1] == "合格"


@pytest.mark.parametrize("path", ["index.html", "2025/index.html", "en/index.html", "en/2025/index.html"])
def test_tables_show_the_corrected_grade_with_a_mark_and_a_link(planned: Built, path: str) -> None:
    row = re.search(rf"<tr[^>]*>(?:(?!</tr>).)*units/{CORRECTED}\.html.*?</tr>", planned.text(path))
    assert row is not None
    assert f'data-kaohe-record="{RECORD}" data-kaohe-field="/result/total/shown">71.25<' in row[0]
    assert 'data-kaohe-grade="unqualified"' in row[0]
    assert f'units/{CORRECTED}.html#correction"' in row[0]
    assert planned.text(path).count("#correction") == 1


def test_grades_are_counted_as_corrected(planned: Built) -> None:
    counts = re.search(r'<table class="k-table k-table--counts">.*?</table>', planned.text("2025/index.html"))
    assert counts is not None
    assert said(counts[0]).endswith("不合格 1")


def test_a_unit_without_a_correction_has_no_box(planned: Built) -> None:
    assert "k-correction" not in planned.text(f"2025/units/{unit_id(1)}.html")


def test_the_table_of_results_has_the_correction(planned: Built) -> None:
    table = rows(planned, "results.csv")
    first, second = table[0], table[1]
    assert (first["corrected_total"], first["corrected_grade"], first["corrected_grade_name"]) == (
        "71.25",
        "unqualified",
        "不合格",
    )
    assert first["correction_record"] == RECORD
    assert first["decided_grade"] != "unqualified"
    assert second["corrected_total"] == second["correction_record"] == ""


def test_the_table_of_indicators_has_the_corrected_figure(planned: Built) -> None:
    table = rows(planned, "indicators.csv")
    found = [(row["unit_id"], row["corrected_numerator"]) for row in table if row["corrected_denominator"]]
    assert found == [(CORRECTED, "81")]


def test_the_tables_of_a_cycle_without_a_plan_are_as_they_were(site: Built) -> None:
    assert "corrected_total" not in rows(site, "results.csv")[0]
    assert "corrected_numerator" not in rows(site, "indicators.csv")[0]
    assert "data/2025/rectification.csv" not in site.files
    assert b'"correction"' not in site.files["data/2025/results.json"]


@pytest.mark.parametrize("gone", ["unit-result", "unit-decision"])
def test_the_corrected_grade_stays_where_an_earlier_record_was_withdrawn(tmp_path: Path, gone: str) -> None:
    record = f"{8 if gone == 'unit-result' else 9}/records/{gone}/{CORRECTED}.json"
    site = build_site(make_planned(tmp_path / "export", "mended", withdrawn=[record]), tmp_path / "out")
    assert f'data-kaohe-record="{RECORD}"><span class="k-seal__label">' in site.text(PAGE)
    assert f'data-kaohe-record="{RECORD}"><span class="k-grade" data-kaohe-grade="unqualified">' in site.text(
        "2025/index.html"
    )
    evidence = Evidence(read_site(site.folder), sha256_hex(site.files["ledger/statements/0/statement.json"]))
    assert check_pages(evidence).problems == ()
