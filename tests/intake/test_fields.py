"""Typed fields: every form they accept, and the code of every form they refuse."""

import base64
import datetime
import enum
from fractions import Fraction
from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from generator.core.messages import catalogue
from generator.intake.fields import (
    CHOICE,
    AgeRecipient,
    Bilingual,
    Bool,
    ClauseId,
    Count,
    Date,
    Hex256,
    Items,
    NonNegative,
    Number,
    Record,
    Slug,
    SshPublicKey,
    Text,
    Vkey,
)
from generator.signing import demo
from generator.signing.ssh_wire import string


def ecdsa_line(curve: str, size: int, kind: str = "") -> str:
    kind = kind or f"ecdsa-sha2-{curve}"
    blob = b"".join(string(part) for part in (kind.encode(), curve.encode(), b"\x04" + bytes(size - 1)))
    return f"{kind} {base64.b64encode(blob).decode()}"


ED25519 = demo.public_key_line("demo-office-1").rpartition(" ")[0]
# The example of C2SP signed-note.
VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
RECIPIENT = demo.age_recipient("demo-office")


def value(kind: Any, text: object) -> Any:
    return TypeAdapter(kind).validate_python(text)


def code(kind: Any, text: object) -> str:
    with pytest.raises(ValidationError) as caught:
        value(kind, text)
    (error,) = caught.value.errors()
    assert error["type"] in catalogue()
    return error["type"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", Fraction(12)),
        ("-3.50", Fraction(-7, 2)),
        ("0.1", Fraction(1, 10)),
        ("2/6", Fraction(1, 3)),
        ("-1/2", Fraction(-1, 2)),
        ("95.5%", Fraction(955, 1000)),
        ("-20%", Fraction(-1, 5)),
        ("123456789012345678", Fraction(123456789012345678)),
        (Fraction(1, 3), Fraction(1, 3)),
        (7, Fraction(7)),
    ],
)
def test_number(text: object, number: Fraction) -> None:
    assert value(Number, text) == number
    assert isinstance(value(Number, text), Fraction)


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (Number, "", "M120"),
        (Number, "85分", "M120"),
        (Number, "1,000", "M120"),
        (Number, "007", "M120"),
        (Number, "1e3", "M120"),
        (Number, ".5", "M120"),
        (Number, "1.", "M120"),
        (Number, "1/2/3", "M120"),
        (Number, "1.5/2", "M120"),
        (Number, "1/2%", "M120"),
        (Number, " 1", "M121"),
        (Number, "１２", "M121"),
        (Number, "85．5", "M121"),
        (Number, "٣", "M120"),
        (Number, True, "M120"),
        (Number, 1.5, "M120"),
        (Number, [], "M106"),
        (Number, {}, "M106"),
        (Number, "1234567890123456789", "M122"),
        (Number, "0.123456789012345678", "M122"),
        (Number, "1/0", "M123"),
        (NonNegative, "-0.1", "M124"),
        (NonNegative, "x", "M120"),
        (Count, "-1", "M124"),
        (Count, "1.5", "M125"),
        (Count, "1.0", "M125"),
        (Count, "4/2", "M125"),
        (Count, "-0", "M125"),
        (Count, "1000000000000000", "M122"),
        (Date, "2025-3-4", "M130"),
        (Date, "2025/03/04", "M130"),
        (Date, "2025年3月4日", "M130"),
        (Date, "２０２５-03-04", "M130"),
        (Date, datetime.datetime(2025, 1, 1), "M130"),
        (Date, "2025-02-29", "M131"),
        (Date, "0000-01-01", "M131"),
        (Bool, "true", "M140"),
        (Bool, [], "M106"),
        (Text, "  ", "M150"),
        (Text, "x" * 2001, "M151"),
        (Text, True, "M112"),
        (Text, [], "M106"),
        (Slug, "Dept", "M153"),
        (Slug, "a--b", "M153"),
        (Slug, "-a", "M153"),
        (Slug, "a\n", "M153"),
        (Slug, "科室", "M153"),
        (Slug, "dept-1，dept-2", "M162"),
        (Slug, "dept-1 、 dept-2", "M162"),
        (Slug, "dept-1，local-rules，P1-A16", "M162"),
        (Slug, "dept-1，科室", "M153"),
        (Slug, "dept-1，", "M153"),
        (ClauseId, "P1-A16，P2-3.2(4)", "M162"),
        (ClauseId, "P1-A16，第十六条", "M155"),
        (Hex256, "a，b", "M156"),
        (Slug, "a" * 65, "M154"),
        (ClauseId, "P1-A0", "M155"),
        (ClauseId, "P1-16", "M155"),
        (ClauseId, "P2-3", "M155"),
        (ClauseId, "P2-3.2（4）", "M155"),
        (Hex256, "A" * 64, "M156"),
        (Hex256, "a" * 63, "M156"),
        (AgeRecipient, RECIPIENT[:-1] + ("q" if RECIPIENT[-1] != "q" else "p"), "M157"),
        (AgeRecipient, "age1", "M157"),
        (SshPublicKey, ED25519 + " someone@machine", "M158"),
        (SshPublicKey, ED25519.replace("ssh-ed25519", "ssh-rsa"), "M158"),
        (SshPublicKey, ED25519[:-4], "M158"),
        (SshPublicKey, ED25519.replace("C3Nz", "C3Na"), "M158"),
        (SshPublicKey, "ssh-ed25519", "M158"),
        (SshPublicKey, "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "A" * 43, "M158"),
        (SshPublicKey, ED25519 + " comment", "M158"),
        (SshPublicKey, ecdsa_line("nistp384", 97), "M158"),
        (SshPublicKey, ecdsa_line("nistp521", 133), "M158"),
        (SshPublicKey, ecdsa_line("nistp256", 65, "sk-ecdsa-sha2-nistp256@openssh.com"), "M158"),
        (Vkey, "example.com/foo", "M159"),
        (Vkey, VKEY.replace("+Aeky", "+Beky"), "M159"),
        (Vkey, VKEY.replace("530d", "530e"), "M160"),
    ],
)
def test_refused(kind: Any, text: object, expected: str) -> None:
    assert code(kind, text) == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (NonNegative, "0", Fraction(0)),
        (Count, "12", 12),
        (Count, 12, 12),
        (Date, "2024-02-29", datetime.date(2024, 2, 29)),
        (Date, datetime.date(2025, 1, 1), datetime.date(2025, 1, 1)),
        (Bool, True, True),
        (Text, " 甲\n乙\n", "甲\n乙"),
        (Text, "e\u0301", "\u00e9"),
        (Slug, "dept-03.a", "dept-03.a"),
        (ClauseId, "P1-A16", "P1-A16"),
        (ClauseId, "P2-3.2(4)", "P2-3.2(4)"),
        (ClauseId, "P2-3.2", "P2-3.2"),
        (Hex256, "0" * 64, "0" * 64),
        (AgeRecipient, RECIPIENT, RECIPIENT),
        (SshPublicKey, ED25519, ED25519),
        (Vkey, VKEY, VKEY),
    ],
)
def test_accepted(kind: Any, text: object, expected: object) -> None:
    assert value(kind, text) == expected
    assert type(value(kind, text)) is type(expected)


