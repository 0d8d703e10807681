"""A second search for restricted texts, which shares nothing with the leak gate: encode the text, look for the bytes.

The leak gate decodes what it finds; this encodes what must not be there. A mistake in one is not a mistake in both.
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

MAX_DEPTH = 4
MAX_UNPACKED = 64 * 1024 * 1024


class Hit(NamedTuple):
    """Where a text was found: the file, how it was packed, how it was written, and which text (its index)."""

    path: str
    layer: str
    form: str
    text: int


def search(files: Mapping[str, bytes], texts: Sequence[str]) -> list[Hit]:
    """Every form of every text in the names and contents of ``files`` (by path), packed ones unpacked."""
    needles = [(index, encoded(text), _folded(text).encode(), compact(text)) for index, text in enumerate(texts)]
    hits = []
    for path, data in {**files, "(names)": "\n".join(files).encode("utf-8", "surrogateescape")}.items():
        for layer, content in layers(data):
            folded = _folded(content.decode("utf-8", "replace")).encode()
            joined = re.sub(rb"[ \t\r\n]+", b"", content)
            for index, forms, plain, runs in needles:
                found = [form for form, needle in forms.items() if needle in content]
                found += [f"{form}, in lines" for form, needle in runs.items() if needle in joined]
                found += ["folded"] if plain in folded else []
                hits += [Hit(path, layer, form, index) for form in found]
    return hits


def encoded(text: str) -> dict[str, bytes]:
    """The text in the ways in which files write text."""
    data, gb = text.encode(), text.encode("gb18030")
    units = struct.unpack(f"<{len(text.encode('utf-16-le')) // 2}H", text.encode("utf-16-le"))
    forms = {
        "utf-8": data,
        "gb18030": gb,
        "utf-16-le": text.encode("utf-16-le"),
        "utf-16-be": text.encode("utf-16-be"),
        "json": json.dumps(text)[1:-1].encode(),
        "escapes": "".join(f"\\u{unit:04x}" for unit in units).encode(),
        "upper case escapes": "".join(f"\\u{unit:04X}" for unit in units).encode(),
        "css escapes": "".join(f"\\{ord(char):x} " for char in text).encode(),
        "references where needed": text.encode("ascii", "xmlcharrefreplace"),
        "decimal references": "".join(f"&#{ord(char)};" for char in text).encode(),
        "hexadecimal references": "".join(f"&#x{ord(char):x};" for char in text).encode(),
        "upper case references": "".join(f"&#x{ord(char):X};" for char in text).encode(),
        "percent where needed": quote(text).encode(),
        "percent": "".join(f"%{octet:02X}" for octet in data).encode(),
        "lower case percent": "".join(f"%{octet:02x}" for octet in data).encode(),
        "percent gb18030": "".join(f"%{octet:02X}" for octet in gb).encode(),
    }
    # References and percent signs are often written again by the next program in line.
    for name in ("decimal references", "hexadecimal references", "upper case references", "references where needed"):
        forms[f"{name}, escaped"] = forms[name].replace(b"&", b"&amp;")
    return forms


def compact(text: str) -> dict[str, bytes]:
    """The text in forms that may be cut into lines: hex, and base64 as it stands in longer data."""
    forms = {"hex": text.encode().hex().encode(), "upper case hex": text.encode().hex().upper().encode()}
    for name, data in (("", text.encode()), (" utf-16", text.encode("utf-16-le"))):
        for before in range(3):
            # Only the digits that depend on nothing but the text.
            first, last = -(-before * 8 // 6), (before + len(data)) * 8 // 6
            run = base64.b64encode(bytes(before) + data)[first:last]
            forms[f"base64{name} {before}"] = run
            forms[f"base64url{name} {before}"] = run.translate(bytes.maketrans(b"+/", b"-_"))
    return forms


def layers(data: bytes, name: str = "as it is", depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """The data, and everything that unpacks from gzip, zlib and ZIP wherever it begins, packed ones inside included."""
    yield name, data
    if depth < MAX_DEPTH:
        for label, inner in _unpacked(data):
            yield from layers(inner, f"{name} > {label}", depth + 1)


def _unpacked(data: bytes) -> Iterator[tuple[str, bytes]]:
    for found in re.finditer(rb"\x1f\x8b\x08", data):
        yield from _inflated("gzip", data[found.start() :], 31)
    for found in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", data):
        yield from _inflated("zlib", data[found.start() :], 15)
    if b"PK\x03\x04" in data:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                for member in archive.infolist():
                    yield "zip name", member.filename.encode()
                    yield "zip member", archive.read(member)
        except (zipfile.BadZipFile, RuntimeError, zlib.error):
            return


def _inflated(label: str, data: bytes, window: int) -> Iterator[tuple[str, bytes]]:
    try:
        content = zlib.decompressobj(window).decompress(data, MAX_UNPACKED)
    except zlib.error:
        return
    if content:
        yield label, content


def _folded(text: str) -> str:
    """Full width as ordinary, capitals as small letters, and no blanks or invisible characters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) not in ("Cf", "Mn", "Cc"))


def gzip_of(text: str) -> bytes:
    """The text packed, as the only content of a file."""
    return gzip.compress(text.encode(), mtime=0)
