"""Language, colour and form of output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.cli.context import Context, language, wants_color
from generator.core.errors import FindingsError


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        ([], {}, "zh"),
        ([], {"LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "EN"}, "en"),
        ([], {"LANG": "C.UTF-8"}, "zh"),
        ([], {"LANG": "fr_FR.UTF-8"}, "zh"),
        ([], {"LC_ALL": "zh_CN.UTF-8", "LANG": "en_GB.UTF-8"}, "zh"),
        ([], {"LC_ALL": "", "LANG": "en_GB.UTF-8"}, "en"),
        ([], {"LC_MESSAGES": "en_US", "LANG": "zh_CN"}, "en"),
        ([], {"KAOHE_LANG": "en", "LC_ALL": "zh_CN"}, "en"),
        (["check", "--lang", "en"], {"KAOHE_LANG": "zh"}, "en"),
        (["--lang=zh", "check"], {"KAOHE_LANG": "en"}, "zh"),
        (["check", "--lang"], {"LANG": "en"}, "en"),
    ],
)
def test_language(arguments: list[str], environment: dict[str, str], expected: str) -> None:
    assert language(arguments, environment) == expected


def test_colour_is_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert wants_color({"TERM": "xterm"})
    assert not wants_color({"TERM": "xterm", "NO_COLOR": "1"})
    assert not wants_color({"TERM": "dumb"})
    monkeypatch.setattr("sys.stderr.isatty", lambda: False, raising=False)
    assert not wants_color({"TERM": "xterm"})


def context(*, as_json: bool = False, quiet: bool = False) -> Context:
    return Context("en", as_json, quiet, False, Path())


def test_data_and_talk_go_different_ways(capsys: pytest.CaptureFixture[str]) -> None:
    context().show("table")
    context().say("cli.aborted")
    context().result({"status": "ok"})
    said = capsys.readouterr()
    assert (said.out, said.err) == ("table\n", "Cancelled; nothing was changed.\n")


def test_quiet_leaves_the_data(capsys: pytest.CaptureFixture[str]) -> None:
    context(quiet=True).show("table")
    context(quiet=True).say("cli.aborted")
    said = capsys.readouterr()
    assert (said.out, said.err) == ("table\n", "")


def test_json_is_all_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    context(as_json=True).show("table")
    context(as_json=True).say("cli.aborted")
    context(as_json=True).result({"status": "ok", "text": "考核"})
    said = capsys.readouterr()
    assert said.err == ""
    assert json.loads(said.out) == {"version": "kaohe/output/v1", "status": "ok", "text": "考核"}


@pytest.mark.parametrize(("as_json", "quiet"), [(True, False), (False, False), (False, True)])
def test_failures_end_with_their_code(capsys: pytest.CaptureFixture[str], as_json: bool, quiet: bool) -> None:
    with pytest.raises(SystemExit) as end:
        context(as_json=as_json, quiet=quiet).fail(FindingsError.of("C130", "[red]a.yml[/red]"))
    assert end.value.code == 1
    said = capsys.readouterr()
    if as_json:
        (problem,) = json.loads(said.out)["problems"]
        assert (problem["code"], said.err) == ("C130", "")
    else:
        # Brackets in a name are no markup.
        assert said.err.startswith("[red]a.yml[/red]: C130 no such file\n")
        assert ("1 problem." in said.err) == (not quiet)
