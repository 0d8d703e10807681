"""The words on the pages: labels of the catalogue, with those that the site's owner replaced."""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator.core import messages
from generator.core.errors import FindingsError
from generator.core.messages import Lang

PREFIX = "site."
_PARAMETER = re.compile(r"\{([a-z_]+)\}")


def known_labels() -> frozenset[str]:
    """The keys that ``site_config/strings.yml`` may replace."""
    return frozenset(key for key in messages.catalogue() if key.startswith(PREFIX))


class Labels:
    """Texts in one language; calling it with a key (without ``site.``) gives the text with its parameters filled in."""

    def __init__(self, lang: Lang, overrides: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self.lang: Lang = lang
        self._texts = {
            key.removeprefix(PREFIX): (overrides or {}).get(key, {}).get(lang) or texts[lang]
            for key, texts in messages.catalogue().items()
            if key.startswith(PREFIX)
        }

    def __call__(self, key: str, /, **params: object) -> str:
        """The text of ``site.<key>``. Raises FindingsError B190 for a key that the catalogue does not have."""
        template = self._texts.get(key)
        if template is None:
            raise FindingsError.of("B190", key=PREFIX + key)
        return _PARAMETER.sub(lambda match: str(params.get(match[1], "…")), template) if params else template

    def has(self, key: str) -> bool:
        """Whether the catalogue has ``site.<key>``."""
        return key in self._texts

    def of(self, text: Mapping[str, str]) -> str:
        """A text in two languages, in the language of the page."""
        return text[self.lang]
