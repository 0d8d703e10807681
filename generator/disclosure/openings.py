"""The openings of a statement: every nonce and disclosure, sealed with age for named recipients.

Source: docs/SPEC.md, "Commitments".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pyrage

from generator.core import canonical
from generator.core.errors import FindingsError, NotCheckedError
from generator.disclosure.salts import ReplayedSalts
from generator.published.commitment import Disclosure, decode_disclosure
from generator.published.shapes import HEX64, NONCE, Document

VERSION = "kaohe/openings/v1"
MAX_OPENINGS = 64 * 1024 * 1024
"""Largest sealed file of openings."""

Seal = Callable[[bytes, Sequence[str]], bytes]


@dataclass(frozen=True, slots=True)
class Openings:
    """What opens the commitments of one statement. Restricted: never in a message, never in the ledger."""

    statement: str
    nonces: Mapping[str, str]
    disclosures: tuple[Disclosure, ...]
    inputs: tuple[Disclosure, ...]

    def encode(self) -> bytes:
        """Canonical bytes, to be sealed at once."""
        return canonical.encode(
            {
                "version": VERSION,
                "statement": self.statement,
                "nonces": dict(self.nonces),
                "disclosures": [item.encode() for item in self.disclosures],
                "inputs": [item.encode() for item in self.inputs],
            }
        )

    def replay(self) -> ReplayedSalts:
        """The randomness with which the same bytes can be made again."""
        every = (*self.disclosures, *self.inputs)
        return ReplayedSalts(
            {path: bytes.fromhex(nonce) for path, nonce in self.nonces.items()},
            {item.name: item.salt for item in every},
        )


def decode_openings(data: bytes, path: str) -> Openings:
    """The openings in unsealed bytes. Raises FindingsError C102, C103, C110 or C120; never shows a value."""
    document = Document(canonical.decode(data, path), path)
    document.keys(("version", "statement", "nonces", "disclosures", "inputs"))
    document.get("version").one_of((VERSION,))
    return Openings(
        statement=document.get("statement").text(HEX64),
        nonces={name: item.text(NONCE) for name, item in document.get("nonces").members().items()},
        disclosures=tuple(decode_disclosure(item.text()) for item in document.get("disclosures").items()),
        inputs=tuple(decode_disclosure(item.text()) for item in document.get("inputs").items()),
    )


def decode_inputs(data: bytes, path: str) -> tuple[str, tuple[Disclosure, ...]]:
    """The statement (SHA-256, hex) and the inputs alone, which is much faster; raises as :func:`decode_openings`."""
    document = Document(canonical.decode(data, path), path)
    document.get("version").one_of((VERSION,))
    inputs = tuple(decode_disclosure(item.text()) for item in document.get("inputs").items())
    return document.get("statement").text(HEX64), inputs


def seal(data: bytes, recipients: Sequence[str]) -> bytes:
    """``data`` as an age file for ``recipients`` (``age1…``). Raises FindingsError D120 for a bad recipient."""
    try:
        keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
        return bytes(pyrage.encrypt(data, keys))
    except (pyrage.RecipientError, pyrage.EncryptError) as error:
        raise FindingsError.of("D120") from error


def unseal(data: bytes, identities: Sequence[str], path: str) -> bytes:
    """The plaintext of an age file.

    Raises NotCheckedError D121 where none of the identities opens it or the file is damaged, D122 where an
    identity is malformed (its text is not shown).
    """
    try:
        keys = [pyrage.x25519.Identity.from_str(identity) for identity in identities]
    except pyrage.IdentityError as error:
        raise NotCheckedError.of("D122", path) from error
    try:
        return bytes(pyrage.decrypt(data, keys))
    except pyrage.DecryptError as error:
        raise NotCheckedError.of("D121", path) from error
