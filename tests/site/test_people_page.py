"""Leaders and staff: what is said about how they are assessed, and that nothing is said about any of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from generator.audit.html_claims import read_page
from generator.core.errors import FindingsError
from tests.site import synthetic, synthetic_people
from tests.site.conftest import Built, build_site
from tests.site.synthetic import make_export

PAGES = ("2025/people.html", "en/2025/people.html")


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("path", PAGES)
def test_public_numbers_are_marked_and_true(site: Built, path: str) -> None:
    claims = {(claim.record, claim.value): claim.text for claim in read_page(site.files[path]).claims}
    report, decision = "2/records/people/2025.json", "3/records/people/2025.json"
    assert claims[report, "/public/people/1/number"] == "40"
    assert claims[decision, "/public/grades/1/cells/0/number"] == "8"
    assert claims[decision, "/public/quotas/1/at_most"] == "8"
    for index in (2, 3, 4, 5):
        assert claims[f"{index}/records/people/2025.json", "/size"] == "24"


@pytest.mark.parametrize(("path", "words"), [(PAGES[0], "不公布"), (PAGES[1], "not shown")])
def test_what_is_not_shown_is_said_and_not_marked(site: Built, path: str, words: str) -> None:
    text = site.text(path)
    hidden = ("/public/people/0/number", "/public/grades/1/cells/3/number", "/public/quotas/0/at_most")
    assert not any(f'data-kaohe-field="{pointer}"' in text for pointer in hidden)
    assert text.count(f'<span class="k-none">{words}</span>') == 3
    assert {"zh": "等次分布不公布", "en": "Grades are not shown"}["en" if path.startswith("en") else "zh"] in text


def test_every_part_of_the_scheme_is_said_in_words(site: Built) -> None:
    text = text_of(site.text("en/2025/people.html"))
    for sentence in (
        "for more than 50% of the year&#39;s days",
        "at most Qualified",
        "the grade is deferred",
        "not assessed this year",
        "no points for Indicator 1 of work, Indicator 2 of work",
        "At most 25% of those who count get Excellent.",
        "Groups of fewer than 5 are counted together.",
        "share of good for Indicator 1 of conduct",
        "points of the quantitative part",
        "2 points added for each (case)",
        "Additions sum to at most 4 points, deductions to at most 10; the total is at most 100.",
        "Where the unit has no grade nothing changes.",
        "assessed elsewhere",
        "colleagues, superiors",
        "Of people by grade no number below 5 is shown.",
        "Where there are fewer than 10 people of a kind",
        "Where fewer than 2/3 of the issued ballots came back",
    ):
        assert sentence in text, sentence


def test_what_differs_by_kind_is_named_and_what_does_not_is_said_once(site: Built) -> None:
    text = site.text("en/2025/people.html")
    weights = re.search(r'<a href="#indicator-work\.5">.*?</tr>', text)
    assert weights is not None
    assert text_of(weights[0]).split()[:6] == ["Indicator", "6", "of", "work", "—", "45"]
    assert text.count('<span class="k-kind">Leaders</span>') > 0
    assert "Staff only" in text
    assert text.count("leak of work secrets") == 1
    assert text.count("long sick leave") == 2


def test_corrections_say_why_and_nothing_else(site: Built) -> None:
    text = text_of(site.text("en/2025/people.html"))
    assert "an error in the data" in text
    assert "an objection that was upheld" in text
    assert "an error in counting ballots" not in text


def test_no_commitment_and_no_persons_number_stands_on_a_page(site: Built) -> None:
    for index in (2, 3, 4, 5, 7):
        (path,) = [path for path in site.files if path.startswith(f"ledger/statements/{index}/records/people/")]
        commitments = json.loads(site.files[path])["commitments"]
        assert len(commitments) == synthetic_people.SIZE
        for page, text in site.pages.items():
            assert not any(digest in text for digest in commitments), page
    for page, text in site.pages.items():
        assert not re.search(r"\bp[0-9]{3,6}\b", text), page


def test_the_cycle_leads_to_it_and_statements_have_their_names(site: Built) -> None:
    assert 'href="people.html"' in site.text("2025/index.html")
    assert "更正个人结果" in site.text("2025/index.html")
    assert "决定人员考核等次" in site.text("2025/index.html")
    assert "第 4 号声明：结果更正" in site.text("statements/4.html")
    assert "Statement 7: Goals" in site.text("en/statements/7.html")
    assert 'href="../2025/people.html"' in site.text("statements/4.html")


def test_an_open_cycle_has_a_page_of_its_own(site: Built) -> None:
    text = site.text("2026/index.html")
    assert "个人目标已经确定，尚未开始评分" in text
    assert "确定个人目标" in text
    assert "2026/data.html" not in site.files
    assert "本年度还没有公布人员考核的数字" in site.text("2026/people.html")


def test_home_shows_results_and_the_cycle_under_way(site: Built) -> None:
    for path, results, state in (
        ("index.html", "2025 年度考核结果", "2026 年度考核正在进行"),
        ("en/index.html", "Results of 2025", "The assessment of 2026 is under way"),
    ):
        text = site.text(path)
        assert text.index(results) < text.index(state)
        assert '<time datetime="2026-03-27">2026-03-27</time>' in text
        assert 'href="2025/units/unit-0001.html"' in text
        assert 'href="2026/people.html"' in text


@pytest.mark.parametrize(
    ("until", "state"),
    [("scheme", "尚未开始评分"), ("report", "尚未经领导班子审议决定"), ("decision", "监督检查之后办结")],
)
def test_state_of_a_cycle_under_way(tmp_path: Path, until: str, state: str) -> None:
    site = build_site(make_export(tmp_path / "export", 1, until=until), tmp_path / "out")
    assert state in site.text("2025/index.html")
    home = site.text("index.html")
    assert ("正在进行" in home) == (until == "scheme")


def without_people(ledger: Path) -> None:
    class Units(synthetic._Maker):
        def add(self, kind: str, cycle: str, bodies: Any) -> None:
            kept = [item for item in bodies if not item[0].startswith("people") and not item[1].startswith("people")]
            if kept:
                super().add(kind, cycle, kept)

    original = synthetic._Maker
    synthetic._Maker = Units  # type: ignore[misc]
    try:
        synthetic.make_ledger(ledger, 1, until="decision")
    finally:
        synthetic._Maker = original  # type: ignore[misc]


def test_a_cycle_without_people_has_no_such_page(tmp_path: Path) -> None:
    export = make_export(tmp_path / "export", 1, until="trust")
    for path in sorted((export / "ledger").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    without_people(export / "ledger")
    site = build_site(export, tmp_path / "out")
    assert "2025/people.html" not in site.files
    assert "people.html" not in site.text("2025/index.html")


@pytest.mark.parametrize(
    "public",
    [
        {"grades": []},
        {"people": [{"kind": "leader", "number": "4"}]},
        {"people": [{"kind": "visitor", "number": 4}]},
        {"people": [], "names": []},
    ],
)
def test_a_block_that_says_more_or_less_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, public: dict[str, Any]
) -> None:
    monkeypatch.setattr(synthetic_people, "REPORTED", public)
    with pytest.raises(FindingsError, match="C110"):
        build_site(make_export(tmp_path / "export", 1), tmp_path / "out")
