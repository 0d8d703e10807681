"""Small parsers for the values inside published JSON; each raises FindingsError with a place inside the document.

Source: docs/SPEC.md, "Public records".
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, TypeVar

from generator.core.errors import FindingsError, KaoheError

T = TypeVar("T")

SLUG = re.compile(r"(?=.{1,64}\Z)[a-z0-9]+(?:[.-][a-z0-9]+)*")
HEX64 = re.compile(r"[0-9a-f]{64}")
NONCE = re.compile(r"[0-9a-f]{32}")
DIGEST = re.compile(r"[A-Za-z0-9_-]{43}")
EXACT = re.compile(r"-?(?:0|[1-9][0-9]*)(?:/[1-9][0-9]*)?")
SHOWN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")

MAX_NUMBER = 1000
"""Longest spelling of a number, in characters: readers of integers refuse or take very long above a few thousand."""


class Document:
    """One JSON object being read: remembers its path so that every refusal says where."""

    def __init__(self, value: Any, path: str, at: str = "") -> None:
        self.value, self.path, self.at = value, path, at

    def refuse(self, what: str) -> KaoheError:
        """The error for this document: C110 with the place inside it and the shape that was expected."""
        return FindingsError.of("C110", self.path, at=self.at or "/", expected=what)

    def keys(self, names: Iterable[str]) -> Document:
        """Exactly these keys, no more and no fewer."""
        if not isinstance(self.value, dict) or set(self.value) != set(names):
            raise self.refuse("{" + ", ".join(sorted(names)) + "}")
        return self

    def get(self, name: str) -> Document:
        """The member ``name``."""
        if not isinstance(self.value, dict) or name not in self.value:
            raise self.refuse(name)
        return Document(self.value[name], self.path, f"{self.at}/{name}")

    def items(self) -> list[Document]:
        """The members of an array."""
        if not isinstance(self.value, list):
            raise self.refuse("array")
        return [Document(item, self.path, f"{self.at}/{i}") for i, item in enumerate(self.value)]

    def members(self) -> dict[str, Document]:
        """The members of an object with free keys."""
        if not isinstance(self.value, dict):
            raise self.refuse("object")
        return {key: Document(item, self.path, f"{self.at}/{key}") for key, item in self.value.items()}

    def text(self, pattern: re.Pattern[str] | None = None) -> str:
        """A text, matching ``pattern`` as a whole where one is given."""
        if not isinstance(self.value, str) or (pattern is not None and not pattern.fullmatch(self.value)):
            raise self.refuse(pattern.pattern if pattern else "text")
        return self.value

    def one_of(self, allowed: Iterable[str]) -> str:
        """A text out of a closed vocabulary."""
        allowed = list(allowed)
        if not isinstance(self.value, str) or self.value not in allowed:
            raise self.refuse(" | ".join(allowed))
        return self.value

    def integer(self, minimum: int = 0) -> int:
        """An integer of at least ``minimum``."""
        if not isinstance(self.value, int) or isinstance(self.value, bool) or self.value < minimum:
            raise self.refuse(f"integer >= {minimum}")
        return self.value

    def boolean(self) -> bool:
        """``true`` or ``false``."""
        if not isinstance(self.value, bool):
            raise self.refuse("true | false")
        return self.value

    def date(self) -> datetime.date:
        """A real calendar day, ``YYYY-MM-DD``."""
        try:
            day = datetime.date.fromisoformat(self.text(re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)))
        except ValueError as error:
            raise self.refuse("YYYY-MM-DD") from error
        return day

    def exact(self) -> Fraction:
        """An exact number in its one spelling, of at most ``MAX_NUMBER`` characters."""
        spelled = self.text(EXACT)
        if len(spelled) > MAX_NUMBER:
            raise self.refuse(f"<= {MAX_NUMBER}")
        number = Fraction(spelled)
        if exact_text(number) != spelled:
            raise self.refuse("reduced fraction")
        return number

    def shown(self) -> str:
        """A number as it is shown, of at most ``MAX_NUMBER`` characters."""
        spelled = self.text(SHOWN)
        if len(spelled) > MAX_NUMBER:
            raise self.refuse(f"<= {MAX_NUMBER}")
        return spelled

    def bilingual(self) -> dict[str, str]:
        """A text in Chinese and English."""
        self.keys(("zh", "en"))
        return {lang: self.get(lang).text() for lang in ("zh", "en")}

    def optional(self, read: Callable[[Document], T]) -> T | None:
        """``null`` or what ``read`` reads."""
        return None if self.value is None else read(self)


def exact_text(number: Fraction) -> str:
    """The one spelling of an exact number: ``7``, ``-1/3``."""
    return str(number.numerator) if number.denominator == 1 else f"{number.numerator}/{number.denominator}"
