"""Reading pages the way a browser shows them, and never failing on what is no page at all."""

from __future__ import annotations

import random

import pytest

from generator.audit.html_claims import Claim, read_page


def claims(html: str) -> list[tuple[str, str, str, str]]:
    return [(claim.kind, claim.record, claim.value, claim.text) for claim in read_page(html.encode()).claims]


def test_nearest_container_names_the_record() -> None:
    html = (
        '<div data-kaohe-record="a"><p data-kaohe-field="/x">1</p>'
        '<div data-kaohe-record="b"><i data-kaohe-grade="good">良好</i></div><p data-kaohe-field="/y">2</p></div>'
    )
    assert claims(html) == [("field", "a", "/x", "1"), ("grade", "b", "good", "良好"), ("field", "a", "/y", "2")]


def test_an_element_may_be_its_own_container() -> None:
    assert claims('<td data-kaohe-record="a" data-kaohe-field="/x">1</td>') == [("field", "a", "/x", "1")]


def test_text_is_what_a_reader_sees() -> None:
    html = '<p data-kaohe-record="a" data-kaohe-field="/x"> A &amp;\n<b>B</b><script>no()</script><!-- no --><br>C </p>'
    assert claims(html) == [("field", "a", "/x", "A & BC")]


def test_text_hidden_inside_is_not_seen_and_hidden_claims_are_marked() -> None:
    assert claims('<p data-kaohe-field="/x">1<span hidden>2</span></p>') == [("field", "", "/x", "1")]
    page = read_page(b'<div hidden><p data-kaohe-field="/x">1</p></div>')
    assert page.claims == (Claim("field", "", "/x", "1", 1, hidden=True),)


def test_svg_and_void_elements_do_not_upset_the_nesting() -> None:
    html = '<div data-kaohe-record="a"><svg><path d="M0"/></svg><img><hr/><p data-kaohe-field="/x">1</p></div>'
    assert claims(html) == [("field", "a", "/x", "1")]


def test_stray_end_tags_are_ignored() -> None:
    assert claims('</b><div data-kaohe-record="a"></p><p data-kaohe-field="/x">1</i></p></div>') == [
        ("field", "a", "/x", "1")
    ]


@pytest.mark.parametrize(
    ("html", "demo"),
    [
        ("<p data-kaohe-demo>演示</p>", True),
        ("<p DATA-KAOHE-DEMO=''>演示</p>", True),
        ("<p data-kaohe-demo> </p>", False),
        ("<p data-kaohe-demo hidden>演示</p>", False),
        ("<!-- <p data-kaohe-demo>演示</p> -->", False),
        ("<template><p data-kaohe-demo>演示</p></template>", False),
        ("<p>演示</p>", False),
    ],
)
def test_notice_counts_only_where_it_is_seen(html: str, demo: bool) -> None:
    assert read_page(html.encode()).demo is demo


@pytest.mark.parametrize(
    "data", [b"\xff", b"<![data-kaohe-[", b'<p data-kaohe-field="/x">never closed', b"<p data-kaohe-demo>never closed"]
)
def test_what_cannot_be_read_is_said_to_be_unreadable(data: bytes) -> None:
    assert read_page(data).readable is False


def test_no_bytes_whatever_raise() -> None:
    source = random.Random(5)
    good = b'<div data-kaohe-record="a"><p data-kaohe-field="/x">1</p></div><![CDATA[x]]><!doctype html>'
    for _ in range(300):
        data = bytearray(good)
        for _ in range(source.randint(1, 6)):
            data[source.randrange(len(data))] = source.choice(b"<>![]\"'-/&;\x00\xffa")
        read_page(bytes(data))


@pytest.mark.parametrize(
    ("html", "lang"),
    [
        ('<html lang="en">', "en"),
        ('<html lang="zh-Hans">', "zh"),
        ('<html lang="EN-gb">', "en"),
        ("<html>", ""),
        ('<html lang><p lang="en">', ""),
        ('<html lang="zh"><html lang="en">', "zh"),
    ],
)
def test_language_is_what_the_page_says_first(html: str, lang: str) -> None:
    assert read_page(f'{html}<b data-kaohe-field="/x">1</b>'.encode()).lang == lang


def test_of_an_attribute_given_twice_the_first_counts() -> None:
    assert claims('<p data-kaohe-field="/x" data-kaohe-field="/y">1</p>') == [("field", "", "/x", "1")]
