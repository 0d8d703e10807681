"""The types a field of a record can have; each reads the text of a YAML scalar and says by code what is wrong with it.

Numbers are exact fractions from here on (design, section 6). Every type also accepts a value that already has the
type, so that records can be built by code as well. Formats and codes: docs/spec/10-yaml.md.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import unicodedata
from collections.abc import Callable
from fractions import Fraction
from typing import Annotated, Any, ClassVar, TypeVar

import pyrage
from pydantic import PlainValidator, Strict, WithJsonSchema
from pydantic_core import PydanticCustomError

from generator.core import strict_base64
from generator.core.errors import FindingsError
from generator.intake.node import Loc
from generator.intake.rings import Record, Ring, ring_of
from generator.signing.ssh_keys import parse_public_key

__all__ = [
    "CHOICE", "AgeRecipient", "Bilingual", "Bool", "ClauseId", "Count", "Date", "Hex256", "Items", "NonNegative",
    "Number", "Record", "Ring", "Slug", "SshPublicKey", "Text", "Vkey", "fault", "ring_of",
]  # fmt: skip

MAX_DIGITS = 18
MAX_COUNT_DIGITS = 15
MAX_TEXT = 2000
MAX_SLUG = 64

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?%?|-?(?:0|[1-9][0-9]*)/(?:0|[1-9][0-9]*)")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_SLUG = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_CLAUSE = re.compile(r"P1-A[1-9][0-9]*|P2-[1-9][0-9]*\.[1-9][0-9]*(?:\([1-9][0-9]*\))?")
_WIDE_COMMA = re.compile("[，、]")
_HEX256 = re.compile(r"[0-9a-f]{64}")
_AGE = re.compile(r"age1[0-9ac-hj-np-z]{58}")
_VKEY = re.compile(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})")

_ED25519_BYTES = 32
_VKEY_ALGORITHMS = (1, 4)


def fault(code: str, *, at: Loc = (), **params: object) -> PydanticCustomError:
    """The error a validator raises: a message code with its parameters, never a sentence.

    ``at`` points from the value being validated to the part that is wrong, for validators of whole records.
    A parameter whose name ends in ``_value`` holds what the file says and is dropped unless the field is public.
    """
    context: dict[str, Any] = {name: str(value) for name, value in params.items()}
    if at:
        context["at"] = at
    return PydanticCustomError(code, code, context or None)


def _scalar(value: object, code: str) -> str:
    """The text of a scalar; ``code`` is what the field reports for true and false, which are no text."""
    if isinstance(value, str):
        return value
    raise _no_scalar(value, code)


def _no_scalar(value: object, code: str) -> PydanticCustomError:
    return fault("M106") if isinstance(value, (list, tuple, dict)) else fault(code, given_value=_word(value))


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _number(value: object) -> Fraction:
    if not isinstance(value, str):
        return _ready_number(value)
    if not _NUMBER.fullmatch(value):
        plain = unicodedata.normalize("NFKC", value).replace("。", ".").replace("−", "-").strip()
        raise fault("M121" if _NUMBER.fullmatch(plain) else "M120", given_value=value)
    if len(value) > MAX_DIGITS and sum(char.isdigit() for char in value) > MAX_DIGITS:
        raise fault("M122", limit=MAX_DIGITS)
    if value.isdigit():
        return Fraction(int(value))
    if value.endswith("%"):
        return Fraction(value[:-1]) / 100
    try:
        return Fraction(value)
    except ZeroDivisionError:
        raise fault("M123", given_value=value) from None


def _ready_number(value: object) -> Fraction:
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    raise _no_scalar(value, "M120")


def _non_negative(value: object) -> Fraction:
    number = _number(value)
    if number.numerator < 0:
        raise fault("M124", given_value=_word(value))
    return number


def _count(value: object) -> int:
    number = _number(value)
    if number.numerator < 0:
        raise fault("M124", given_value=_word(value))
    if number.denominator != 1 or (isinstance(value, str) and not value.isdigit()):
        raise fault("M125", given_value=_word(value))
    if number.numerator >= 10**MAX_COUNT_DIGITS:
        raise fault("M122", limit=MAX_COUNT_DIGITS)
    return number.numerator


def _date(value: object) -> datetime.date:
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    text = _scalar(value, "M130")
    match = _DATE.fullmatch(text)
    if not match:
        raise fault("M130", given_value=text)
    try:
        return datetime.date(*(int(part) for part in match.groups()))
    except ValueError:
        raise fault("M131", given_value=text) from None


def _bool(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise fault("M140", given_value=_scalar(value, "M140"))


def _text(value: object) -> str:
    text = unicodedata.normalize("NFC", _scalar(value, "M112")).strip()
    if not text:
        raise fault("M150")
    if len(text) > MAX_TEXT:
        raise fault("M151", limit=MAX_TEXT, length=len(text))
    return text


def _slug(value: object) -> str:
    text = _scalar(value, "M112")
    if not _SLUG.fullmatch(text):
        raise fault(_unlike(_SLUG, text, "M153"), given_value=text)
    if len(text) > MAX_SLUG:
        raise fault("M154", limit=MAX_SLUG)
    return text


def _pattern(pattern: re.Pattern[str], code: str) -> Callable[[object], str]:
    def validate(value: object) -> str:
        text = _scalar(value, "M112")
        if not pattern.fullmatch(text):
            raise fault(_unlike(pattern, text, code), given_value=text)
        return text

    return validate


def _unlike(pattern: re.Pattern[str], text: str, code: str) -> str:
    """M162 for a list of names that YAML takes for one text, its commas being Chinese ones, else ``code``."""
    parts = [part.strip() for part in _WIDE_COMMA.split(text)]
    names = all(_SLUG.fullmatch(part) or _CLAUSE.fullmatch(part) for part in parts)
    return "M162" if pattern in (_SLUG, _CLAUSE) and len(parts) > 1 and names else code


def _age_recipient(value: object) -> str:
    text = _scalar(value, "M112")
    try:
        if not _AGE.fullmatch(text):
            raise fault("M157", given_value=text)
        pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        raise fault("M157", given_value=text) from None
    return text


def _ssh_public_key(value: object) -> str:
    text = _scalar(value, "M112")
    try:
        key = parse_public_key(text)
    except FindingsError:
        raise fault("M158", given_value=text) from None
    if key.line != text:
        raise fault("M158", given_value=text)
    return text


def _vkey(value: object) -> str:
    text = _scalar(value, "M112")
    match = _VKEY.fullmatch(text)
    key = strict_base64.decode(match[3]) if match else None
    if match is None or key is None or len(key) != 1 + _ED25519_BYTES or key[0] not in _VKEY_ALGORITHMS:
        raise fault("M159", given_value=text)
    # C2SP signed-note: key id = first four bytes of SHA-256(name, newline, algorithm and key).
    if hashlib.sha256(match[1].encode() + b"\n" + key).hexdigest()[:8] != match[2]:
        raise fault("M160", given_value=text)
    return text


_NUMBER_SCHEMA = WithJsonSchema({"type": ["number", "string"]})

Number = Annotated[Fraction, PlainValidator(_number), _NUMBER_SCHEMA]
"""An exact number: ``12``, ``-3.5``, ``2/3`` or ``95%``; at most 18 digits (M120-M123)."""

NonNegative = Annotated[Fraction, PlainValidator(_non_negative), _NUMBER_SCHEMA]
"""A :data:`Number` that is not below zero (M124)."""

Count = Annotated[int, PlainValidator(_count), WithJsonSchema({"type": "integer", "minimum": 0})]
"""A whole number from 0, written in digits only (M125)."""

Date = Annotated[datetime.date, PlainValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
"""A day of the calendar as ``YYYY-MM-DD`` (M130, M131)."""

Bool = Annotated[bool, PlainValidator(_bool), WithJsonSchema({"type": "boolean"})]
"""``true`` or ``false``, without quotes (M140)."""

Text = Annotated[
    str,
    PlainValidator(_text),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": MAX_TEXT}),
]
"""Text for people, 1 to 2000 characters, in Unicode NFC without blanks at the ends (M150, M151)."""

Slug = Annotated[
    str,
    PlainValidator(_slug),
    WithJsonSchema({"type": "string", "pattern": f"^{_SLUG.pattern}$", "maxLength": MAX_SLUG}),
]
"""An identifier: lower-case letters and digits, in parts joined by ``-`` or ``.`` (M153, M154, M162)."""

ClauseId = Annotated[
    str,
    PlainValidator(_pattern(_CLAUSE, "M155")),
    WithJsonSchema({"type": "string", "pattern": f"^(?:{_CLAUSE.pattern})$"}),
]
"""The form of a clause id, ``P1-A16`` or ``P2-3.2(4)``; whether it exists is the catalogue's business (M155, M162)."""

