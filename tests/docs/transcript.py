"""Transcripts in a page: commands after ``$ ``, their further lines after ``> ``, and the output promised below each.

A line ``…`` stands for any number of lines of output, ``…`` inside a line for any text of that line.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROMPT = "$ "
CONTINUED = ">"
"""How the further lines of a command begin, as a shell asks for them; one blank after it does not count."""

ANYTHING = "…"
TIMEOUT_SECONDS = 600


@dataclass(frozen=True)
class Step:
    """One command of a page, the line it stands on, and the output the page promises."""

    line: int
    command: str
    expected: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """What stands below one heading of the second level; its steps share one shell."""

    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Outcome:
    """What a command did: standard output and standard error as a terminal shows them, and the exit code."""

    output: tuple[str, ...]
    exit_code: int


def sections(page: str) -> list[Section]:
    """The sections of a page that have ``console`` blocks. Text of a block before its first command is an error."""
    found: dict[str, list[Step]] = {}
    title = fence = ""
    for number, line in enumerate(page.split("\n"), start=1):
        if line.startswith("```"):
            fence = "" if fence else line
        elif not fence and line.startswith("## "):
            title = line.removeprefix("## ")
        elif fence == "```console":
            steps = found.setdefault(title, [])
            if line.startswith(PROMPT):
                steps.append(Step(number, line.removeprefix(PROMPT), ()))
            else:
                last = steps.pop()
                if line.startswith(CONTINUED) and not last.expected:
                    more = line.removeprefix(CONTINUED).removeprefix(" ")
                    steps.append(Step(last.line, f"{last.command}\n{more}", ()))
                else:
                    steps.append(Step(last.line, last.command, (*last.expected, line)))
    return [Section(title, tuple(steps)) for title, steps in found.items()]


def run(steps: Sequence[Step], folder: Path, environment: Mapping[str, str], results: Path) -> list[Outcome]:
    """Run the commands one after another in one shell that starts in ``folder``; ``results`` takes their outputs."""
    results.mkdir(parents=True)
    script = "".join(
        f"eval {shlex.quote(step.command)} >{shlex.quote(str(results / f'{i}.out'))} 2>&1 </dev/null\n"
        f"echo $? >{shlex.quote(str(results / f'{i}.code'))}\n"
        for i, step in enumerate(steps)
    )
    subprocess.run(
        ["bash", "--noprofile", "--norc"],
        input=script,
        cwd=folder,
        env=dict(environment),
        text=True,
        encoding="utf-8",
        capture_output=True,
        timeout=TIMEOUT_SECONDS,
        check=True,
    )
    return [
        Outcome(
            tuple(_lines((results / f"{i}.out").read_text("utf-8"))),
            int((results / f"{i}.code").read_text("ascii")),
        )
        for i in range(len(steps))
    ]


def matches(expected: Sequence[str], output: Sequence[str]) -> bool:
    """Whether ``output`` is what a page promises."""
    pattern = "".join("(?:.*\n)*" if line == ANYTHING else _pattern(line) for line in expected)
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in output)) is not None


def renewed(expected: Sequence[str], output: Sequence[str]) -> list[str]:
    """``expected`` with the words of ``output``: as many lines before and after a line ``…`` as there were.

    A line that still holds stays as it is, so that a ``…`` inside it is kept.
    """
    if ANYTHING not in expected:
        new = list(output)
    else:
        head = expected.index(ANYTHING)
        tail = len(expected) - head - 1
        new = [*output[:head], ANYTHING, *output[len(output) - tail :]]
    if len(new) != len(expected):
        return new
    return [old if matches([old], [line]) else line for old, line in zip(expected, new, strict=True)]


def with_outputs(page: str, outcomes: Mapping[int, Sequence[str]]) -> str:
    """The page with other outputs, by the line on which the command stands."""

    def lines() -> Iterator[str]:
        inside = replaced = given = False
        command = 0
        for number, line in enumerate(page.split("\n"), start=1):
            if given and not line.startswith(CONTINUED):
                yield from outcomes.get(command, ())
                given = False
            if line.startswith("```"):
                inside, replaced = line == "```console", False
            if inside and line.startswith(PROMPT):
                replaced, given, command = number in outcomes, True, number
                yield line
            elif given or not replaced:
                yield line

    return "\n".join(lines())


def _pattern(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.split(ANYTHING)) + "\n"


def _lines(text: str) -> list[str]:
    # Blanks at the end of a line or of the whole cannot be seen in a terminal, and editors take them away.
    return [line.rstrip() for line in text.rstrip().split("\n")] if text.strip() else []
