"""What the engine made of a page is held against a closed list; everything that gets round a pattern is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.core.errors import FindingsError
from generator.core.messages import catalogue
from generator.site.build import build
from generator.site.strict_html import ARTICLE_CLASS, SUMMARY_ID, page_problem
from tests.site.synthetic import make_export

HEAD = '<!doctype html>\n<html lang="zh"><head><meta charset="utf-8"><title>x</title></head><body><div>'


def page(article: str, head: str = HEAD) -> str:
    return f'{head}<article class="{ARTICLE_CLASS}">\n{article}\n</article></div></body></html>\n'


def code(article: str, path: str = "about.html") -> str | None:
    problem = page_problem(path, page(article))
    return problem.code if problem else None


ALLOWED = [
    "",
    '<h1 id="_1">标题</h1>\n<p>a &gt; b &amp; c > d<br />e</p>',
    '<p class="k-lead"><strong>a</strong> <em>b</em> <code>c</code></p><hr />',
    '<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul><ol start="3"><li><p>a</p></li></ol>',
    "<dl><dt>a</dt><dd><p>b</p></dd></dl><blockquote><p>a</p></blockquote><pre><code>a</code></pre>",
    '<table><thead><tr><th style="text-align: right;">a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>',
    '<div class="admonition note"><p class="admonition-title">a</p><p>b</p></div>',
    '<p><sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup></p><div class="footnote"><hr /></div>',
    '<p><a href="2025/index.html#contact" title="x">a</a> <a href="https://a.example/?a=1&amp;b=2">b</a></p>',
    '<p><a href="&#109;&#97;&#105;&#108;&#116;&#111;&#58;a&#64;b.example">c</a></p>',
    '<p><img alt="图" src="../assets/plan.png" width="30" title="t" /> <abbr title="x">a</abbr></p>',
]


@pytest.mark.parametrize("article", ALLOWED)
def test_what_markdown_makes_is_allowed(article: str) -> None:
    assert code(article) is None


REFUSED = [
    # Run something.
    ("<script>alert(1)</script>", "B163"),
    ("<img/src=x/onerror=alert(1)>", "B163"),
    ('<strong title=">" onclick="alert(1)">x</strong>', "B163"),
    ('<p onclick="x()">a</p>', "B163"),
    ('<a href="javascript:alert(1)">x</a>', "B162"),
    ('<a href="java&#115;cript:alert(1)">x</a>', "B162"),
    ('<a href="java\tscript:alert(1)">x</a>', "B162"),
    ('<a href=" javascript:alert(1)">x</a>', "B162"),
    ('<a href="java&Tab;script:alert(1)">x</a>', "B162"),
    ('<a href="data:text/html,x">x</a>', "B162"),
    ('<math href="javascript:alert(1)">x</math>', "B163"),
    ('<svg><use xlink:href="https://a.example/a#b"/></svg>', "B163"),
    ('<svg><image href="data:image/svg+xml;base64,AAAA"/></svg>', "B163"),
    # Fetch something or lead away.
    ('<p><img src="https://a.example/x.png" /></p>', "B162"),
    ('<p><img src="&#104;ttps://a.example/x.png" /></p>', "B162"),
    ('<p><img src="\thttps://a.example/x.png" /></p>', "B162"),
    ('<p><img src="\\\\a.example/x.png" /></p>', "B162"),
    ('<p><img src="//a.example/x.png" /></p>', "B162"),
    ('<p><img src="assets/x.svg" /></p>', "B162"),
    ('<p><img alt=">" src="https://a.example/x.png" /></p>', "B163"),
    ('<p><img src="assets/x.png" srcset="https://a.example/x.png" /></p>', "B163"),
    ('<p><a href="//a.example/">x</a></p>', "B162"),
    ('<p><a href="/\\a.example/">x</a></p>', "B162"),
    ('<meta http-equiv="refresh" content="0;url=https://a.example">', "B163"),
    ('<link rel="stylesheet" href="assets/x.css">', "B163"),
    ("<base href=x>", "B163"),
    ('<base href="https://a.example/">', "B163"),
    ('<button formaction="https://a.example">x</button>', "B163"),
    ("<form><input></form>", "B163"),
    ('<iframe src="index.html"></iframe>', "B163"),
    # Hide, cover or imitate something.
    ("<style>.k-page{display:none}</style>", "B163"),
    ('<div style="position:fixed;inset:0">9</div>', "B163"),
    ('<p style="text-align: right;">9</p>', "B163"),
    ('<p class="md-overlay">9</p>', "B163"),
    ('<p class="admonition note k-demo">9</p>', "B163"),
    ('<p data-kaohe-field="/total/shown">99</p>', "B163"),
    ('<p id="kaohe-x">99</p>', "B163"),
    ("<p hidden>9</p>", "B163"),
    ("<!-- note -->", "B163"),
    ("<![CDATA[x]]>", "B163"),
    ("<?php x ?>", "B163"),
    ("<!doctype html>", "B163"),
    # Notations that are read in more than one way.
    ("<P>x</P>", "B163"),
    ("<p id=x>x</p>", "B163"),
    ("<p id='x'>x</p>", "B163"),
    ('<p id="x"class="k-lead">x</p>', "B163"),
    ('<p id="x" id="y">x</p>', "B163"),
    ("<p>x", "B163"),
    ("x</p>", "B163"),
    ("<p><em>x</p></em>", "B163"),
    ("<p/>", "B163"),
    ('</p id="x">', "B163"),
    ("</article></div><p>x</p><div>", "B163"),
    (f'</article><article class="{ARTICLE_CLASS}">', "B163"),
    ("<p><table></table></p>", "B163"),
    ("<table>x<tbody></tbody></table>", "B163"),
    ("<table><p>x</p></table>", "B163"),
    ("<li>x</li>", "B163"),
    ('<p><a href="x"><em><a href="y">x</a></em></a></p>', "B163"),
    ("a < b", "B163"),
    ("<p>\0</p>", "B163"),
    (f'<div class="toc"><div id="{SUMMARY_ID}"></div></div>', "B163"),
]


@pytest.mark.parametrize(("article", "expected"), REFUSED)
def test_everything_else_is_refused(article: str, expected: str) -> None:
    assert code(article) == expected


def test_the_place_of_the_summary_is_at_the_top_of_the_article() -> None:
    assert code(f'<p>x</p><div id="{SUMMARY_ID}"></div>') is None


@pytest.mark.parametrize(
    "head",
    [
        HEAD.replace("<!doctype html>", ""),
        HEAD.replace("<title>", "<script></script><title>"),
        HEAD.replace("<title>", '<meta http-equiv="refresh" content="0"><title>'),
        HEAD.replace("<title>", '<link rel="stylesheet" href="https://a.example/x.css"><title>'),
        HEAD.replace("<title>", '<link rel="stylesheet" href="//a.example/x.css"><title>'),
        HEAD.replace("<body>", '<body onload="x()">'),
        HEAD.replace("<div>", '<div style="x">'),
    ],
)
def test_what_stands_around_the_article_is_checked_too(head: str) -> None:
    assert page_problem("about.html", page("<p>x</p>", head)) is not None


def test_the_pages_own_full_address_may_be_said() -> None:
    head = HEAD.replace("<title>", '<link rel="canonical" href="https://a.example/about.html"><title>')
    assert page_problem("about.html", page("", head)) is None


def test_a_problem_names_the_source_and_its_line() -> None:
    source = "# x\n\ntext <u>y</u>\n"
    problem = page_problem("about.html", page("<p>text <u>y</u></p>"), source)
    assert problem is not None
    assert (problem.place.path, problem.place.line, problem.place.col) == ("site_config/pages/about.md", 3, 6)
    assert problem.params == {"what": "<u>"}
    assert problem.code in catalogue()


@pytest.mark.parametrize(
    ("article", "shown"),
    [
        ('<p onclick="秘密" id="秘密">a</p>', "<p onclick id>"),
        ("<!-- 秘密 -->", "<!--"),
        ("<img/src=秘密>", "<img"),
        ('<p><a href="//秘密">a</a></p>', "<a href>"),
        ("<table>秘密</table>", "…"),
        ("<p>秘密</em>", "</em>"),
    ],
)
def test_only_names_are_said(article: str, shown: str) -> None:
    problem = page_problem("about.html", page(article))
    assert problem is not None
    assert problem.params == {"what": shown}


EVERYTHING = """# 关于

