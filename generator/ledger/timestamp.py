"""Timestamps of RFC 3161 authorities on checkpoints: somebody else's clock (docs/spec/22-witnesses.md, "Timestamps").

A token is over the checkpoint's text (its first three lines), so cosignatures can be added later. Pure: bytes in, a
time out; nobody is asked over a network.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from math import ceil

from cryptography import x509
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

from generator.core.errors import FindingsError
from generator.ledger.checkpoint import parse_size

FOLDER = "timestamps/"
SUFFIX = ".tsr"
MAX_BYTES = 64 * 1024

_DIGESTS = {
    "2.16.840.1.101.3.4.2.1": hashlib.sha256,
    "2.16.840.1.101.3.4.2.2": hashlib.sha384,
    "2.16.840.1.101.3.4.2.3": hashlib.sha512,
}
"""Hash functions by the object identifiers that tokens name them with."""

_PATH = re.compile(r"timestamps/([0-9]+)\.tsr", re.ASCII)


def token_path(size: int) -> str:
    """Where the token for the checkpoint of ``size`` lies, below the ledger."""
    return f"{FOLDER}{size}{SUFFIX}"


def tokens_in(files: Mapping[str, bytes]) -> tuple[dict[int, bytes], list[str]]:
    """The tokens among the ledger's files by the size in their names, and paths in their folder that are no token's."""
    tokens: dict[int, bytes] = {}
    strays: list[str] = []
    for path in sorted(files):
        if not path.startswith(FOLDER):
            continue
        match = _PATH.fullmatch(path)
        size = parse_size(match[1]) if match else None
        if size:
            tokens[size] = files[path]
        else:
            strays.append(path)
    return tokens, strays


def verify_token(token: bytes, text: str, accepted: Sequence[bytes], path: str = "") -> int:
    """The time of a token (a DER TimeStampResp) over ``text``, in whole seconds since 1970, rounded up.

    ``accepted`` are DER certificates: roots, and intermediates where the token does not bring them. The authority's
    certificate must be good for timestamping and valid at that time, however long ago.
    Raises FindingsError L206 (no token: too large, malformed, or refused by the authority), L207 (over another text, or
    a weak hash), L208 (not by an accepted authority, or false), L209 (an accepted certificate is none).
    """
    try:
        roots = [x509.load_der_x509_certificate(der) for der in accepted]
    except ValueError as error:
        raise FindingsError.of("L209", path) from error
    if len(token) > MAX_BYTES:
        raise FindingsError.of("L206", path)
    try:
        response = decode_timestamp_response(token)
        made = response.tst_info.gen_time
        imprint = response.tst_info.message_imprint
    except ValueError as error:
        raise FindingsError.of("L206", path) from error
    digest = _DIGESTS.get(imprint.hash_algorithm.dotted_string)
    if digest is None or digest(text.encode()).digest() != imprint.message:
        raise FindingsError.of("L207", path)
    if not roots:
        raise FindingsError.of("L208", path)
    try:
        VerifierBuilder(roots=roots).build().verify(response, imprint.message)
    except (VerificationError, ValueError) as error:
        raise FindingsError.of("L208", path) from error
    return ceil(made.timestamp())
