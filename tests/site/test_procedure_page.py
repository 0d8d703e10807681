"""The page about the whole procedure: states reached and open, who signs, durations, spot check, gates, release."""

from __future__ import annotations

import re
import subprocess
from html import unescape
from pathlib import Path

import pytest

from generator.core import messages
from generator.published.sampling import items
from generator.site.procedure_states import STATES
from tests.site.conftest import Built, build_site
from tests.site.synthetic import unit_name
from tests.site.synthetic_plan import DIGITS, FAILED, make_planned
from tests.site.test_pages import Outline, resolve
from tests.site.test_unit_page import context_of

PAGE = "2025/procedure.html"
PAGES = ("procedure.html", "plan.html", "feedback.html", "rectification.html")


def said(html: str) -> str:
    """What a reader of a wide page sees, one blank between elements and words; narrow ones also label each cell."""
    html = re.sub(r'<span class="k-cell">[^<]*</span>', "", html)
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


def state(site: Built, number: int, folder: str = "", cycle: str = "2025") -> str:
    """What the page says about one state."""
    text = site.text(f"{folder}{cycle}/procedure.html")
    found = re.search(rf'<li id="state-{number}".*?</li>', text, re.DOTALL)
    assert found is not None
    return found[0]


def section(site: Built, name: str, path: str = PAGE) -> str:
    """One section of a page."""
    found = re.search(rf'<section aria-labelledby="{name}".*?</section>', site.text(path), re.DOTALL)
    assert found is not None
    return found[0]


def test_all_states_are_there_in_order_with_name_clause_signers_and_statement(planned: Built) -> None:
    numbers = re.findall(r'<li id="state-([0-9]+)"', planned.text(PAGE))
    assert numbers == [str(number) for number in range(23)]
    for found in STATES:
        text = state(planned, found.number)
        assert f"<b>{found.number} {messages.text(found.key, 'zh')}</b>" in text
        assert f"clauses.html#{found.clauses[0].replace('(', '-').replace(')', '')}" in text
        assert "签署：" in text
        assert "../statements/" in text
        assert messages.text(found.key, "en") in state(planned, found.number, "en/")


def test_signers_are_those_of_the_trust_in_force(planned: Built) -> None:
    assert "签署：领导班子 2 人" in said(state(planned, 13))
    assert "signed by 2 of leadership" in said(state(planned, 13, "en/"))


def test_states_say_what_happened_with_their_numbers(planned: Built) -> None:
    assert "各单位获知自己初步意见的总分和等次。" in said(state(planned, 9))
    assert "Each unit was told the total and grade of its own opinion." in said(state(planned, 9, "en/"))
    assert "采纳 3 条，部分采纳 1 条，未采纳 2 条" in said(state(planned, 10))
    assert "3 objections about units: 1 upheld, 0 partly, 2 rejected" in said(state(planned, 16, "en/"))
    assert "41 units told in writing, 1 of them" in said(state(planned, 17, "en/"))
    assert "审议单位结果：应到 7 人，实到 6 人，审议通过。其中 1 人对个别事项回避。" in said(state(planned, 12))
    assert "审议人员结果：应到 7 人，实到 6 人，审议通过。" in said(state(planned, 12))
    assert "决定之后更正了 1 个单位的结果" in said(state(planned, 13))
    assert "3 rectifications: 1 verified, 1 within their time, 1 overdue" in said(state(planned, 20, "en/"))
    assert "由 档案室 保管，保管期限 10 年" in said(state(planned, 22))


def test_restricted_states_say_what_stays_inside_and_by_which_clause(planned: Built) -> None:
    for found in STATES:
        text = state(planned, found.number)
        assert ("不公开：" in said(text)) == found.restricted, found.number
        assert not found.restricted or "clauses.html#P2-5.1" in text


def test_states_that_are_not_reached_are_open(planned: Built) -> None:
    open_cycle = [found.number for found in STATES if "尚未进行" in state(planned, found.number, cycle="2026")]
    assert open_cycle == list(range(2, 23))
    for number in open_cycle:
        assert "statements/" not in state(planned, number, cycle="2026")
    assert "应由监督人员 1 人签署" in state(planned, 21, cycle="2026")
    assert "should be signed by 1 of supervision" in state(planned, 21, "en/", cycle="2026")


def test_what_came_late_says_why(tmp_path: Path, planned: Built) -> None:
    site = build_site(make_planned(tmp_path / "export", "closed", late=True), tmp_path / "out")
    assert "迟于规定的理由 公示栏维修" in said(section(site, "notice"))
    assert "late, with reason Too long; the notice says why." in said(section(site, "durations", f"en/{PAGE}"))
    answer = "The answer came later than the plan allows. The reason: It had to be looked into first"
    assert answer in said(site.text("en/2025/feedback.html"))
    for name in ("procedure", "feedback"):
        assert "/late/" not in planned.text(f"2025/{name}.html").replace("/submissions/1/late/", "")


