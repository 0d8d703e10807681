"""The languages of the site and where their pages lie: Chinese at the root, English below ``en/``.

A page has the same path in every language, below the language's folder. Records, downloads, pictures and style sheets
are shared and lie once, at the root.
"""

from __future__ import annotations

from generator.core.messages import LANGS, Lang

MAIN: Lang = "zh"
"""The language of the pages at the root."""


def folder(lang: Lang) -> str:
    """The folder of a language's pages, with a stroke at its end; empty for the main language."""
    return "" if lang == MAIN else f"{lang}/"


def up(lang: Lang) -> str:
    """The way from a language's folder to the site's root."""
    return "" if lang == MAIN else "../"


def split(path: str) -> tuple[Lang, str]:
    """A page's language and its path below that language's folder."""
    for lang in LANGS:
        if lang != MAIN and path.startswith(folder(lang)):
            return lang, path.removeprefix(folder(lang))
    return MAIN, path


def twins(path: str) -> dict[Lang, str]:
    """Where the same page lies in each language, the main one first."""
    _, inside = split(path)
    return {lang: f"{folder(lang)}{inside}" for lang in LANGS}
