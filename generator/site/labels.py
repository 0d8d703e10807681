"""The words on the pages: labels of the catalogue, with those that the site's owner replaced."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import Markup, escape

from generator.core import messages
from generator.core.errors import FindingsError
from generator.core.messages import Lang

PREFIX = "site."
_PARAMETER = re.compile(r"\{([a-z_]+(?::[^{}|]*\|[^{}|]*)?)\}")
"""``{number}``, or ``{number:unit|units}`` for a word that goes with it."""


def known_labels() -> frozenset[str]:
    """The keys that ``site_config/strings.yml`` may replace."""
    return frozenset(key for key in messages.known() if key.startswith(PREFIX))


class Labels:
    """Texts in one language; calling it with a key (without ``site.``) gives the text with its parameters filled in."""

    def __init__(self, lang: Lang, overrides: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self.lang: Lang = lang
        self._texts: dict[str, str] = {}
        self._parts: dict[str, list[str]] = {}
        for key in known_labels():
            text = (overrides or {}).get(key, {}).get(lang) or messages.entry(key)[lang]
            self._texts[key.removeprefix(PREFIX)] = text
            # Every second part is the name of a parameter, with the forms of the word that goes with it.
            self._parts[key.removeprefix(PREFIX)] = _PARAMETER.split(text)

    def __call__(self, key: str, /, **params: object) -> str:
        """The text of ``site.<key>``. Raises FindingsError B190 for a key that the catalogue does not have."""
        if key not in self._texts:
            raise FindingsError.of("B190", key=PREFIX + key)
        if not params:
            return self._texts[key]
        parts = self._parts[key].copy()
        parts[1::2] = [str(_filled(name, params)) for name in parts[1::2]]
        return "".join(parts)

    def html(self, key: str, /, **params: object) -> Markup:
        """The same as HTML: the text is escaped, and so is every parameter that is not HTML itself."""
        parts: list[object] = list(self._parts.get(key, [self(key)]))
        parts[1::2] = [_filled(str(name), params) for name in parts[1::2]]
        return Markup("").join(escape(part) for part in parts)

    def has(self, key: str) -> bool:
        """Whether the catalogue has ``site.<key>``."""
        return key in self._texts

    def of(self, text: Mapping[str, str]) -> str:
        """A text in two languages, in the language of the page."""
        return text[self.lang]


def _filled(part: str, params: Mapping[str, object]) -> object:
    """What goes where a parameter is named: its value, or the form of a word that goes with it."""
    name, _, forms = part.partition(":")
    value = params.get(name, "…")
    return messages.form(value, forms) if forms else value
