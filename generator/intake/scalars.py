"""Plain values that another YAML reader would turn into something else.

Our reader keeps every scalar as text, but the same file is also opened by editors, scripts and spreadsheets. Where YAML
1.1 or 1.2 would read a plain (unquoted) word as a boolean, null, octal, time or float, the writer has to say what is
meant: by quotes, or by the one notation that all readers agree on.
"""

from __future__ import annotations

import itertools
import re

_YES_NO = ("yes", "no", "on", "off", "y", "n")
_WORDS = {
    "": "Y143",
    **{"".join(letters): "Y140" for word in _YES_NO for letters in itertools.product(*((c, c.upper()) for c in word))},
    **dict.fromkeys(("True", "TRUE", "False", "FALSE"), "Y141"),
    **dict.fromkeys(("~", "null", "Null", "NULL"), "Y142"),
    **dict.fromkeys(("<<", "="), "Y116"),
}

_NUMBERS: tuple[tuple[str, str], ...] = (
    ("Y151", r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"),
    ("Y145", r"[-+]?[0-9][0-9_]*(?::[0-9]+)+(?:\.[0-9_]*)?"),
    ("Y147", r"[-+]?0(?:[xX][0-9a-fA-F_]+|[oO][0-7_]+|[bB][01_]+)"),
    ("Y148", r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9_]+)[eE][-+]?[0-9]+"),
    ("Y146", r"[-+]?[0-9]+_[0-9_]*(?:\.[0-9_]*)?|[-+]?[0-9]*\.[0-9]*_[0-9_]*"),
    ("Y150", r"\+(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"),
    ("Y144", r"-?0[0-9]+(?:\.[0-9]*)?"),
    ("Y149", r"-?(?:\.[0-9]+|[0-9]+\.)"),
    ("Y153", r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}.*"),
)
_AMBIGUOUS_NUMBER = re.compile("|".join(f"(?P<{code}>{pattern})" for code, pattern in _NUMBERS), re.DOTALL)
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_NUMBER_STARTS = frozenset("0123456789+-.")
_ODD_BLANKS = frozenset("\u00a0\u1680\u202f\u205f\u3000") | {chr(code) for code in range(0x2000, 0x200B)}
_PAIRS = (("“", "”"), ("‘", "’"), ("「", "」"), ("『", "』"))

QUOTES = frozenset('"') | {sign for pair in _PAIRS for sign in pair}
"""Signs of which a plain scalar may hold one too many."""

SUSPECT = _NUMBER_STARTS | _ODD_BLANKS | {word[:1] for word in _WORDS}
"""First characters (and the empty text) of what can be ambiguous; nearly all words of a record begin otherwise."""


def ambiguity(text: str) -> str | None:
    """The code (Y116, Y140-Y154) of what another reader might make of the plain scalar ``text``, None if it is clear.

    >>> ambiguity("NO"), ambiguity("0123"), ambiguity("12.50"), ambiguity("2025-03-04"), ambiguity("1/3")
    ('Y140', 'Y144', None, None, None)
    """
    first = text[:1]
    if first in _NUMBER_STARTS:
        if first != "0" and text.isdigit():
            return None
        match = None if _PLAIN_NUMBER.fullmatch(text) else _AMBIGUOUS_NUMBER.fullmatch(text)
        return match.lastgroup if match else None
    return "Y154" if first in _ODD_BLANKS else _WORDS.get(text)


def stray_quote(text: str) -> bool:
    """Whether a plain scalar begins or ends with a quotation mark whose other half is missing.

    Quotes in pairs are part of the text. So is one after a digit (inches), and the apostrophe.

    >>> stray_quote('办公室"'), stray_quote("“办公室"), stray_quote("“办公室”"), stray_quote('19"')
    (True, True, False, False)
    """
    if text.endswith('"') and text.count('"') % 2 == 1 and not text[:-1].endswith(tuple("0123456789")):
        return True
    for opening, closing in _PAIRS:
        if text.startswith(opening) and closing not in text:
            return True
        if closing != "’" and text.endswith(closing) and opening not in text:
            return True
    return False


def meant_as_mapping(text: str) -> bool:
    """Whether a plain scalar, standing where a mapping could, is a key and value joined by a full-width colon."""
    key, colon, _ = text.partition("：")
    return bool(colon) and bool(key) and len(key) <= 40 and not any(char in key for char in "，。；、 \n")
