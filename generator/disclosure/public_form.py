"""Office records as public JSON: exactly the fields whose ring is PUBLIC, everything else is left behind."""

from __future__ import annotations

import datetime
import enum
from fractions import Fraction
from typing import Any

from generator.intake.rings import Record, Ring, unwrap
from generator.published.shapes import exact_text


def public_form(record: Record, *, leave_out: tuple[str, ...] = ("schema",)) -> dict[str, Any]:
    """The public fields of ``record`` by the key they have in the file.

    Numbers become exact texts, dates ISO texts, absent values ``null`` (no key for those in ``left_out_when_absent``).
    A field without a ring is RESTRICTED and does not appear; so is a record inside a restricted field. ``leave_out``
    names keys of the outermost record. A value type without rings of its own (a text in two languages) is taken as
    public: the caller picked a public field.
    """
    outer = Ring.PUBLIC if type(record).ring_from_field else Ring.RESTRICTED
    form = _record(record, outer)
    return {key: value for key, value in form.items() if key not in leave_out}


def _record(record: Record, outer: Ring) -> dict[str, Any]:
    form: dict[str, Any] = {}
    for name, info in type(record).model_fields.items():
        ring = next((mark for mark in info.metadata if isinstance(mark, Ring)), None)
        if ring is None:
            start = outer if type(record).ring_from_field else Ring.RESTRICTED
            ring = unwrap(info.annotation, start).ring
        value = getattr(record, name)
        if ring is Ring.PUBLIC and not (value is None and name in type(record).left_out_when_absent):
            form[info.alias or name] = _value(value, ring)
    return form


def _value(value: object, ring: Ring) -> Any:
    if isinstance(value, Record):
        return _record(value, ring)
    if isinstance(value, Fraction):
        return exact_text(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dict):
        return {str(key): _value(item, ring) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_value(item, ring) for item in value]
    if value is None or isinstance(value, (str, bool, int)):
        return value
    raise TypeError(f"no public form for {type(value).__name__}")
