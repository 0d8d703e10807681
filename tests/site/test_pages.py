"""What pages show: values with their marks, words for missing and withheld ones, valid and safe HTML."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from generator.audit.html_claims import read_page
from generator.core.canonical import sha256_hex
from tests.site.conftest import Built, build_site
from tests.site.synthetic import make_export

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta"}
HOSTILE = "<script>alert(1)</script>\"'{{ 7*7 }}{% raw %}&amp;"


class Outline(HTMLParser):
    """Collects headings, links, ids and attributes; complains about elements that do not nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.attributes: set[str] = set()
        self.tags: set[str] = set()
        self.tables = self.captions = 0
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open, self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        given = dict(attrs)
        self.links += [value for name in ("href", "src") if (value := given.get(name)) is not None]
        if (found := given.get("id")) is not None:
            self.ids.append(found)
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        self.tables += tag == "table" and "class" in given
        self.captions += tag == "caption"
        if tag == "th" and "k-table" in "".join(self._open):
            assert "scope" in given
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        if tag == "p" and self._open[-1] != "p":
            return
        assert self._open and self._open.pop() == tag, tag


def record(site: Built, index: int, path: str) -> dict[str, Any]:
    body = json.loads(site.files[f"ledger/statements/{index}/{path}"])["body"]
    assert isinstance(body, dict)
    return body


def test_every_shown_value_is_marked_and_true(site: Built) -> None:
    page = read_page(site.files["2025/units/unit-0001.html"])
    body = record(site, 2, "records/unit-result/unit-0001.json")
    claims = {
        claim.value: claim.text for claim in page.claims if claim.record.startswith("2/") and claim.kind == "field"
    }
    assert claims["/total/shown"] == body["total"]["shown"]
    assert claims["/unit/name/zh"] == body["unit"]["name"]["zh"]
    assert len([pointer for pointer in claims if pointer.startswith("/indicators/")]) == 11
    for pointer, text in claims.items():
        value: Any = body
        for part in pointer.strip("/").split("/"):
            value = value[int(part)] if isinstance(value, list) else value[part]
        assert text == value
    decision = record(site, 3, "records/unit-decision/unit-0001.json")
    assert ("3/records/unit-decision/unit-0001.json", decision["grade"]) in {
        (claim.record, claim.value) for claim in page.claims if claim.kind == "grade"
    }


def test_cycle_page_has_a_row_for_every_unit(site: Built) -> None:
    claims = read_page(site.files["2025/index.html"]).claims
    totals = {claim.record for claim in claims if claim.value == "/total/shown"}
    assert len(totals) == 11
    assert len({claim.record for claim in claims if claim.kind == "grade"}) == 12


def test_withheld_values_are_named_with_reason_and_never_shown(site: Built) -> None:
    text = site.text("2025/units/unit-0004.html")
    assert "评价人数少于方案规定的下限" in text
    assert "公开后可以倒推出另一项不公开的内容" in text
    body = record(site, 2, "records/unit-result/unit-0004.json")
    assert body["indicators"][3]["shown"] is None
    commitments = json.loads(site.files["ledger/statements/2/records/unit-result/unit-0004.json"])["commitments"]
    assert commitments[0] in text


def test_missing_value_shows_policy_and_reason(site: Built) -> None:
    text = site.text("2025/units/unit-0008.html")
    assert "按其他被考核对象本项得分的平均数计分" in text
    assert "本科室年内没有此类事项" in text


def test_incomplete_unit_has_no_total_and_says_so(site: Built) -> None:
    text = site.text("2025/units/unit-0012.html")
    assert "未完成不等于零分" in text
    assert "未计总分" in text
    assert 'data-kaohe-field="/total/shown"' not in text


def test_decision_that_departs_shows_reason_and_clause(site: Built) -> None:
    text = site.text("2025/units/unit-0005.html")
    assert "年内发生一起影响较大的服务投诉" in text
    assert "clauses.html#P1-A18" in text


def test_every_page_says_that_it_is_a_demonstration(site: Built) -> None:
    for path, data in site.files.items():
        if path.endswith(".html"):
            assert read_page(data).demo, path


def test_pages_nest_and_have_headings_in_order(site: Built) -> None:
    for path, text in site.pages.items():
        outline = Outline(text)
        assert outline.levels[0] == 1, path
        assert outline.levels.count(1) == 1, path
        assert all(later <= earlier + 1 for earlier, later in zip(outline.levels, outline.levels[1:], strict=False)), (
            path
        )
        assert len(outline.ids) == len(set(outline.ids)), path
        assert outline.tables == outline.captions, path


def test_pages_have_no_style_attribute_no_script_nothing_foreign(site: Built) -> None:
    for path, text in site.pages.items():
        outline = Outline(text)
        assert "style" not in outline.attributes, path
        assert not any(name.startswith("on") for name in outline.attributes), path
        assert outline.tags.isdisjoint({"script", "style", "iframe", "form", "object", "embed"}), path
        assert not any(re.match(r"[a-z+]+:|//", link) for link in outline.links), path
    for path, data in site.files.items():
        if path.endswith(".css"):
            assert not re.search(rb"@import|url\(\s*[\"']?(?!data:|[\"']?data:)", data), path


def test_every_link_leads_somewhere(site: Built) -> None:
    ids = {path: set(Outline(text).ids) for path, text in site.pages.items()}
    for path, text in site.pages.items():
        for link in Outline(text).links:
            target, _, fragment = link.partition("#")
            found = resolve(path, target)
            assert found in site.files, (path, link)
            if fragment:
                assert fragment in ids[found], (path, link)


def resolve(page: str, link: str) -> str:
    if not link:
        return page
    if link.startswith("/"):
        return link.removeprefix("/")
    parts: list[str] = list(PurePosixPath(page).parent.parts)
    for part in PurePosixPath(link).parts:
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def test_html_in_names_stays_text(tmp_path: Path) -> None:
    site = build_site(make_export(tmp_path / "export", 3, {1: HOSTILE}), tmp_path / "out")
    page = read_page(site.files["2025/units/unit-0002.html"])
    assert {claim.text for claim in page.claims if claim.value == "/unit/name/zh"} == {HOSTILE}
    for path, text in site.pages.items():
        assert "<script" not in text, path
        assert "49" not in re.findall(r"\{\{.*?\}\}", text), path
        Outline(text)
    title = re.search("<title>(.*?)</title>", site.text("2025/units/unit-0002.html"))
    assert title is not None
    assert title[1].startswith("&lt;script&gt;")


@pytest.mark.parametrize("until", ["trust", "scheme", "report"])
def test_a_ledger_in_the_middle_of_a_cycle_builds(tmp_path: Path, until: str) -> None:
    site = build_site(make_export(tmp_path / "export", 3, until=until), tmp_path / "out")
    assert ("2025/scheme.html" in site.files) == (until != "trust")
    assert ("2025/units/unit-0001.html" in site.files) == (until == "report")
    if until == "report":
        assert "尚未经领导班子审议决定" in site.text("2025/units/unit-0001.html")
    if until == "scheme":
        assert "结果尚未公布" in site.text("2025/index.html")


def test_the_ledger_is_served_unchanged(site: Built) -> None:
    for file in sorted((site.export / "ledger").rglob("*")):
        if file.is_file():
            path = f"ledger/{file.relative_to(site.export / 'ledger').as_posix()}"
            assert sha256_hex(site.files[path]) == sha256_hex(file.read_bytes())
