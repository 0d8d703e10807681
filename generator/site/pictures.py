"""The owner's pictures: PNG and JPEG whose every part is known, without texts about who took them where.

A picture is published as it is, so what a camera or a drawing program has written into it would be published as well
(docs/spec/41-site.md, "Pictures"). Formats: W3C PNG, ITU-T T.81 Annex B (JPEG), JFIF 1.02.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from generator.core.problem import Place, Problem

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNKS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs"}
)
_START, _END, _SCAN, _JFIF, _ADOBE = 0xD8, 0xD9, 0xDA, 0xE0, 0xEE
_RESTARTS = range(0xD0, 0xD8)
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
_TABLES = frozenset({0xC4, 0xDB, 0xDD})
_ADOBE_BYTES = 12


class _Wrong(Exception):  # noqa: N818 - what is wrong with a picture, no error of the program
    """Code and the part of the picture."""


def picture_problem(path: str, data: bytes) -> Problem | None:
    """What is wrong with a picture, or None: B151 (not the format its name says), B152 (holds data about itself)."""
    try:
        if path.endswith(".png"):
            _check_png(data)
        else:
            _check_jpeg(data)
    except _Wrong as wrong:
        code, *parts = wrong.args
        return Problem(code, Place(path), {"part": parts[0]} if parts else {})
    return None


def _check_png(data: bytes) -> None:
    """Raises _Wrong. Signature, then chunks of length, type, data and CRC-32, from IHDR to IEND and nothing after."""
    if not data.startswith(_PNG):
        raise _Wrong("B151")
    names: list[bytes] = []
    at = len(_PNG)
    while at < len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 8 + length
        check = data[end : end + 4]
        if len(check) < 4 or zlib.crc32(data[at + 4 : end]) != int.from_bytes(check, "big") or b"IEND" in names:
            raise _Wrong("B151")
        if name not in _PNG_CHUNKS:
            raise _Wrong("B152", name.decode("ascii", "replace") if name.isalpha() else "?")
        names.append(name)
        at = end + 4
    if names[:1] != [b"IHDR"] or names[-1:] != [b"IEND"] or b"IDAT" not in names:
        raise _Wrong("B151")


def _check_jpeg(data: bytes) -> None:
    """Raises _Wrong. Segments from SOI to EOI; of the application's own only the short ones without texts."""
    seen: set[int] = set()
    for marker, content in _segments(data):
        if marker == _JFIF and content.startswith(b"JFIF\0") and len(content) == 14:
            continue
        if marker == _ADOBE and content.startswith(b"Adobe") and len(content) == _ADOBE_BYTES:
            continue
        if 0xE0 <= marker <= 0xEF or marker == 0xFE:
            raise _Wrong("B152", f"APP{marker - 0xE0}" if marker != 0xFE else "COM")
        if marker not in _FRAMES | _TABLES | {_SCAN}:
            raise _Wrong("B151")
        seen.add(marker)
    if _SCAN not in seen or not seen & _FRAMES:
        raise _Wrong("B151")


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and content of each segment up to EOI, which must be the last thing. Raises _Wrong."""
    if data[:2] != bytes((0xFF, _START)):
        raise _Wrong("B151")
    at = 2
    while True:
        if data[at : at + 1] != b"\xff" or at + 2 > len(data):
            raise _Wrong("B151")
        marker = data[at + 1]
        if marker == _END:
            break
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if length < 2 or at + 2 + length > len(data):
            raise _Wrong("B151")
        yield marker, data[at + 4 : at + 2 + length]
        at += 2 + length
        if marker == _SCAN:
            at = _after_scan(data, at)
    if at + 2 != len(data):
        raise _Wrong("B151")


def _after_scan(data: bytes, at: int) -> int:
    """The next marker behind coded data, in which FF is followed by 00 or is a restart."""
    while (at := data.find(b"\xff", at)) >= 0:
        following = data[at + 1 : at + 2]
        if following and following[0] != 0 and following[0] not in _RESTARTS:
            return at
        at += 2
    raise _Wrong("B151")