Hex256 = Annotated[
    str,
    PlainValidator(_pattern(_HEX256, "M156")),
    WithJsonSchema({"type": "string", "pattern": f"^{_HEX256.pattern}$"}),
]
"""A SHA-256 digest as 64 lower-case hex digits (M156)."""

AgeRecipient = Annotated[
    str,
    PlainValidator(_age_recipient),
    WithJsonSchema({"type": "string", "pattern": f"^{_AGE.pattern}$"}),
]
"""An age X25519 recipient, checksum included (M157)."""

SshPublicKey = Annotated[str, PlainValidator(_ssh_public_key), WithJsonSchema({"type": "string"})]
"""An OpenSSH public key, ``type base64`` without a comment, which could name a person or machine (M158)."""

Vkey = Annotated[str, PlainValidator(_vkey), WithJsonSchema({"type": "string"})]
"""The verifier key of a signed note, ``name+hash+base64`` (C2SP signed-note), of an Ed25519 key (M159, M160)."""

CHOICE = Strict(False)
"""Lets an enumeration be read from its text: ``Annotated[Kind, CHOICE, Ring.PUBLIC]``."""

_Item = TypeVar("_Item")

Items = Annotated[tuple[_Item, ...], Strict(False)]
"""An immutable list: ``Items[Number]``."""


class Bilingual(Record):
    """A text in both languages of the site; it has the ring of the field that holds it."""

    ring_from_field: ClassVar[bool] = True

    zh: Text
    en: Text