class Colour(enum.StrEnum):
    RED = "red"


class Sample(Record):
    name: Bilingual
    colour: Annotated[Colour, CHOICE]
    numbers: Items[Number]


def test_records_are_strict_frozen_and_closed() -> None:
    data = {"name": {"zh": "甲", "en": "A"}, "colour": "red", "numbers": ["1", "1/2"]}
    sample = Sample.model_validate(data)
    assert (sample.colour, sample.numbers, sample.name.en) == (Colour.RED, (Fraction(1), Fraction(1, 2)), "A")
    with pytest.raises(ValidationError):
        sample.colour = Colour.RED
    with pytest.raises(ValidationError):
        Sample.model_validate({**data, "more": "1"})
    with pytest.raises(ValidationError):
        Sample.model_validate({**data, "name": {"zh": "甲"}})


def test_models_have_a_json_schema() -> None:
    properties = Sample.model_json_schema()["properties"]
    assert properties["numbers"]["items"] == {"type": ["number", "string"]}


@settings(max_examples=200, deadline=None)
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_a_decimal_is_read_exactly(number: Any) -> None:
    assert value(Number, f"{number:f}") == Fraction(number)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=12) | st.text(alphabet="0123456789.-/%+aeP(): ", max_size=12))
def test_any_text_is_read_or_refused_by_code(text: str) -> None:
    for kind in (
        Number,
        NonNegative,
        Count,
        Date,
        Bool,
        Text,
        Slug,
        ClauseId,
        Hex256,
        AgeRecipient,
        SshPublicKey,
        Vkey,
    ):
        try:
            value(kind, text)
        except ValidationError as error:
            assert error.errors()[0]["type"] in catalogue()
