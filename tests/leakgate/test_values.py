"""Which values are searched, long texts and their fragments, and numbers that only look like a value."""

from __future__ import annotations

import random

import pytest

from generator.leakgate.normal import Folded
from generator.leakgate.request import Request
from generator.leakgate.scan import Scanner
from generator.leakgate.values import ValueSearch

LONG = "经核查，该单位第三季度督办件逾期两次，分管负责人已作书面说明，考核组集体研究后决定不予加分。"


def codes(values: tuple[str, ...], text: str, public: tuple[str, ...] = ()) -> list[str]:
    return [finding.code for finding in Scanner(Request(values, frozenset(), public=public)).content(text.encode())]


@pytest.mark.parametrize(
    ("value", "searched"),
    [
        ("张三", 0),
        ("张三丰", 1),
        ("abcde", 0),
        ("abcdef", 1),
        ("12345", 0),
        ("123456", 1),
        ("1-2-3.4", 0),
        ("", 0),
        ("一科", 0),
        ("张a三b", 1),
    ],
)
def test_searchable(value: str, searched: int) -> None:
    search = ValueSearch.of((value,))
    assert (search.searchable, search.not_searchable) == (searched, 1 - searched)


def test_public_value_is_not_searched() -> None:
    assert codes(("市应急管理局",), "市应急管理局", ("市应急管理局",)) == []
    assert ValueSearch.of(("市应急管理局",), ("市应急管理局",)).public == 1


def test_every_fragment_of_a_long_text_is_found() -> None:
    scanner = Scanner(Request((LONG,), frozenset()))
    plain = "".join(char for char in LONG if char not in "，。")
    for start in range(len(plain) - 7):
        [finding] = scanner.content(f"<p>其他文字{plain[start : start + 8]}更多</p>".encode())
        assert (finding.code, finding.value) == ("K111", 0)
        assert scanner.content(f"其他文字{plain[start : start + 7]}更多".encode()) == []
    assert [finding.code for finding in scanner.content(LONG.encode())] == ["K110"]


def test_every_fragment_of_a_long_ascii_text_is_found() -> None:
    source = random.Random(3)
    value = "".join(source.choices("abcdefghijklmnop", k=60))
    scanner = Scanner(Request((value,), frozenset()))
    for start in range(len(value) - 11):
        assert [finding.code for finding in scanner.content(f"xx {value[start : start + 12]} yy".encode())] == ["K111"]


def test_fragment_that_is_public_wording_is_not_searched() -> None:
    public = ("分管负责人已作书面说明",)
    assert codes((LONG,), "分管负责人已作书面说明", public) == []
    assert codes((LONG,), "第三季度督办件逾期两次", public) == ["K111"]


def test_long_text_of_public_wording_alone_is_still_found_as_a_whole() -> None:
    half, other = "分管负责人已作书面说明并上报", "考核组集体研究后决定不予加分"
    value = half + other
    search = ValueSearch.of((value,), (half, other, value[7:21], value[3:24]))
    assert [hit.fragment for hit in search.find(Folded.of(f"……{value}……"))] == [False]


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("编号880612。", 1),
        ("88-06-12", 1),
        ("88<b>06</b>12", 1),
        ("８８０６１２", 1),
        ("ID880612", 1),
        ("1880612", 0),
        ("8806125", 0),
        ("3.880612", 0),
        ("880612.0", 1),
        ("8 8 0 6 1 2", 0),
        ("88.06-12", 0),
        ("main.a880612f.js", 0),
        ("0f" * 20 + "880612" + "ab" * 9, 0),
        ("0f" * 31 + "88\n0612" + "ab" * 30, 0),
    ],
)
def test_short_number(text: str, hits: int) -> None:
    assert len(codes(("880612",), text)) == hits


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("x zhouqi y", 1),
        ("xzhouqiy", 1),
        ("aB3" * 12 + "zhouqi" + "Zz9" * 3, 0),
        ("path/to/some/quite/long/folder/name/zhouqi/page", 1),
    ],
)
def test_short_word(text: str, hits: int) -> None:
    assert len(codes(("zhouqi",), text)) == hits


def test_value_with_angle_brackets() -> None:
    assert codes(("a<bcdef>g",), "<p>a<bcdef>g</p>") == ["K110"]
    assert codes(("a<bcdef>g",), "<p>a&lt;bcdef&gt;g</p>") == ["K110"]


def test_accents_and_combining_marks_do_not_hide() -> None:
    assert codes(("zhangwei",), "Zhāng Wěi") == ["K110"]
    assert codes(("Zhāng Wěi",), "zhangwei") == ["K110"]
    assert codes(("欧阳明月",), "欧\u0301阳\ufe0f明\u034f月") == ["K110"]