def test_what_did_not_come_up_before_the_end_is_said_so(tmp_path: Path) -> None:
    export = make_planned(tmp_path / "export", "closed", without=("appeals", "rectification"))
    site = build_site(export, tmp_path / "out")
    assert "本年度没有" in state(site, 18)
    assert "本年度没有" in state(site, 20)
    assert 'k-course__date">尚未进行' not in site.text(PAGE)


@pytest.mark.parametrize("until", ["scheme", "materials", "report", "notice"])
def test_pages_can_be_made_at_every_stage(tmp_path: Path, until: str) -> None:
    site = build_site(make_planned(tmp_path / "export", until), tmp_path / "out")
    for name in PAGES:
        assert f"2025/{name}" in site.files
    assert ('id="review"' in site.text(PAGE)) == (until != "scheme")
    assert ("下一环节是" in site.text("2025/index.html")) == (until != "closed")


def test_pages_nest_and_every_link_leads_somewhere(planned: Built) -> None:
    ids = {path: set(Outline(text).ids) for path, text in planned.pages.items()}
    for path, text in planned.pages.items():
        outline = Outline(text)
        assert outline.levels.count(1) == 1, path
        assert all(later <= earlier + 1 for earlier, later in zip(outline.levels, outline.levels[1:], strict=False)), (
            path
        )
        assert len(outline.ids) == len(set(outline.ids)), path
        assert outline.tables == outline.captions, path
        for link in outline.links:
            target, _, fragment = link.partition("#")
            found = resolve(path, target)
            assert found in planned.files, (path, link)
            assert not fragment or fragment in ids[found], (path, link)


def test_english_pages_hold_no_chinese_but_what_says_that_it_is(planned: Built) -> None:
    for name in PAGES:
        text = re.sub(r'<(span|a)[^>]* lang="zh"[^>]*>.*?</\1>', "", planned.text(f"en/2025/{name}"))
        body = text[text.index("<h1") : text.rindex("</article>")]
        assert not re.search("[\u3400-\u9fff]", body), name


def test_the_sample_can_be_drawn_again_with_the_commands_of_the_page(planned: Built) -> None:
    text = section(planned, "review")
    recipe = re.search(r"<pre[^>]*><code>(.*?)</code></pre>", text, re.DOTALL)
    assert recipe is not None
    made = subprocess.run(
        ["/bin/bash", "-c", unescape(recipe[1])], cwd=planned.folder, capture_output=True, text=True, check=True
    )
    drawn = [line.split(" ")[1] for line in made.stdout.splitlines()]
    shown = re.findall(r'data-kaohe-field="/checked/[0-9]+/item">([^<]+)<', text)
    assert drawn == shown
    assert len(drawn) == 4


def test_the_commands_draw_from_all_items_but_those_that_do_not_exist(planned: Built) -> None:
    text = section(planned, "review")
    recipe = re.search(r"<pre[^>]*><code>(.*?)</code></pre>", text, re.DOTALL)
    assert recipe is not None
    every = unescape(recipe[1]).replace("head -n 4", "cat")
    made = subprocess.run(["/bin/bash", "-c", every], cwd=planned.folder, capture_output=True, text=True, check=True)
    body = context_of(planned).view.cycles[0].acts.one("population")
    assert body is not None
    wanted = items(*([one.text() for one in body.body.get(name).items()] for name in ("strata", "units", "absent")))
    assert sorted(line.split(" ")[1] for line in made.stdout.splitlines()) == wanted
    assert DIGITS in text


def test_spot_check_shows_event_seed_and_results(planned: Built) -> None:
    text = said(section(planned, "review"))
    assert "2026 年 1 月 8 日全国开奖的号码" in text
    assert "共 19 项：4 类数据和评议，5 个单位，其中没有数据的 1 项除外" in text
    assert text.count("无误") == 2
    assert "有误但不影响数字" in text
    assert "重复统计一件" in text


def test_materials_gates_and_release_review_are_tables(planned: Built) -> None:
    materials = said(section(planned, "materials"))
    assert "搬迁办公地点，迟交两日" in materials
    assert "年度工作总结、经费决算" in materials
    gates = section(planned, "gates")
    assert f"units/{FAILED}.html" in gates
    assert f"{unit_name(2)['zh']} 没有通过" in said(gates)
    assert gates.count("未通过，最高评为“良好”") == 1
    release = section(planned, "release", f"en/{PAGE}")
    assert "results of persons withheld" in said(release)
    assert "clauses.html#P2-5.1" in release


def test_notice_says_where_objections_go(planned: Built) -> None:
    text = said(section(planned, "notice", f"en/{PAGE}"))
    assert "Room 108, 1 Example Road" in text
    assert "on 10 February 2026, which does not count, until 23 February 2026" in text
    assert "inside the organ and the public" in text


def test_the_supervisor_names_what_was_not_kept(planned: Built) -> None:
    text = said(section(planned, "supervision"))
    assert "材料收齐 有偏差 一个单位迟交" in text
    assert text.count("有偏差") == 1


def test_a_cycle_without_a_plan_has_none_of_these_pages(site: Built) -> None:
    assert not [path for path in site.files if path.endswith(PAGES) or path.endswith("interpretations.html")]
    assert "procedure.html" not in site.text("2025/index.html")
