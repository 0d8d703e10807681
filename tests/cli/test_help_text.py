"""Help fits the terminal, whatever the width of its characters, and speaks one language."""

from __future__ import annotations

import click
import pytest

from generator.cli.help_text import WORDS, HelpText, wrapped
from generator.core import messages
from generator.core.render import display_width

CHINESE = "为新的机关建立数据仓库：写好注释的空白文件，待填之处由 kaohe check 逐项指出（见说明）。再看一次。"
ENGLISH = "Make the repository of a new office: files with comments, whose gaps kaohe check points out."


@pytest.mark.parametrize("width", [20, 33, 34, 60, 200])
@pytest.mark.parametrize("text", [CHINESE, ENGLISH])
def test_no_line_is_wider_than_the_terminal_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(display_width(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_lines_break_where_they_may() -> None:
    for width in range(8, 80):
        for line in wrapped(CHINESE, width):
            assert line[0] not in "，。：）"
            assert line[-1] not in "（"
        assert "check" in " ".join(wrapped(CHINESE, width)).split()


def test_a_word_longer_than_the_line_stays_whole() -> None:
    assert wrapped("a --very-long-option b", 6) == ["a", "--very-long-option", "b"]


def test_lines_of_chinese_stay_and_english_is_filled_up() -> None:
    assert wrapped("甲\n乙\n\n丙", 40) == ["甲", "乙", "", "丙"]
    assert wrapped("one\ntwo\n\nthree", 40) == ["one two", "", "three"]


def test_words_of_the_library_are_told_in_the_language() -> None:
    def page(lang: messages.Lang) -> str:
        formatter = HelpText(lang, width=70)
        formatter.write_usage("kaohe", "[OPTIONS] FILE...")
        with formatter.section("Options"):
            formatter.write_dl([("--key PATH", "甲 [required]"), ("--year INTEGER RANGE", "乙"), ("XPATHX", "丙")])
        return formatter.getvalue()

    assert page("zh") == (
        "用法： kaohe [选项] FILE...\n\n选项：\n  --key 路径   甲 （必填）\n  --year 整数  乙\n  XPATHX       丙\n"
    )
    assert "Usage: kaohe [OPTIONS] FILE..." in page("en")
    assert set(WORDS.values()) <= set(messages.catalogue())


def test_a_long_term_stands_alone() -> None:
    formatter = HelpText("en", width=60)
    formatter.write_dl([("--a", "short"), ("--an-option-with-quite-a-long-name TEXT", "long")])
    assert formatter.getvalue().splitlines()[1:] == ["--an-option-with-quite-a-long-name TEXT", " " * 32 + "long"]


def test_every_line_of_every_help_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    from generator.cli.main import kaohe

    monkeypatch.setenv("KAOHE_LANG", "zh")
    monkeypatch.setenv("COLUMNS", "60")
    context = click.Context(kaohe, info_name="kaohe")
    for name in kaohe.list_commands(context):
        command = kaohe.get_command(context, name)
        assert command is not None
        lines = command.make_context(name, [], resilient_parsing=True).get_help().splitlines()
        assert [line for line in lines if display_width(line) > 60 and "<=x<=" not in line] == []
