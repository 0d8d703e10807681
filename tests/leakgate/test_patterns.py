"""Identifiers, keys, marks and canaries; what looks alike and is not; a stock site."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.leakgate import patterns
from generator.leakgate.request import Request
from generator.leakgate.scan import Scanner, inspect

SCANNER = Scanner(Request((), frozenset()))


def kinds(text: str) -> list[str]:
    return [finding.kind for finding in SCANNER.content(text.encode())]


def resident_id(body: str) -> str:
    total = sum(
        weight * int(digit)
        for weight, digit in zip((7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), body, strict=True)
    )
    return body + "10X98765432"[total % 11]


ID = resident_id("11010519491231002")
CARD = "6222021234567890128"


def luhn(body: str) -> str:
    return next(body + str(digit) for digit in range(10) if patterns.is_card_number(body + str(digit)))


def test_the_example_of_the_standard() -> None:
    """GB 11643-1999 computes the check character X for this number."""
    assert ID == "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (ID, "resident_id"),
        (f"身份证{ID}。", "resident_id"),
        (ID.lower(), "resident_id"),
        ("110105 19491231 002X", "resident_id"),
        ("１１０１０５１９４９１２３１００２Ｘ", "resident_id"),
        ("<td>110105<b>19491231</b>002X</td>", "resident_id"),
        ("13812345678", "mobile"),
        ("手机13812345678", "mobile"),
        ("+86 138-1234-5678", "mobile"),
        ("8613812345678", "mobile"),
        ("13812345678.0", "mobile"),
        ("/units/13812345678/", "mobile"),
        ("一三八一二三四五六七八", "mobile"),
        ("&#49;3812345678", "mobile"),
        (base64.b64encode(b"tel 13812345678.").decode(), "mobile"),
        ("a.person@bureau.example", "email"),
        ("&#97;&#46;person&#64;bureau.example", "email"),
        ("a.person%40bureau.example", "email"),
        (luhn("622202123456789012"), "bank_card"),
        ("6222 0212 3456 7895", None),
        (" ".join(luhn("622202123456789")[i : i + 4] for i in range(0, 16, 4)), "bank_card"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "private_key"),
        ("-----BEGIN PRIVATE KEY-----", "private_key"),
        ("AGE-SECRET-KEY-1QQQQ", "private_key"),
        ("PRIVATE+KEY+log.example+1a2b3c4d+AAAA", "private_key"),
        (base64.b64encode(b"openssh-key-v1\x00\x00\x00").decode(), "private_key"),
        ("机密★5年", "secrecy_mark"),
        ("绝 密 ★ 长期", "secrecy_mark"),
        ("【秘密】", "secrecy_mark"),
        ("工作秘密☆", "secrecy_mark"),
        ("<b>机</b>密<i>★</i>", "secrecy_mark"),
        ("KAOHE-CANARY-0123abcd", "canary"),
        ("kaohe\u200b-canary-0123abcd", "canary"),
    ],
)
def test_found(text: str, kind: str | None) -> None:
    assert set(kinds(f"<p>说明 {text} 结束</p>")) == ({kind} if kind else set())


@pytest.mark.parametrize(
    "text",
    [
        "110105194912310020",
        "11010519491331002X",
        resident_id("11010519490230002"),
        f"a{ID}",
        "91350211M000100Y43",
        "a13812345678",
        "138123456789",
        "12812345678",
        "0.13812345678",
        "13812345678.25",
        "13812345678/2500",
        "2500/13812345678",
        "6222021234567890123",
        "4444444444444444",
        "@media print",
        "icon@2x.png",
        "kaohe-report@bureau.example",
        "Copyright (c) 2016 A Person <a.person@bureau.example>",
        "国家秘密分为绝密、机密、秘密三级",
        "（秘密）",
        "保密★",
        "the private key stays with its holder",
        "age-secret-sharing",
    ],
)
def test_not_found(text: str) -> None:
    assert kinds(f"<p>说明 {text} 结束</p>") == []


def test_two_mobile_numbers_with_a_slash() -> None:
    assert kinds("13812345678/13912345678") == ["mobile", "mobile"]


def credit_code(body: str) -> str:
    organisation = sum(
        weight * int(char, 36) for weight, char in zip((3, 7, 9, 10, 5, 8, 4, 2), body[8:16], strict=True)
    )
    body += "0123456789X"[-organisation % 11]
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(pow(3, place, 31) * alphabet.index(char) for place, char in enumerate(body))
    return body + alphabet[-total % 31]


def test_credit_codes_are_not_persons() -> None:
    """Codes of digits alone whose digits also read as a date of birth with the right check digit."""
    both = 0
    for serial in range(5000):
        code = credit_code(f"511101{1950 + serial % 50}0615{serial // 50:02d}")
        assert patterns.is_credit_code(code)
        if patterns.is_resident_id(code):
            both += 1
            assert kinds(code) == []
    assert both > 10
    assert not patterns.is_credit_code(ID)


def test_stock_site_is_clean(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(
        "# 首页\n\n考核办法全文与说明。\n\n| 单位 | 得分 |\n| --- | --- |\n| 甲 | 88.50 |\n", "utf-8"
    )
    (tmp_path / "docs" / "more.md").write_text("# More\n\n```python\nprint(1)\n```\n", "utf-8")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: 示例\nsite_url: https://site.example/\ntheme:\n  name: material\n  language: zh\n  font: false\n",
        "utf-8",
    )
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet"],
        cwd=tmp_path,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        check=True,
        capture_output=True,
    )
    site = tmp_path / "site"
    expected = frozenset(str(file.relative_to(site)) for file in site.rglob("*") if file.is_file())
    assert len(expected) > 30
    assert inspect(site, Request(("欧阳明月桂", "880612", "zhouqi"), expected)).problems == []
