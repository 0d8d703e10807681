"""Pictures are PNG or JPEG from the first byte to the last, and say nothing about themselves."""

from __future__ import annotations

import zlib

import pytest

from generator.site.pictures import picture_problem


def chunk(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")


def png(*more: bytes) -> bytes:
    header = chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(more) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(data) + 2).to_bytes(2, "big") + data


JFIF = segment(0xE0, b"JFIF\0\1\2\0\0\1\0\1\0\0")
SCAN = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\xff\0\x34\xff\xd0\x56"


def jpeg(*more: bytes) -> bytes:
    frame = segment(0xDB, bytes(65)) + segment(0xC0, b"\x08\0\1\0\1\1\1\x11\0") + segment(0xC4, bytes(17))
    return b"\xff\xd8" + JFIF + b"".join(more) + frame + SCAN + b"\xff\xd9"


def code(path: str, data: bytes) -> str | None:
    problem = picture_problem(path, data)
    return problem.code if problem else None


def test_plain_pictures_are_accepted() -> None:
    assert code("a.png", png()) is None
    assert code("a.png", png(chunk(b"sRGB", b"\0"), chunk(b"pHYs", bytes(9)))) is None
    assert code("a.jpg", jpeg()) is None
    assert code("a.jpg", jpeg(segment(0xEE, b"Adobe" + bytes(7)))) is None


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("a.png", b""),
        ("a.png", jpeg()),
        ("a.jpg", png()),
        ("a.png", b"<svg onload='x()'>"),
        ("a.png", png()[:-1]),
        ("a.png", png() + b"<script>"),
        ("a.png", png() + chunk(b"IDAT", b"")),
        ("a.png", png().replace(b"IDAT", b"IDAU")),
        ("a.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b"")),
        ("a.jpg", jpeg()[:-1]),
        ("a.jpg", jpeg() + b"<script>"),
        ("a.jpg", b"\xff\xd8" + JFIF + b"\xff\xd9"),
        ("a.jpg", b"\xff\xd8" + JFIF + SCAN[:9]),
        ("a.jpg", b"\xff\xd8\xff\xe0\xff\xff"),
    ],
)
def test_other_bytes_are_refused(path: str, data: bytes) -> None:
    assert code(path, data) == "B151"


@pytest.mark.parametrize("name", [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"iCCP", b"prIv"])
def test_png_with_data_about_itself_is_refused(name: bytes) -> None:
    problem = picture_problem("a.png", png(chunk(name, b"Author\0x")))
    assert problem is not None
    assert (problem.code, problem.params["part"]) == ("B152", name.decode())


@pytest.mark.parametrize(
    ("marker", "data", "part"),
    [
        (0xE1, b"Exif\0\0x", "APP1"),
        (0xE2, b"ICC_PROFILE\0", "APP2"),
        (0xED, b"Photoshop 3.0\0", "APP13"),
        (0xFE, b"made by", "COM"),
        (0xE0, b"JFXX\0thumbnail", "APP0"),
    ],
)
def test_jpeg_with_data_about_itself_is_refused(marker: int, data: bytes, part: str) -> None:
    problem = picture_problem("a.jpg", jpeg(segment(marker, data)))
    assert problem is not None
    assert (problem.code, problem.params["part"]) == ("B152", part)
