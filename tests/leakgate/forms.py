"""Ways to write a value, for the tests: each returns bytes that hold the value in that form and no other."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import quopri
import struct
import zipfile
import zlib
from collections.abc import Callable
from urllib.parse import quote

Form = Callable[[str], bytes]


def zip_member(data: bytes, name: str = "word/document.xml") -> bytes:
    """A ZIP archive with one deflated member."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return stream.getvalue()


def png_chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk of a PNG file."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_text(data: bytes) -> bytes:
    """A PNG file with the data in a compressed text chunk."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    text = png_chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(data))
    return (
        b"\x89PNG\r\n\x1a\n" + header + text + png_chunk(b"IDAT", zlib.compress(b"\x00\x00")) + png_chunk(b"IEND", b"")
    )


def _each(template: str) -> Form:
    return lambda value: "".join(template.format(ord(char)) for char in value).encode()


def _full_width(value: str) -> bytes:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in value).encode()


def _arabic_digits(value: str) -> bytes:
    return value.translate({ord("0") + n: 0x660 + n for n in range(10)}).encode()


TEXT_FORMS: dict[str, Form] = {
    "plain": str.encode,
    "upper case": lambda value: value.upper().encode(),
    "full width": _full_width,
    "arabic digits": _arabic_digits,
    "zero width": lambda value: "\u200b".join(value).encode(),
    "soft hyphen and variation selector": lambda value: "\u00ad\ufe0f".join(value).encode(),
    "spaces": lambda value: "\u3000".join(value).encode(),
    "decimal entities": _each("&#{};"),
    "hexadecimal entities": _each("&#x{:X};"),
    "entities without semicolon": _each("&#{}\u200b"),
    "json escapes": lambda value: "".join(
        f"\\u{unit:04x}"
        for unit in struct.unpack(f">{len(value.encode('utf-16-be')) // 2}H", value.encode("utf-16-be"))
    ).encode(),
    "code point escapes": _each("\\u{{{:x}}}"),
    "byte escapes": lambda value: "".join(f"\\x{octet:02x}" for octet in value.encode()).encode(),
    "octal escapes": lambda value: "".join(f"\\{octet:03o}" for octet in value.encode()).encode(),
    "css escapes": _each("\\{:x} "),
    "percent": lambda value: "".join(f"%{octet:02X}" for octet in value.encode()).encode(),
    "percent in lower case": lambda value: "".join(f"%{octet:02x}" for octet in value.encode()).encode(),
    "percent gbk": lambda value: quote(value.encode("gb18030")).encode(),
    "quoted-printable": lambda value: "".join(f"={octet:02X}" for octet in value.encode()).encode(),
    "quoted-printable with a soft break": lambda value: (
        quopri.encodestring(value.encode()).replace(b"=", b"=\n=", 1)
        if b"=" in quopri.encodestring(value.encode())
        else value.encode()[:3] + b"=\r\n" + value.encode()[3:]
    ),
    "base64": lambda value: base64.b64encode(value.encode()),
    "base64 at offset 1": lambda value: base64.b64encode(b"x" + value.encode()),
    "base64 at offset 2": lambda value: base64.b64encode(b"xy" + value.encode()),
    "base64url": lambda value: base64.urlsafe_b64encode(b"\xfb\xff" + value.encode()),
    "base64 in lines": lambda value: base64.encodebytes(b"x" * 56 + value.encode()),
    "base64 of utf-16": lambda value: base64.b64encode(value.encode("utf-16-le")),
    "hex": lambda value: value.encode().hex().encode(),
    "hex with spaces": lambda value: value.encode().hex(" ").upper().encode(),
    "gzip in base64": lambda value: base64.b64encode(gzip.compress(value.encode() * 2)),
    "zlib in hex": lambda value: zlib.compress(value.encode()).hex().encode(),
}
"""Forms that can stand inside any text file."""

FILE_FORMS: dict[str, Form] = {
    "gzip": lambda value: gzip.compress(f"<p>{value}</p>".encode()),
    "gzip after other bytes": lambda value: b"\x00\xff\x07" + gzip.compress(value.encode()),
    "zlib": lambda value: zlib.compress(value.encode()),
    "zip": lambda value: zip_member(f"<w:t>{value[:2]}</w:t><w:t>{value[2:]}</w:t>".encode()),
    "zip member name": lambda value: zip_member(b"", value),
    "png text": lambda value: png_text(value.encode()),
    "utf-16 with mark": lambda value: f"字段：{value}。".encode("utf-16"),
    "utf-16-le": lambda value: value.encode("utf-16-le"),
    "utf-16-be": lambda value: f"name: {value}\n".encode("utf-16-be"),
    "gb18030": lambda value: f"姓名：{value}。".encode("gb18030"),
    "utf-16 between other bytes": lambda value: b"\xff\xfe\xfd" + value.encode("utf-16-le") + b"\x00\xff",
    "gb18030 between other bytes": lambda value: b"\xff\x00\x80" + value.encode("gb18030") + b"\xff\xff",
    "pdf string": lambda value: b"%PDF-1.4\n(" + "".join(f"\\{o:03o}" for o in value.encode()).encode() + b")\n",
}
"""Forms that are a file of their own."""

CHAINABLE: dict[str, Callable[[bytes], bytes]] = {
    "html entities": lambda data: "".join(f"&#{ord(char)};" for char in data.decode()).encode(),
    "html escape": lambda data: html.escape(data.decode()).encode(),
    "json": lambda data: json.dumps(data.decode()).encode(),
    "percent": lambda data: "".join(f"%{octet:02x}" for octet in data).encode(),
    "percent where needed": lambda data: quote(data).encode(),
    "quoted-printable": quopri.encodestring,
    "base64": base64.b64encode,
    "base64 in lines": base64.encodebytes,
    "base64url": base64.urlsafe_b64encode,
    "hex": lambda data: data.hex().encode(),
    "gzip in base64": lambda data: base64.b64encode(gzip.compress(data)),
    "zip in hex": lambda data: zip_member(data).hex().encode(),
}
"""Encodings from ASCII or UTF-8 text to text, to be put one on another."""
