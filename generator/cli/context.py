"""What every command needs: language, form of output, the office's repository; and how a command ends."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from rich.console import Console

from generator.core import messages
from generator.core.errors import KaoheError
from generator.core.messages import Lang
from generator.core.problem import Problem
from generator.core.render import problem_json, problems_text
from generator.office.workspace import Workspace, find_workspace

VERSION = "kaohe/output/v1"


@dataclass(frozen=True)
class Context:
    """The settings of one call. Data goes to standard output, talk to standard error."""

    lang: Lang
    as_json: bool
    quiet: bool
    color: bool
    repository: Path

    def workspace(self) -> Workspace:
        """The office's repository. Raises UsageError U110."""
        return find_workspace(self.repository)

    def say(self, key: str, /, **params: object) -> None:
        """One sentence of talk for a person; silent with ``--json`` and ``--quiet``."""
        if not self.quiet and not self.as_json:
            self.console().print(messages.text(key, self.lang, **params), markup=False, highlight=False)

    def show(self, text: str) -> None:
        """Text a person asked for, on standard output; silent with ``--json``."""
        if not self.as_json:
            sys.stdout.write(text + "\n")

    def result(self, value: Mapping[str, Any]) -> None:
        """The machine's answer, with ``--json`` only."""
        if self.as_json:
            sys.stdout.write(json.dumps({"version": VERSION, **value}, ensure_ascii=False, sort_keys=True) + "\n")

    def console(self) -> Console:
        """Standard error as a console."""
        return Console(stderr=True, no_color=not self.color, soft_wrap=True)

    def fail(self, error: KaoheError) -> NoReturn:
        """Report every problem of ``error`` and end with its exit code."""
        self.report(error.problems)
        self.result({"status": "error", "problems": [problem_json(problem) for problem in error.problems]})
        raise SystemExit(error.exit_code)

    def report(self, problems: Sequence[Problem]) -> None:
        """Problems for a person, and how many there are."""
        self._list(problems, "cli.problems")

    def report_not_checked(self, not_checked: Sequence[Problem]) -> None:
        """What could not be looked at, for a person, and how much that is."""
        self._list(not_checked, "cli.not-checked")

    def report_notices(self, notices: Sequence[Problem]) -> None:
        """What a person should know besides the result, which stands."""
        if notices and not self.as_json:
            self.console().print(problems_text(notices, self.lang), markup=False, highlight=False)

    def _list(self, problems: Sequence[Problem], count: str) -> None:
        if self.as_json:
            return
        console = self.console()
        if problems:
            console.print(problems_text(problems, self.lang), markup=False, highlight=False)
        if problems and not self.quiet:
            console.print(messages.text(count, self.lang, count=len(problems)), markup=False, highlight=False)


def language(arguments: Sequence[str], environment: Mapping[str, str]) -> Lang:
    """The language of this call, Chinese where nothing says otherwise.

    ``--lang`` rules, then the first that is set of KAOHE_LANG, LC_ALL, LC_MESSAGES and LANG.
    """
    for i, argument in enumerate(arguments):
        if argument == "--lang" and i + 1 < len(arguments):
            return "en" if arguments[i + 1] == "en" else "zh"
        if argument.startswith("--lang="):
            return "en" if argument == "--lang=en" else "zh"
    for name in ("KAOHE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return "en" if value.lower().startswith("en") else "zh"
    return "zh"


def wants_color(environment: Mapping[str, str]) -> bool:
    """Colour only on a terminal, and not where NO_COLOR is set."""
    return not environment.get("NO_COLOR") and sys.stderr.isatty() and environment.get("TERM") != "dumb"
