"""What pages claim, and that nothing can be marked that a reader does not see as it is read here."""

from __future__ import annotations

import random

import pytest

from generator.audit.html_claims import Claim, Page, collapsed, read_page
from tests.audit.pages import HEAD


def page(body: str) -> Page:
    return read_page(f"{HEAD}<body>{body}</body></html>".encode())


def claims(body: str) -> list[tuple[str, str, str, str]]:
    found = page(body)
    assert found.broken is None
    return [(claim.kind, claim.record, claim.value, claim.text) for claim in found.claims]


def code(body: str) -> str:
    broken = page(body).broken
    return broken.code if broken else ""


def test_nearest_container_names_the_record() -> None:
    html = (
        '<div data-kaohe-record="a"><p data-kaohe-field="/x">1</p>'
        '<div data-kaohe-record="b"><i data-kaohe-grade="good">良好</i></div><p data-kaohe-field="/y">2</p></div>'
    )
    assert claims(html) == [("field", "a", "/x", "1"), ("grade", "b", "good", "良好"), ("field", "a", "/y", "2")]


def test_an_element_may_be_its_own_container() -> None:
    assert claims('<p data-kaohe-record="a" data-kaohe-field="/x">1</p>') == [("field", "a", "/x", "1")]


def test_references_are_resolved_and_blanks_collapsed() -> None:
    assert claims('<p data-kaohe-field="/x"> A &amp;\n &#x42;&#67; </p>') == [("field", "", "/x", "A & BC")]
    assert collapsed("\u3000a\u00a0 \t\r\n b ") == "\u3000a\u00a0 b"


def test_claims_know_their_line_and_row() -> None:
    html = '\n<table><tbody><tr><td>1</td></tr>\n<tr><td data-kaohe-field="/x">1</td></tr></tbody></table>'
    line = HEAD.count("\n") + 3
    assert page(html).claims == (Claim("field", "", "/x", "1", line, "td", 2),)


@pytest.mark.parametrize(
    ("body", "demo"),
    [
        ("<p data-kaohe-demo>演示</p>", True),
        ('<p class="k-demo" data-kaohe-demo><strong>演</strong>示</p>', True),
        (
            '<a class="md-skip" href="#content">跳到正文</a><div class="md-banner"><p data-kaohe-demo>演示</p></div>',
            True,
        ),
        ("<p data-kaohe-demo> \n</p>", False),
        ('<p data-kaohe-demo><span class="k-hidden">演示</span></p>', False),
        ("<p>演示</p>", False),
    ],
)
def test_notice_counts_only_where_it_is_seen(body: str, demo: bool) -> None:
    assert (page(body).demo, page(body).broken) == (demo, None)


@pytest.mark.parametrize(
    "body",
    [
        "<p>正文</p><p data-kaohe-demo>演示</p>",
        '<p class="k-hidden" data-kaohe-demo>演示</p>',
        '<div class="md-dialog"><p data-kaohe-demo>演示</p></div>',
        "<p data-kaohe-demo>演示</p><p data-kaohe-demo>演示</p>",
        '<a class="md-skip" href="other.html">不是演示</a><p data-kaohe-demo>演示</p>',
    ],
)
def test_notice_comes_first_and_once(body: str) -> None:
    assert code(body) == "A237"


@pytest.mark.parametrize(
    "body",
    [
        '<p data-kaohe-field="/x">1<b>2</b></p>',
        '<p data-kaohe-field="/x"><b data-kaohe-field="/y">1</b></p>',
        '<p data-kaohe-field="/x" data-kaohe-grade="g">1</p>',
        '<p data-kaohe-field="/x">1<img src="9.svg" alt=""></p>',
        '<p class="k-hidden" data-kaohe-field="/x">1</p>',
        '<div class="md-dialog"><p data-kaohe-field="/x">1</p></div>',
        '<section aria-label="9" data-kaohe-field="/x">1</section>',
        '<a class="md-skip" href="#x" data-kaohe-field="/x">1</a>',
    ],
)
def test_marked_element_holds_one_text_that_is_seen(body: str) -> None:
    assert code(body) == "A235"


@pytest.mark.parametrize(
    "body",
    [
        '<p>1<b data-kaohe-field="/x">1</b></p>',
        '<p><b data-kaohe-field="/x">1</b>1</p>',
        '<p><b data-kaohe-field="/x">1</b><i>1</i></p>',
        '<p><i>1</i><b data-kaohe-field="/x">1</b></p>',
        '<p><b data-kaohe-field="/x">1</b><i data-kaohe-field="/x">1</i></p>',
        '<p><b data-kaohe-field="/x">1</b>&nbsp;1</p>',
    ],
)
def test_no_other_text_adjoins_a_marked_one(body: str) -> None:
    assert code(body) == "A236"


@pytest.mark.parametrize(
    "body",
    [
        '<p>总分 <b data-kaohe-field="/x">1</b> / 100</p>',
        '<p>a</p><p data-kaohe-field="/x">1</p>b',
        '<p>a<br><b data-kaohe-field="/x">1</b><br>b</p>',
        '<table><tbody><tr><td>a</td><td><b data-kaohe-field="/x">1</b></td><td>b</td></tr></tbody></table>',
    ],
)
def test_text_apart_from_a_marked_one_is_allowed(body: str) -> None:
    assert [text for *_, text in claims(body)] == ["1"]


HEADS = {
    "no policy": ('<meta http-equiv="Content-Security-Policy"', '<meta name="description"'),
    "weaker policy": ("default-src 'none'", "default-src *"),
    "refresh": ("<title>", '<meta http-equiv="refresh" content="0;url=other.html"><title>'),
    "base": ("<title>", '<base href="/x/"><title>'),
    "script": ("</head>", "<script></script></head>"),
    "style": ("</head>", "<style>p{display:none}</style></head>"),
    "foreign style": ('href="/assets/site.css"', 'href="//x.example/a.css"'),
    "style before the policy": ("<title>", '<link rel="stylesheet" href="a.css"><title>'),
    "other encoding": ('charset="utf-8"', 'charset="gbk"'),
    "encoding late": ('<meta charset="utf-8">\n', ""),
    "policy twice": ("</head>", '<meta name="referrer" content="no-referrer"></head>'),
    "description twice": ("</head>", '<meta name="description" content="x"></head>'),
    "title twice": ("</head>", "<title>x</title></head>"),
    "no title": ("<title>考核</title>", ""),
    "two heads": ("</head>", "</head><head></head>"),
    "text after the head": ("</head>", "</head>x"),
    "direction": ('<html lang="zh">', '<html lang="zh" dir="rtl">'),
    "comment": ("<head>", "<!-- --><head>"),
    "no doctype": ("<!doctype html>", ""),
    "other doctype": ("<!doctype html>", '<!doctype html SYSTEM "x">'),
    "link to nothing": ('<link rel="stylesheet" href="/assets/site.css">', '<link rel="stylesheet">'),
}


@pytest.mark.parametrize("name", HEADS)
def test_head_is_the_builders(name: str) -> None:
    old, new = HEADS[name]
    assert old in HEAD
    found = read_page(f"{HEAD.replace(old, new, 1)}<body></body></html>".encode())
    assert found.broken is not None
    assert found.broken.code in {"A230", "A231", "A232", "A233", "A238"}


def test_what_is_no_text_is_said_to_be_unreadable() -> None:
    broken = read_page(b"\xff").broken
    assert broken is not None
    assert broken.code == "A200"


def test_no_bytes_whatever_raise() -> None:
    source = random.Random(5)
    good = f'{HEAD}<body><div data-kaohe-record="a"><p data-kaohe-field="/x">1</p></div></body></html>'.encode()
    for _ in range(600):
        data = bytearray(good)
        for _ in range(source.randint(1, 6)):
            data[source.randrange(len(data))] = source.choice(b"<>![]\"'-/&;\x00\xffa")
        read_page(bytes(data))
