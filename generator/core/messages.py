"""The message catalogues: every sentence the program says, in Chinese and English.

One YAML file per area in ``generator/catalogue``; an entry is ``CODE: {zh, en, hint_zh?, hint_en?}``,
with ``{name}`` where a parameter goes and ``{name:unit|units}`` where a word agrees with it: the first form for 1, the
second for everything else. ``{name:@status.role}`` is for a parameter of ids, such as ``expert 2, office 1``: each id
that has an entry ``status.role.…`` is told by it, and with ``+`` at the end the id is told as well. Texts without a
code (labels of the command line) have a lower-case dotted key instead.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

import yaml

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")


_KEY = re.compile(r'^(?:([\w.-]+)|"([^"\n]+)"):', re.MULTILINE)


@cache
def known() -> Mapping[str, str]:
    """In which file each key stands. One that stands in two places is a mistake of ours: ValueError."""
    found: dict[str, str] = {}
    for name, content in _contents().items():
        for plain, quoted in _KEY.findall(content):
            if (key := plain or quoted) in found:
                raise ValueError(f"message {key} stands in two catalogues")
            found[key] = name
    return found


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All entries by key. Raises ValueError as :func:`known` does."""
    known()
    return {key: texts for name in _contents() for key, texts in _entries(name).items()}


@cache
def _contents() -> Mapping[str, str]:
    folder = resources.files("generator") / "catalogue"
    files = sorted((item for item in folder.iterdir() if item.name.endswith(".yml")), key=lambda item: item.name)
    return {item.name: item.read_text("utf-8") for item in files}


@cache
def _entries(name: str) -> Mapping[str, dict[str, str]]:
    """What stands in one file: a command says a few sentences, and reading all files takes longer than to say them."""
    return yaml.load(_contents()[name], Loader=yaml.CSafeLoader) or {}


def entry(key: str) -> Mapping[str, str]:
    """The texts of a key; nothing for one that the catalogues do not have."""
    return _entries(known()[key])[key] if key in known() else {}


def text(key: str, lang: Lang, /, **params: object) -> str:
    """The sentence ``key`` in ``lang`` with its parameters filled in; an unknown key is shown as itself."""
    return _fill(entry(key).get(lang, key), lang, params)


def hint(key: str, lang: Lang, /, **params: object) -> str:
    """How to mend it, or an empty string where the catalogue has no hint."""
    return _fill(entry(key).get(f"hint_{lang}", ""), lang, params)


def form(number: object, forms: str) -> str:
    """The word that goes with ``number`` as it is written: of ``unit|units`` the first for 1, else the second."""
    one, _, others = forms.partition("|")
    return one if str(number) == "1" else others


def named(ids: object, area: str, lang: Lang) -> str:
    """``ids``, parted by commas, each in the words of its entry in ``area``; those without one stay as they are.

    With ``+`` at the end of ``area`` the id stands in brackets behind its name.
    """
    brackets = ("（", "）") if lang == "zh" else (" (", ")")

    def name(found: re.Match[str]) -> str:
        key = f"{area.removesuffix('+')}.{found[0]}"
        told = text(key, lang) if key in known() else found[0]
        return f"{told}{brackets[0]}{found[0]}{brackets[1]}" if area.endswith("+") and told != found[0] else told

    words = re.sub(r"[a-z][a-z0-9_-]*", name, str(ids))
    return words.replace(", ", "、") if lang == "zh" else words


class _Lenient(string.Formatter):
    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def get_value(self, key: int | str, args: object, kwargs: object) -> object:
        assert isinstance(kwargs, dict)
        return kwargs.get(str(key), "…")

    def format_field(self, value: object, format_spec: str) -> str:
        if format_spec.startswith("@"):
            return named(value, format_spec[1:], self.lang)
        return form(value, format_spec) if "|" in format_spec else str(value)


def _fill(template: str, lang: Lang, params: dict[str, object]) -> str:
    return _Lenient(lang).vformat(template, (), params) if "{" in template else template
