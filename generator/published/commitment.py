"""Salted commitments: RFC 9901 disclosures with a name that binds them to one slot of one record.

Source: docs/SPEC.md, "Commitments"; RFC 9901 section 4.2.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Any

from generator.core import canonical
from generator.core.errors import FindingsError

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A value with its name and salt: what is handed to whoever may open the commitment."""

    salt: bytes
    name: str
    value: Any

    def encode(self) -> str:
        """The disclosure as text: base64url of canonical ``[salt, name, value]``, unpadded."""
        return base64url(canonical.encode([base64url(self.salt), self.name, self.value]))

    @property
    def digest(self) -> str:
        """The commitment: 43 characters of base64url(SHA-256(ASCII(disclosure)))."""
        return base64url(hashlib.sha256(self.encode().encode("ascii")).digest())


def slot_name(organ: str, cycle: str, record_type: str, record_name: str, revision: int, field: str) -> str:
    """The name of a slot: no two slots of one organ share it."""
    return f"{organ}/{cycle}/{record_type}/{record_name}/{revision}/{field}"


def decode_disclosure(text: str) -> Disclosure:
    """The disclosure in ``text``; its value is not shown in any error. Raises FindingsError C120."""
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        value = canonical.decode(data)
        salt, name, held = value
        salt_bytes = base64.urlsafe_b64decode(salt + "=" * (-len(salt) % 4))
        result = Disclosure(salt_bytes, name, held)
        if not isinstance(name, str) or len(salt_bytes) != SALT_BYTES or result.encode() != text:
            raise ValueError
    except (ValueError, TypeError, AttributeError, binascii.Error, FindingsError) as error:
        raise FindingsError.of("C120") from error
    return result


def base64url(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