导语 {title="x"}
{ .k-lead }

[TOC]

## 一

段

    code <b>

词
: 释义

!!! warning "注意"
    内容

| 甲 | 乙 |
| :-- | --: |
| 1 | a < b & c |

3. 三

    > 引用

脚注[^1] HTML <https://a.example/?a=1&b=2> <a@b.example> [首页](index.html "标题") ![图](assets/dot.png){ width=3 }

*[HTML]: 超文本

[^1]: 说明

<div markdown="1">
*内*
</div>
"""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6360000000020001"
    "48afa4710000000049454e44ae426082"
)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    folder = make_export(tmp_path / "export", 1)
    settings = folder / "mkdocs.yml"
    names = ("abbr", "footnotes", "md_in_html", "sane_lists", "toc")
    settings.write_text(
        settings.read_text("utf-8").replace(
            "  - tables\n", "  - tables\n" + "".join(f"  - {name}\n" for name in names)
        ),
        "utf-8",
    )
    (folder / "site_config" / "pages" / "assets").mkdir(exist_ok=True)
    (folder / "site_config" / "pages" / "assets" / "dot.png").write_bytes(PNG)
    (tmp_path / "out").mkdir()
    return folder


def test_what_all_extensions_make_can_be_built(export: Path) -> None:
    (export / "site_config" / "pages" / "about.md").write_text(EVERYTHING, "utf-8")
    build(export, export.parent / "out", lambda: 0.0)
    made = (export.parent / "out" / "about.html").read_text("utf-8")
    for words in ('class="admonition warning"', 'class="footnote"', "<abbr", "text-align: right", '<ol start="3">'):
        assert words in made


def test_every_page_with_a_fault_stops_the_build(export: Path) -> None:
    pages = export / "site_config" / "pages"
    for name, line in (
        ("index", "<img/src=x/onerror=alert(1)>"),
        ("about", '<a href="java&#115;cript:alert(1)">x</a>'),
    ):
        text = (pages / f"{name}.md").read_text("utf-8")
        (pages / f"{name}.md").write_text(f"{text}\n{line}\n", "utf-8")
    with pytest.raises(FindingsError) as caught:
        build(export, export.parent / "out", lambda: 0.0)
    found = {(problem.code, problem.place.path, problem.place.line > 3) for problem in caught.value.problems}
    assert found == {("B163", "site_config/pages/index.md", True), ("B162", "site_config/pages/about.md", True)}
