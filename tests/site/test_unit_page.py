"""What the page of a unit says where figures alone would mislead: bounds of grades, withheld steps, whom to ask."""

from __future__ import annotations

import dataclasses
import re
from fractions import Fraction

import pytest
from markupsafe import Markup

from generator.core.messages import Lang
from generator.ledger.statements import read_statements
from generator.site import objections
from generator.site.arrangement import arrange
from generator.site.context import Context
from generator.site.labels import Labels
from generator.site.ledger_view import Cycle
from generator.site.model import Points, UnitResult
from generator.site.unit_page import boundary
from tests.site.conftest import Built

UNIT = "2025/units/unit-0001.html"
WITHHELD = "2025/units/unit-0004.html"


def context_of(site: Built, lang: Lang = "en") -> Context:
    view = arrange(read_statements(site.export / "ledger"))
    return Context(view, lang, {known: Labels(known) for known in ("zh", "en")}, "")


def first(context: Context) -> tuple[Cycle, UnitResult]:
    cycle = context.view.cycles[0]
    result = cycle.units[0].result
    assert result is not None
    return cycle, result


def scored(result: UnitResult, shown: str | None, exact: Fraction | None, grade: str | None) -> UnitResult:
    return dataclasses.replace(result, total=Points(exact, shown, Fraction(100)), grade=grade)


def bounds(cycle: Cycle) -> tuple[str, str, str]:
    """The best grade, the one below it, and where the best begins, as a page shows it."""
    best, second = cycle.scheme.grades[:2]
    assert best.at_least is not None
    return best.id, second.id, f"{float(best.at_least):.2f}"


def test_a_rounded_total_that_looks_like_another_grade_is_explained(site: Built) -> None:
    context = context_of(site)
    cycle, result = first(context)
    _, second, shown = bounds(cycle)
    names = [context.label.of(grade.name) for grade in cycle.scheme.grades[:2]]
    just_below = Fraction(shown) - Fraction(1, 300)
    said = boundary(context, cycle, scored(result, shown, just_below, second))
    assert f"is {names[1]}, although the rounded {shown} looks like {names[0]}" in said
    assert str(just_below.numerator) in said


def test_where_the_exact_total_is_withheld_the_sentence_does_not_give_it_away(site: Built) -> None:
    context = context_of(site)
    cycle, result = first(context)
    _, second, shown = bounds(cycle)
    said = boundary(context, cycle, scored(result, shown, None, second))
    assert f"although the rounded {shown} looks like" in said
    assert "exact total is withheld" in said
    assert set(re.findall(r"[0-9]+(?:\.[0-9]+)?", said)) == {shown}


@pytest.mark.parametrize("shown", [True, False])
def test_no_sentence_where_total_and_grade_agree_or_one_is_missing(site: Built, shown: bool) -> None:
    context = context_of(site)
    cycle, result = first(context)
    best, second, bound = bounds(cycle)
    assert boundary(context, cycle, scored(result, bound if shown else None, None, best)) == ""
    assert boundary(context, cycle, scored(result, bound, None, None)) == ""
    assert bool(boundary(context, cycle, scored(result, bound if shown else None, None, second))) == shown


def test_a_withheld_computation_is_said_with_its_reason_and_who_can_check(site: Built) -> None:
    text = site.text(WITHHELD)
    box = re.search(r'<p class="k-note">(本项的[^<]*)<a href="#withheld">', text)
    assert box is not None
    assert "计算过程没有公开。原因：评价人数少于方案规定的下限。持有开封材料的审计人员可以逐步重算" in box[1]
    assert "列出的每一步都可以用纸笔重算" in text
    assert "以下每一步" not in text


def test_only_pages_that_show_every_step_say_so(site: Built) -> None:
    for path, text in site.pages.items():
        if re.fullmatch(r"2025/units/.*", path):
            assert ("以下每一步都可以用纸笔重算" in text) != ('<a href="#withheld">依据和承诺值' in text), path


def test_the_scale_names_its_ticks_and_the_legend_begins_with_the_best(site: Built) -> None:
    text = site.text(UNIT)
    ticks = re.findall(r'k-tens-([0-9]+) k-ones-([0-9])">([0-9.]+)<', text)
    lines = re.findall(r'<line class="k-scale__tick" x1="([0-9.]+)"', text)
    assert [float(x) / 10 for x in lines] == sorted(int(f"{tens}{ones}") for tens, ones, _ in ticks[1:-1])[::-1]
    assert ticks[0] == ("0", "0", "0")
    assert ticks[-1] == ("10", "0", "100")
    names = re.findall(r'k-grades__name">([^<]+)<', text)
    cycle = context_of(site).view.cycles[0]
    assert names == [grade.name["zh"] for grade in cycle.scheme.grades]
    assert "未达到以上" not in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_whom_to_ask_is_one_link_away_from_everywhere(site: Built, lang: Lang) -> None:
    folder = "" if lang == "zh" else "en/"
    context = context_of(site, lang)
    organ = context.view.cycles[0].organ
    for path in ("index.html", "2025/index.html", UNIT):
        text = site.text(folder + path)
        assert context.label.of(organ.contact_office) in text, path
        assert context.label.of(organ.contact_hours) in text, path
        assert "clauses.html#P2-4.3" in text, path
        assert "clauses.html#P1-A23" in text, path
    assert f'id="{objections.ANCHOR}"' in site.text(f"{folder}index.html")
    assert '<li><a href="#contact">' in site.text(folder + UNIT)
    for path, text in site.pages.items():
        if path.startswith("en/") == (lang == "en") and path != "404.html":
            assert re.search(rf'<li><a href="(?:\.\./)*(?:index\.html)?#{objections.ANCHOR}">', text), path


def test_a_recusal_is_explained(site: Built) -> None:
    text = " ".join(Markup(site.text("en/2025/index.html")).striptags().split())
    assert "6 of 7 members present; passed. The record says whether it passed" in text
    assert "1 more recused: a member with an interest in a matter" in text


def test_articles_of_local_rules_are_said_in_the_language_of_the_page(site: Built) -> None:
    assert re.search(r'class="k-cite" href="[^"]*#basis-[^"]*">[^<]*, Article [0-9]+</a>', site.text(f"en/{UNIT}"))
    assert re.search(r'class="k-cite" href="[^"]*#basis-[^"]*">[^<]*，第 [0-9]+ 条</a>', site.text(UNIT))
    cites = re.findall(r'<a class="k-cite"[^>]*>.*?</a>', site.text(f"en/{UNIT}"))
    assert cites
    assert not re.search("[\u3400-\u9fff]", "".join(cites))
