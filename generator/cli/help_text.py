"""Help of commands as a page of the terminal: wrapped by display width, and in one language throughout."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import click

from generator.core import messages
from generator.core.messages import Lang
from generator.core.render import display_width

WORDS: Mapping[str, str] = {
    "Usage:": "cli.word.usage",
    "Options": "cli.word.options",
    "Commands": "cli.word.commands",
    "Show this message and exit.": "cli.word.show",
    "[required]": "cli.word.required",
    "[default: ": "cli.word.default",
    "[OPTIONS]": "cli.word.any-options",
    "COMMAND [ARGS]...": "cli.word.any-command",
    "INTEGER RANGE": "cli.word.integer",
    "INTEGER": "cli.word.integer",
    "DIRECTORY": "cli.word.folder",
    "PATH": "cli.word.path",
    "TEXT": "cli.word.text",
}
"""The library's own English words, each with its entry in the catalogues."""

_WORDS = re.compile("|".join(rf"(?<![A-Z]){re.escape(word)}(?![A-Z])" for word in WORDS))
_WIDE = re.compile("[\u2e80-\uffef]")
_NOT_FIRST = frozenset("，。；：、？！）】》”’…")
_NOT_LAST = frozenset("（【《“‘")


class HelpText(click.HelpFormatter):
    """The library's formatter, with our words and our line breaks."""

    def __init__(self, lang: Lang, width: int | None = None, max_width: int | None = None) -> None:
        super().__init__(width=width, max_width=max_width)
        self.lang = lang

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that shows how the command is called."""
        super().write_usage(prog, self._told(args), self._told(prefix or "Usage:") + " ")

    def write_heading(self, heading: str) -> None:
        """A heading over a list."""
        self.write(f"{'':>{self.current_indent}}{self._told(heading)}\n")

    def write_text(self, text: str) -> None:
        """Paragraphs, parted by empty lines."""
        indent = " " * self.current_indent
        for line in wrapped(text, self.width - self.current_indent):
            self.write(f"{indent}{line}".rstrip() + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """A list of terms, each with what it means beside it; below it where the term is long."""
        told = [(self._told(term), self._told(meaning)) for term, meaning in rows]
        beside = min(max((display_width(term) for term, _ in told), default=0), col_max) + col_spacing
        indent = " " * (self.current_indent + beside)
        for term, meaning in told:
            first, *more = wrapped(meaning, max(self.width - len(indent), 20)) or [""]
            gap = " " * (beside - display_width(term))
            between = gap if len(gap) >= col_spacing else f"\n{indent}"
            self.write(f"{'':>{self.current_indent}}{term}{between}{first}".rstrip() + "\n")
            for line in more:
                self.write(f"{indent}{line}".rstrip() + "\n")

    def _told(self, words: str) -> str:
        return _WORDS.sub(lambda found: messages.text(WORDS[found[0]], self.lang), words)


def wrapped(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` columns, with an empty line between paragraphs.

    Chinese may be broken between any two characters except at punctuation, and keeps its own line breaks; other text
    is broken at blanks only and filled up.
    """
    lines: list[str] = []
    for paragraph in text.split("\n\n"):
        own = paragraph.splitlines() if _WIDE.search(paragraph) else [" ".join(paragraph.split())]
        lines += ["", *(line for part in own for line in _filled(part, width))]
    return lines[1:]


def _filled(text: str, width: int) -> Iterable[str]:
    line = ""
    for piece in _pieces(text):
        if line.strip() and display_width((line + piece).rstrip()) > width:
            yield line.rstrip()
            line = ""
        line += piece if line else piece.lstrip()
    yield line.rstrip()


def _pieces(text: str) -> Iterable[str]:
    """What stays on one line; blanks belong to what is before them."""
    begin = 0
    for at in range(1, len(text)):
        before, after = text[at - 1], text[at]
        wide = (_WIDE.match(before) or _WIDE.match(after)) and before not in _NOT_LAST and after not in _NOT_FIRST
        if after != " " and (before == " " or wide):
            yield text[begin:at]
            begin = at
    yield text[begin:]
