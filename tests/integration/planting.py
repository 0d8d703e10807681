"""Putting a text into each place that a site owner fills, in each way of writing it."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import yaml

from tests.leakgate.forms import FILE_FORMS, TEXT_FORMS, Form, png_chunk

PAGE_FORMS: dict[str, Form] = {
    name: TEXT_FORMS[name]
    for name in (
        "plain",
        "full width",
        "zero width",
        "decimal entities",
        "hexadecimal entities",
        "json escapes",
        "percent",
        "base64",
        "base64 at offset 1",
        "base64 at offset 2",
        "base64url",
        "hex",
        "gzip in base64",
        "css escapes",
    )
}
"""Ways that are text themselves, so that they can stand in a page."""

REFUSED_IN_STYLES = ("json escapes", "css escapes")
"""A style sheet may have no backslash, in comments neither."""

STYLE_FORMS = {name: form for name, form in PAGE_FORMS.items() if name not in REFUSED_IN_STYLES}
"""Ways that can stand in a comment of a style sheet."""

BYTE_FORMS: dict[str, Form] = {
    name: FILE_FORMS[name]
    for name in ("gzip", "gzip after other bytes", "zip", "utf-16-le", "utf-16-be", "utf-16 with mark", "gb18030")
}
"""Ways that are bytes: only a picture can hold them."""


_UNDONE_TOGETHER = (
    ("plain", "full width", "zero width"),
    ("decimal entities", "hexadecimal entities"),
    ("base64", "base64 at offset 1", "base64 at offset 2", "base64url"),
)


def rank(name: str) -> int:
    """Which of the ways that are undone in one go this is: of those, the leak gate names the first of each file."""
    return next((group.index(name) for group in _UNDONE_TOGETHER if name in group), 0)


def slug(name: str) -> str:
    """A form's name as a file name."""
    return name.replace(" ", "-")


def pages(office: Path, texts: dict[str, str]) -> None:
    """Add narrative pages, Markdown by name, with empty ones in English, and put them into the menus."""
    folder = office / "site_config" / "pages"
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
        (folder / "en" / f"{name}.md").write_text("# Page\n", encoding="utf-8")
    settings = yaml.safe_load((office / "mkdocs.yml").read_text("utf-8"))
    settings["nav"] += [{f"页面 {number}": f"{name}.md"} for number, name in enumerate(texts, 1)]
    settings["extra"]["en"]["nav"] += [{f"Page {number}": f"{name}.md"} for number, name in enumerate(texts, 1)]
    (office / "mkdocs.yml").write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")


def in_text(office: Path, value: str, tag: str) -> set[str]:
    """A page for each form with the value in its text; the files of the site that then hold it."""
    pages(
        office,
        {
            f"text-{tag}-{slug(name)}": f"# 页面\n\n说明 {form(value).decode()} 到此\n"
            for name, form in PAGE_FORMS.items()
        },
    )
    return {f"text-{tag}-{slug(name)}.html" for name in PAGE_FORMS}


def in_alternative_text(office: Path, value: str, tag: str) -> set[str]:
    """A page for each form with the value as what a picture says to those who do not see it."""
    picture(office, "harmless.png", HARMLESS)
    pages(
        office,
        {
            f"alt-{tag}-{slug(name)}": f"# 页面\n\n![{form(value).decode()}](assets/harmless.png)\n"
            for name, form in PAGE_FORMS.items()
        },
    )
    return {f"alt-{tag}-{slug(name)}.html" for name in PAGE_FORMS}


def in_pictures(office: Path, value: str, tag: str) -> set[str]:
    """A picture for each form with the value among its bytes."""
    forms = {**PAGE_FORMS, **BYTE_FORMS}
    for name, form in forms.items():
        picture(office, f"picture-{tag}-{slug(name)}.png", drawing(form(value)))
    return {f"assets/picture-{tag}-{slug(name)}.png" for name in forms}


def in_styles(office: Path, value: str, tag: str) -> set[str]:
    """A style sheet for each form with the value in a comment."""
    for name, form in STYLE_FORMS.items():
        path = office / "site_config" / "theme" / f"style-{tag}-{slug(name)}.css"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"/* " + form(value) + b" */\n.k-lead { margin: 0 }\n")
    return {f"assets/theme/style-{tag}-{slug(name)}.css" for name in STYLE_FORMS}


def in_strings(office: Path, words: dict[str, str]) -> None:
    """Other words for the pages, by key."""
    strings = {key: {"zh": text} for key, text in words.items()}
    path = office / "site_config" / "strings.yml"
    path.write_text(yaml.safe_dump(strings, allow_unicode=True, width=10**6), encoding="utf-8")


def picture(office: Path, name: str, data: bytes) -> None:
    """A picture of the site owner."""
    path = office / "site_config" / "pages" / "assets" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)


def drawing(pixels: bytes) -> bytes:
    """A PNG file with these bytes where its pixels belong."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + png_chunk(b"IDAT", pixels) + png_chunk(b"IEND", b"")


HARMLESS = drawing(zlib.compress(b"\x00\x00"))
"""A picture of one black point."""

EVERYWHERE = (in_text, in_alternative_text, in_pictures, in_styles)
"""All that add files: the office, the value, and a word for the names of the files; they return the site's files."""
