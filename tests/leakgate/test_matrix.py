"""Every written form in every channel is found, and the value is printed nowhere."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.leakgate.request import Request
from generator.leakgate.scan import Scanner, inspect
from tests.leakgate.forms import FILE_FORMS, TEXT_FORMS

CHINESE, NUMBER, WORD = "欧阳明月桂", "372901198512310047", "zhouqiang7"
VALUES = (CHINESE, NUMBER, WORD)
CHANNELS: dict[str, Callable[[bytes], bytes]] = {
    "html text": lambda data: "<!doctype html><title>公示</title><p>姓名：".encode() + data + "</p><p>完</p>".encode(),
    "html attribute": lambda data: '<img alt="单位：'.encode() + data + b'" src="a.png"><p>text</p>',
    "html comment": lambda data: b"<p>text</p><!-- note: " + data + b" --><p>text</p>",
    "json": lambda data: b'{"unit": {"note": "' + data + b'"}, "n": 3}',
    "csv": lambda data: "名称,得分\r\n".encode() + data + b",88.50\r\n",
    "js": lambda data: b'(function(){var a={b:"' + data + b'"};return a&&a.b})()',
    "css": lambda data: b'a::after{content:"' + data + b'"}',
    "svg": lambda data: b'<svg xmlns="http://www.w3.org/2000/svg"><text x="1">' + data + b"</text></svg>",
    "xml": lambda data: b'<?xml version="1.0"?><r><![CDATA[' + data + b"]]></r>",
    "gz": lambda data: gzip.compress(b"<urlset>" + data + b"</urlset>"),
}
SCANNER = Scanner(Request(VALUES, frozenset()))


def applies(form: str, value: str) -> bool:
    return not (form == "percent gbk" and value.isascii())


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("form", TEXT_FORMS)
def test_form_in_channel(form: str, channel: str) -> None:
    for index, value in enumerate(VALUES):
        written = TEXT_FORMS[form](value)
        found = [finding for finding in SCANNER.content(CHANNELS[channel](written)) if finding.value == index]
        assert found, value
        if channel != "gz":
            offset = CHANNELS[channel](b"\x00\x00").index(b"\x00\x00")
            assert any(offset <= finding.offset < offset + len(written) for finding in found), value


@pytest.mark.parametrize("form", FILE_FORMS)
@pytest.mark.parametrize("index", range(len(VALUES)))
def test_form_as_file(form: str, index: int) -> None:
    found = SCANNER.content(FILE_FORMS[form](VALUES[index]))
    assert any(finding.value == index for finding in found)


@pytest.mark.parametrize(
    "page",
    [
        "<p>欧阳<b>明月</b>桂</p>",
        "<p>欧阳<!-- 注 <i>x</i> -->明月<br>桂</p>",
        "<table><tr><td>欧阳</td>\n<td>明月桂</td></tr></table>",
        "<p>欧阳\n      明月&shy;桂</p>",
        "<p>欧&#38451;明&nbsp;<wbr>月<span class='a'>桂</span></p>",
        "<!-- <b>欧阳</b>明月<i>桂</i> -->",
        '<a href="/%E6%AC%A7%E9%98%B3明月%e6%a1%82/">x</a>',
        "&lt;b&gt;欧阳&lt;/b&gt;明月桂",
        '{"html": "\\u003cb\\u003e欧阳\\u003c/b\\u003e明月桂"}',
    ],
)
def test_value_cut_by_markup(page: str) -> None:
    assert [finding.code for finding in SCANNER.content(page.encode())] == ["K110"]


@pytest.mark.parametrize(
    "name", [CHINESE, f"notes-{NUMBER}.json", "%E6%AC%A7%E9%98%B3%E6%98%8E%E6%9C%88%E6%A1%82.html", "Zhou Qiang 7"]
)
def test_value_in_name_is_found_and_not_shown(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "index.html").write_text("<p>text</p>", "utf-8")
    report = inspect(tmp_path, Request(VALUES, frozenset({f"{name}/index.html"})))
    assert [(problem.code, problem.place.path) for problem in report.problems] == [("K112", "[1]")]
    assert name not in repr(report)


def test_split_over_path_is_found(tmp_path: Path) -> None:
    (tmp_path / "zhou").mkdir()
    (tmp_path / "zhou" / "qiang7").write_text("", "utf-8")
    report = inspect(tmp_path, Request(VALUES, frozenset({"zhou/qiang7"})))
    assert [(problem.code, problem.place.path) for problem in report.problems] == [("K112", "zhou/[1]")]


def test_program_finds_and_keeps_silent(tmp_path: Path) -> None:
    expected = []
    for form, write in {**TEXT_FORMS, **FILE_FORMS}.items():
        for index, value in enumerate(VALUES):
            name = f"{form.replace(' ', '-')}-{index}.txt"
            (tmp_path / name).write_bytes(write(value))
            expected.append(name)
    request = {"version": "kaohe/leakgate-request/v1", "values": list(VALUES), "expected": expected}
    done = subprocess.run(
        [sys.executable, "-m", "generator.leakgate", str(tmp_path)],
        input=json.dumps(request).encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 3
    answer = json.loads(done.stdout)
    assert answer["result"] == "leak"
    assert {finding["path"] for finding in answer["findings"]} == set(expected)
    assert done.stderr == b""
    silent = Scanner(Request(VALUES, frozenset())).content(done.stdout)
    assert silent == []
