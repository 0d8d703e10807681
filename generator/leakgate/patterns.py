"""What must not be published whatever the request says: identifiers of persons, keys, secrecy marks, canaries.

Resident identity numbers by GB 11643-1999, credit codes (which are public, and look alike) by GB 32100-2015 with the
organisation code of GB 11714-1997 inside, card numbers by ISO/IEC 7812-1.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.leakgate.normal import Folded

CODES = {
    "resident_id": "K120",
    "mobile": "K121",
    "email": "K122",
    "bank_card": "K123",
    "private_key": "K124",
    "secrecy_mark": "K125",
    "canary": "K126",
}
"""Message code of each kind of pattern."""

_EDGE = rb"(?<![0-9A-Za-z])"
_END = rb"(?![0-9A-Za-z])"
_DIGITS = re.compile(rb"[0-9](?:[ \x1f-]?[0-9]){10,}")
# Eleven digits in a row, separators taken out, are found much faster than the pattern.
_JOINS = b" \x1f-"
_DIGIT_SHAPE = bytes(ord("0") if char in b"0123456789" else ord(".") for char in range(256))
_ELEVEN = b"0" * 11
_RESIDENT_ID = re.compile(
    _EDGE
    + rb"[1-9][0-9]{5}[ \x1f-]?(?:18|19|20)[0-9]{2}[ \x1f-]?(?:0[1-9]|1[0-2])[ \x1f-]?[0-9]{2}"
    + rb"[ \x1f-]?[0-9]{3}[ \x1f-]?[0-9Xx]"
    + _END
)
_MOBILE = re.compile(_EDGE + rb"(?:(?:\+|00)?86[ \x1f-]?)?(1[3-9][0-9]([ \x1f-]?)[0-9]{4}\2[0-9]{4})" + _END)
_CARD = re.compile(
    _EDGE
    + rb"(?:4[0-9]{3}|5[0-8][0-9]{2}|6[0-9]{3}|35[0-9]{2}|2[2-7][0-9]{2}|955[0-9])"
    + rb"([ \x1f-]?)[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?:\1[0-9]{1,3})?"
    + _END
)
_DOMAIN = re.compile(rb"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})\.)+[A-Za-z]{2,24}(?![A-Za-z0-9-])")
_LOCAL = re.compile(rb"[A-Za-z0-9!#$%&'*+=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+=?^_`{|}~-]+)*$")
_FILE_NAME = re.compile(rb"\.(?:png|jpe?g|gif|svg|webp|ico|css|m?js|map|json|html?|woff2?)$", re.I)
_NAMESPACE = re.compile(rb"kaohe-[a-z]+(?:-[a-z]+)*")
# Who holds the copyright of a program must stay named in it, so an address in such a notice is public.
_NOTICE = re.compile(rb"(?:\bcopyright\b|\(c\))[^\r\n@]{0,80}<$", re.I)
_NOTICE_MAX = 100
_LOCAL_MAX = 64
_PICKED_EMAIL_MIN = 12
_LIGHT_MARKS = (
    (b"PRIVATE KEY-----", "private_key"),
    (b"PRIVATE+KEY+", "private_key"),
    (b"PuTTY-User-Key-File", "private_key"),
)
_HEAVY_MARKS = ((b"agesecretkey1", "private_key"), (b"opensshkeyv1", "private_key"), (b"kaohecanary", "canary"))
_WORD = "(?:绝密|机密|秘密|工作秘密)"
_SECRECY = re.compile(f"{_WORD}[★☆]|[【〖\\[]{_WORD}[】〗\\]]".encode())
_SECRET = "密".encode()
_SECRECY_HINTS = tuple(f"密{mark}".encode() for mark in "★☆】〗]")

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
    ]
)
_CREDIT_KINDS = frozenset(
    [
        "11",
        "12",
        "13",
        "19",
        "21",
        "29",
        "31",
        "32",
        "33",
        "34",
        "35",
        "39",
        "41",
        "49",
        "51",
        "52",
        "53",
        "54",
        "55",
        "59",
        "61",
        "62",
        "69",
        "71",
        "72",
        "79",
        "81",
        "89",
        "91",
        "92",
        "93",
    ]
)


@dataclass(frozen=True, slots=True)
class Mark:
    """A pattern of ``kind`` at characters ``[start, end)`` of a text."""

    kind: str
    start: int
    end: int


def find(folded: Folded, *, intact: bool = True) -> Iterator[Mark]:
    """All patterns in a text; in text picked out of other bytes only long e-mail addresses count."""
    line = folded.light
    for digits in _DIGITS.finditer(line) if _ELEVEN in line.translate(_DIGIT_SHAPE, _JOINS) else ():
        yield from _numbers(folded, max(digits.start() - 3, 0), digits.end() + 2)
    if b"@" in line:
        yield from _emails(folded, intact)
    for mark, kind in _LIGHT_MARKS:
        yield from (Mark(kind, *folded.light_span(at, at + len(mark))) for at in _places(line, mark))
    for mark, kind in _HEAVY_MARKS:
        yield from (Mark(kind, *folded.heavy_span(at, at + len(mark))) for at in _places(folded.heavy, mark))
    if _SECRET in folded.heavy and any(hint in folded.heavy for hint in _SECRECY_HINTS):
        yield from (Mark("secrecy_mark", *folded.heavy_span(*m.span())) for m in _SECRECY.finditer(folded.heavy))


def is_resident_id(number: str) -> bool:
    """Whether 18 characters are a resident identity number: a date that exists and the check character."""
    if re.fullmatch("[1-9][0-9]{16}[0-9Xx]", number) is None:
        return False
    try:
        datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, number, strict=False))
    return "10X98765432"[total % 11] == number[17].upper()


def is_credit_code(code: str) -> bool:
    """Whether 18 characters are a unified social credit code: registration kind, province and both check characters."""
    code = code.upper()
    if (
        len(code) != 18
        or set(code) - set(_CREDIT_ALPHABET)
        or code[:2] not in _CREDIT_KINDS
        or code[2:4] not in _PROVINCES
    ):
        return False
    total = sum(pow(3, place, 31) * _CREDIT_ALPHABET.index(char) for place, char in enumerate(code[:17]))
    organisation = sum(
        weight * int(char, 36) for weight, char in zip((3, 7, 9, 10, 5, 8, 4, 2), code[8:16], strict=True)
    )
    return code[17] == _CREDIT_ALPHABET[-total % 31] and code[16] == "0123456789X"[-organisation % 11]


def is_card_number(number: str) -> bool:
    """Whether the digits satisfy the check digit of ISO/IEC 7812-1 (Luhn) and are not all alike."""
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2]]
    return (sum(doubled) + sum(int(digit) for digit in number[::-2])) % 10 == 0 and len(set(number)) > 2


def _places(line: bytes, mark: bytes) -> Iterator[int]:
    at = line.find(mark)
    while at >= 0:
        yield at
        at = line.find(mark, at + len(mark))


def _numbers(folded: Folded, low: int, high: int) -> Iterator[Mark]:
    """Numbers of persons in the light bytes ``[low, high)``, which hold one stretch of digits and its edges."""
    line = folded.light
    persons: set[int] = set()
    for match in _RESIDENT_ID.finditer(line, low, high):
        number = _plain(match[0])
        if is_resident_id(number) and not is_credit_code(number):
            persons.add(match.start())
            yield Mark("resident_id", *folded.light_span(*match.span()))
    for match in _MOBILE.finditer(line, low, high):
        if not _is_part_of_figure(line, *match.span(1)):
            yield Mark("mobile", *folded.light_span(*match.span(1)))
    for match in _CARD.finditer(line, low, high):
        number = _plain(match[0])
        if match.start() in persons or _is_part_of_figure(line, *match.span()) or is_credit_code(number):
            continue
        if is_card_number(number):
            yield Mark("bank_card", *folded.light_span(*match.span()))


def _plain(number: bytes) -> str:
    return number.translate(None, _JOINS).decode()


def _is_part_of_figure(line: bytes, start: int, end: int) -> bool:
    """Whether a number is the decimals of another, has decimals itself, or is one side of a fraction ``n/d``.

    Exact scores are fractions of long numbers. Two mobile numbers with a slash between them are no fraction, nor is
    a number in a path; ``.0`` is what a spreadsheet adds to a number that it took for a figure.
    """
    before, after = line[max(start - 40, 0) : start], line[end : end + 40]
    if re.search(rb"[0-9]\.$", before) or re.match(rb"\.(?!0+(?![0-9]))[0-9]", after):
        return True
    over, under = re.match(rb"/([0-9]+)(?![0-9A-Za-z/])", after), re.search(rb"(?<![0-9A-Za-z/])([0-9]+)/$", before)
    return any(part is not None and not re.fullmatch(rb"1[3-9][0-9]{9}", part[1]) for part in (over, under))


def _emails(folded: Folded, intact: bool) -> Iterator[Mark]:
    line = folded.light
    for match in _DOMAIN.finditer(line):
        low = max(match.start() - _LOCAL_MAX, 0)
        local = _LOCAL.search(line[low : match.start()])
        if local is None or _FILE_NAME.search(match[0]) or _NAMESPACE.fullmatch(local[0]):
            continue
        start = low + local.start()
        if _NOTICE.search(line[max(start - _NOTICE_MAX, 0) : start]):
            continue
        if intact or match.end() - start >= _PICKED_EMAIL_MIN:
            yield Mark("email", *folded.light_span(start, match.end()))
