"""README in both languages: every transcript is real, every command it names exists, both say the same."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from generator.cli.main import kaohe
from tests.conftest import Require
from tests.docs.readme import READMES, ROOT, disagreements, outcomes, with_root
from tests.docs.transcript import sections

PROGRAMS = ("bash", "git", "make", "sed", "grep", "sha256sum", "ssh-keygen")
both = pytest.mark.parametrize("name", READMES)


def page(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.mark.slow
@pytest.mark.peers
@both
def test_every_transcript_is_what_a_reader_sees(name: str, tmp_path: Path, require: Require) -> None:
    for program in PROGRAMS:
        require(program)
    found = disagreements(name, dict(outcomes(page(name), READMES[name], tmp_path)))
    assert found == [], "\n\n".join(["run python -m tests.docs.readme and read what changed", *found])


@both
def test_commands_name_the_root_of_the_example(name: str) -> None:
    root = (ROOT / "records/root").read_text("ascii").strip()
    assert f"--root {root}" in page(name)
    assert with_root(page(name), root) == page(name)


@both
def test_a_digest_stands_only_where_a_transcript_checks_it(name: str) -> None:
    checked = "\n".join(
        line for section in sections(page(name)) for step in section.steps for line in (step.command, *step.expected)
    )
    assert sorted(re.findall(r"[0-9a-f]{64}", page(name))) == sorted(re.findall(r"[0-9a-f]{64}", checked))


def test_both_languages_run_the_same_commands() -> None:
    english, chinese = (
        [[step.command for step in section.steps] for section in sections(page(name))] for name in READMES
    )
    assert english == chinese


def test_both_languages_have_the_same_parts() -> None:
    def parts(text: str) -> dict[str, int]:
        patterns = {"sections": r"^## ", "steps": r"^\*\*\d\. ", "list": r"^- ", "rows": r"^\| ", "make": r"^    make "}
        return {part: len(re.findall(pattern, text, re.MULTILINE)) for part, pattern in patterns.items()}

    english, chinese = (parts(page(name)) for name in READMES)
    assert english == chinese
    assert min(english.values()) > 0


def spans(text: str) -> list[str]:
    """What is set as code inside lines, and the commands of transcripts."""
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    commands = [step.command for section in sections(text) for step in section.steps]
    return re.findall(r"`([^`\n]+)`", prose) + commands


def calls(text: str) -> Iterator[list[str]]:
    """The arguments of each call of our program that a page names; brackets of what is optional are left out."""
    for span in spans(text):
        for arguments in re.findall(r"(?<![\w/.-])kaohe ([^;&|]+)", span):
            yield shlex.split(arguments.translate(str.maketrans("[]", "  ")))


def options(command: click.Command) -> dict[str, click.Option]:
    return {name: option for option in command.params if isinstance(option, click.Option) for name in option.opts}


def commands(group: click.Group) -> dict[str, click.Command]:
    call = click.Context(group)
    found = {name: group.get_command(call, name) for name in group.list_commands(call)}
    return {name: command for name, command in found.items() if command is not None}


def leaves(command: click.Command, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with the words that lead to it."""
    if isinstance(command, click.Group):
        for name, inner in commands(command).items():
            yield from leaves(inner, *path, name)
    else:
        yield path, command


def unknown(arguments: list[str]) -> list[str]:
    """The words of a call that our command line does not know."""
    command: click.Command = kaohe
    wrong: list[str] = []
    positional = 0
    rest = iter(arguments)
    for word in rest:
        if word.startswith("-"):
            option = {**options(kaohe), **options(command)}.get(word.split("=")[0])
            if option is None:
                wrong.append(word)
            elif not option.is_flag and "=" not in word:
                next(rest, None)
        elif isinstance(command, click.Group):
            if word not in commands(command):
                return [*wrong, word]
            command = commands(command)[word]
        else:
            positional += 1
    allowed = sum(isinstance(parameter, click.Argument) for parameter in command.params)
    return wrong if positional <= allowed else [*wrong, "too many arguments"]


def test_words_that_the_command_line_does_not_know_are_noticed() -> None:
    assert unknown(["score", "2025", "--explain", "general-office", "--json"]) == []
    assert unknown(["-q", "keys", "demo", "log", "--out", "keys/log"]) == []
    assert unknown(["scores"]) == ["scores"]
    assert unknown(["keys", "lgo"]) == ["lgo"]
    assert unknown(["verify", "site", "--rot", "00"]) == ["--rot", "too many arguments"]
    assert list(calls("Run `kaohe score 2025 [--explain UNIT]`; not .venv/bin/kaohe itself.")) == [
        ["score", "2025", "--explain", "UNIT"]
    ]


@both
def test_every_command_and_option_it_names_exists(name: str) -> None:
    named = list(calls(page(name)))
    assert named
    assert [(call, wrong) for call in named if (wrong := unknown(call))] == []
    known = set(options(kaohe)).union(*(options(command) for _, command in leaves(kaohe)))
    bare = {span for span in spans(page(name)) if re.fullmatch(r"--[a-z-]+", span)}
    assert bare
    assert bare <= known


@both
def test_every_command_is_mentioned(name: str) -> None:
    named = [tuple(word for word in call if not word.startswith("-")) for call in calls(page(name))]
    assert [path for path, _ in leaves(kaohe) if not any(call[: len(path)] == path for call in named)] == []


@both
def test_every_make_target_it_names_exists(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = set(re.findall(r"(?:`|^    |\$ )make (?:-s )?([a-z]+)", page(name), re.MULTILINE))
    assert named >= {"site", "test"}
    assert [target for target in named if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []
