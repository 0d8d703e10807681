"""Office values as JSON with everything in them: what is committed to, never what is published."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

from generator.intake.rings import Record
from generator.published.derivation import Step
from generator.published.shapes import exact_text


def whole_form(value: object) -> Any:
    """``value`` with every field: records by the keys of their file, numbers as exact texts, dates as ISO texts.

    A field without a value is ``null``; those in ``left_out_when_absent`` have no key, as in the public form.
    """
    if isinstance(value, Step):
        return value.to_json()
    if isinstance(value, Record):
        listed = ((name, info, getattr(value, name)) for name, info in type(value).model_fields.items())
        optional = type(value).left_out_when_absent
        return {
            info.alias or name: whole_form(item)
            for name, info, item in listed
            if item is not None or name not in optional
        }
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: whole_form(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Fraction):
        return exact_text(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): whole_form(item) for key, item in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return whole_form(value._asdict())
    if isinstance(value, (list, tuple)):
        return [whole_form(item) for item in value]
    if value is None or isinstance(value, (str, bool, int)):
        return value
    raise TypeError(f"no form for {type(value).__name__}")
