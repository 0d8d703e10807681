"""Two languages, one site: the same pages, each leading to its twin, from the same records."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from generator.audit.html_claims import read_page
from generator.core.messages import LANGS
from generator.site import languages
from tests.site.conftest import Built, build_site
from tests.site.synthetic import ROOT, make_export
from tests.site.test_labels import HAN
from tests.site.test_pages import resolve

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta"}
SPOKEN = ("aria-label", "title", "alt", "content")


class Foreign(HTMLParser):
    """What an English page says in Chinese outside elements that say so."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.marked: list[str] = []
        self._open: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        lang = given.get("lang") or (self._open[-1][1] if self._open else "")
        self.found += [value for name in SPOKEN if lang != "zh" and (value := given.get(name)) and HAN.search(value)]
        if tag not in VOID:
            self._open.append((tag, lang))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if HAN.search(data):
            (self.marked if self._open[-1][1] == "zh" else self.found).append(data)


def english(site: Built) -> dict[str, str]:
    return {path: text for path, text in site.pages.items() if path.startswith("en/")}


def test_every_page_is_there_in_both_languages(site: Built) -> None:
    chinese = {path for path in site.pages if not path.startswith("en/")} - {"404.html"}
    assert {path.removeprefix("en/") for path in english(site)} == chinese
    for path in chinese:
        assert languages.twins(path) == languages.twins(f"en/{path}") == {"zh": path, "en": f"en/{path}"}


def test_the_switch_leads_to_the_same_page_at_every_depth(site: Built) -> None:
    depths = set()
    for path, text in site.pages.items():
        lang, inside = languages.split(path)
        other = next(known for known in LANGS if known != lang)
        (link,) = re.findall(r'<p class="k-languages">(.*?)</p>', text)
        href = re.search('href="(.*?)"', link)
        assert href is not None
        assert f'hreflang="{other}" lang="{other}"' in link
        inside = "index.html" if path == "404.html" else inside
        assert resolve(path, href[1]) == f"{languages.folder(other)}{inside}"
        depths.add(path.count("/"))
    assert depths == {0, 1, 2, 3}


def test_pages_say_their_language_and_name_their_twins(site: Built) -> None:
    for path, text in site.pages.items():
        lang, inside = languages.split(path)
        assert f'<html lang="{lang}"' in text, path
        found = {
            name: resolve(path, href)
            for name, href in re.findall(r'<link rel="alternate" hreflang="([a-z-]+)" href="(.*?)">', text)
        }
        wanted = {"zh": inside, "en": f"en/{inside}", "x-default": inside}
        assert found == ({} if path == "404.html" else wanted), path


def test_with_a_site_address_twins_are_named_in_full(tmp_path: Path) -> None:
    export = make_export(tmp_path / "export", 1)
    with (export / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("site_url: https://office.example/kaohe/\n")
    site = build_site(export, tmp_path / "out")
    text = site.text("en/2025/units/unit-0001.html")
    base = "https://office.example/kaohe"
    assert f'<link rel="canonical" href="{base}/en/2025/units/unit-0001.html">' in text
    assert f'hreflang="zh" href="{base}/2025/units/unit-0001.html"' in text
    assert f'<code class="k-path-code">{base}/en/2025/units/unit-0001.html</code>' in text
    assert f"<loc>{base}/en/index.html</loc>" in site.text("sitemap.xml")
    for path, page in site.pages.items():
        assert page.count('rel="canonical"') == (path != "404.html"), path


def test_english_pages_hold_no_chinese_that_does_not_say_so(site: Built) -> None:
    marked = set()
    for path, text in english(site).items():
        seen = Foreign(text)
        assert seen.found == [], path
        marked |= set(seen.marked)
    assert marked == {"中文", "示考〔2026〕3 号", "示考〔2026〕4 号"}


def test_the_example_says_in_english_what_it_says_in_english(tmp_path: Path) -> None:
    for name in ("site_config", "records/ledger"):
        shutil.copytree(ROOT / name, tmp_path / "export" / Path(name).name)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path / "export")
    site = build_site(tmp_path / "export", tmp_path / "out")
    assert len(english(site)) > 20
    for path, text in english(site).items():
        assert Foreign(text).found == [], path


def test_names_and_grades_are_those_of_the_pages_language(site: Built) -> None:
    for folder, name, grade in (("", "行政审批科", "合格"), ("en/", "Permits", "Qualified")):
        lang = folder.strip("/") or "zh"
        page = read_page(site.files[f"{folder}2025/units/unit-0005.html"])
        texts = {(claim.value, claim.text) for claim in page.claims if claim.kind == "field"}
        assert (f"/unit/name/{lang}", name) in texts
        assert ("qualified", grade) in {(claim.value, claim.text) for claim in page.claims if claim.kind == "grade"}


def test_both_languages_mark_the_same_figures(site: Built) -> None:
    def figures(path: str) -> list[tuple[str, str, str]]:
        claims = read_page(site.files[path]).claims
        return [
            (claim.record, claim.value, claim.text)
            for claim in claims
            if claim.kind == "field" and not claim.value.endswith(("/zh", "/en"))
        ]

    for path in site.pages:
        if not path.startswith("en/") and path != "404.html":
            # Sentences about the procedure put their counts in the order of their language.
            in_order = sorted if path.endswith("/index.html") else list
            assert in_order(figures(path)) == in_order(figures(f"en/{path}")), path


def test_every_page_keeps_to_the_grammar_that_verification_reads(site: Built) -> None:
    for path in site.pages:
        assert read_page(site.files[path]).broken is None, path


def test_dates_stand_as_each_language_writes_them(site: Built) -> None:
    assert "2025 年 1 月 10 日" in site.text("2025/scheme.html")
    assert "10 January 2025" in site.text("en/2025/scheme.html")
    for folder in ("", "en/"):
        assert '<time datetime="2026-03-20">2026-03-20</time>' in site.text(f"{folder}statements/5.html")


def test_the_page_for_wrong_addresses_speaks_both_languages(site: Built) -> None:
    text = site.text("404.html")
    assert '<h1 id="content">没有这个页面</h1>' in text
    assert '<section lang="en" aria-labelledby="not-found-en">' in text
    assert "No such page" in text
    assert 'href="/en/index.html"' in text


@pytest.mark.parametrize("name", ["index", "about", "disclosure"])
def test_narrative_pages_have_the_same_parts(name: str) -> None:
    pages = ROOT / "site_config" / "pages"
    levels = [
        [line.split(" ")[0] for line in (folder / f"{name}.md").read_text("utf-8").splitlines() if line[:1] == "#"]
        for folder in (pages, pages / "en")
    ]
    assert levels[0] == levels[1]
