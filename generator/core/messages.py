"""The message catalogues: every sentence the program says, in Chinese and English.

One YAML file per area in ``generator/catalogue``; an entry is ``CODE: {zh, en, hint_zh?, hint_en?}``,
with ``{name}`` where a parameter goes and ``{name:unit|units}`` where a word agrees with it: the first form for 1, the
second for everything else. Texts without a code (labels of the command line) have a lower-case
dotted key instead.
"""

from __future__ import annotations

import string
from functools import cache
from importlib import resources
from typing import Literal

import yaml

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All entries by key. A key that stands in two files is a mistake of ours: ValueError."""
    entries: dict[str, dict[str, str]] = {}
    folder = resources.files("generator") / "catalogue"
    for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not item.name.endswith(".yml"):
            continue
        loaded = yaml.load(item.read_text("utf-8"), Loader=yaml.CSafeLoader) or {}
        for key, texts in loaded.items():
            if key in entries:
                raise ValueError(f"message {key} stands in two catalogues")
            entries[key] = texts
    return entries


def text(key: str, lang: Lang, /, **params: object) -> str:
    """The sentence ``key`` in ``lang`` with its parameters filled in; an unknown key is shown as itself."""
    return _fill(catalogue().get(key, {}).get(lang, key), params)


def hint(key: str, lang: Lang, /, **params: object) -> str:
    """How to mend it, or an empty string where the catalogue has no hint."""
    return _fill(catalogue().get(key, {}).get(f"hint_{lang}", ""), params)


def form(number: object, forms: str) -> str:
    """The word that goes with ``number`` as it is written: of ``unit|units`` the first for 1, else the second."""
    one, _, others = forms.partition("|")
    return one if str(number) == "1" else others


class _Lenient(string.Formatter):
    def get_value(self, key: int | str, args: object, kwargs: object) -> object:
        assert isinstance(kwargs, dict)
        return kwargs.get(str(key), "…")

    def format_field(self, value: object, format_spec: str) -> str:
        return form(value, format_spec) if "|" in format_spec else str(value)


def _fill(template: str, params: dict[str, object]) -> str:
    return _Lenient().vformat(template, (), params) if "{" in template else template
