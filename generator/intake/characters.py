"""Characters that have no business in a record: they hide text, reorder it on screen or show that it was damaged.

Whoever approves a pull request must see what will be published, so such characters are refused everywhere in a file,
comments included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff"
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Default-ignorable code points of Unicode (and fillers that show as a blank), without those of _BIDI.
_INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\u206a-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_REPLACEMENT = "\ufffd"

_IN_FILE = re.compile(f"[{_CONTROL}{_BIDI}{_INVISIBLE}{_REPLACEMENT}]|\r(?!\n)")
# A run of good characters is matched several times faster than a bad one is searched for.
_CLEAN = re.compile(f"[^{_CONTROL}{_BIDI}{_INVISIBLE}{_REPLACEMENT}\r]*")
_IN_VALUE = re.compile(f"[{_CONTROL}{_BIDI}{_INVISIBLE}\r]")
_CODES = (
    (re.compile(f"[{_BIDI}]"), "Y104"),
    (re.compile(f"[{_INVISIBLE}]"), "Y105"),
    (re.compile(f"[{_REPLACEMENT}]"), "Y106"),
)


def forbidden(text: str) -> Iterator[tuple[int, str]]:
    """Offset and code (Y103 control, Y104 bidi, Y105 invisible, Y106 replacement) of each such character of a file."""
    if _CLEAN.fullmatch(text):
        return
    for match in _IN_FILE.finditer(text):
        yield match.start(), _code(match[0])


def forbidden_in_value(text: str) -> str | None:
    """The code of the first such character that an escape put into a value, None if there is none."""
    match = _IN_VALUE.search(text)
    return _code(match[0]) if match else None


def blanked(text: str) -> str:
    """The text with each such character replaced by U+FFFD: parsing can go on, and all positions stay as they are."""
    return _IN_FILE.sub(_REPLACEMENT, text)


def notation(char: str) -> str:
    """How a message names a character that cannot be shown: ``U+202E``."""
    return f"U+{ord(char):04X}"


def _code(char: str) -> str:
    return next((code for pattern, code in _CODES if pattern.match(char)), "Y103")
