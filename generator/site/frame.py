"""Frames: what the engine made around an article, cut out once and filled for every record.

A stock page costs the engine about 10 ms, nearly all of it the same on every page; filling a frame costs next to
nothing (docs/spec/41-site.md, "Frames").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup, escape

from generator.core.errors import FindingsError
from generator.core.messages import LANGS
from generator.site.staging import ARTICLE, DESCRIPTION, SUMMARY, TITLE

FEWEST_NAMES = len(LANGS) + 2
"""How often a page's head must name the page: in each language, for readers of neither, and in the switch."""

_BEGIN = "<h1"
_END = "</article>"


@dataclass(frozen=True, slots=True)
class Frame:
    """A page without its article: the head in pieces, every second of them a marker or ``name``, and the tail.

    ``name``: the frame page's file name. Where the head names it (the same page in each language, the page's full
    address) the filled page's file name goes.
    """

    head: tuple[str, ...]
    tail: str
    name: str

    def page(self, name: str, title: str, description: str, article: str) -> str:
        """The page for one record with the file name ``name``.

        ``article`` is HTML; title and description are texts and are escaped for attributes too.
        """
        values = {TITLE: escape(title), DESCRIPTION: escape(description), self.name: escape(name)}
        parts = list(self.head)
        parts[1::2] = [values[marker] for marker in parts[1::2]]
        return "".join((*parts, article, self.tail))


def cut(html: str, path: str) -> Frame:
    """The frame in a page that the engine made, ``path`` its path without extension.

    Raises FindingsError B170 where a marker does not stand exactly as often and in the order that the theme's template
    gives it: a changed theme must stop the build, not spoil pages.
    """
    name = path.rpartition("/")[2] + ".html"
    begin, end = html.find(_BEGIN), html.rfind(_END)
    if html.count(_BEGIN) != 1 or html.count(_END) != 1 or not 0 < begin < end:
        raise FindingsError.of("B170", path)
    head, article, tail = html[:begin], html[begin:end], html[end:]
    counts = (head.count(TITLE), head.count(DESCRIPTION), article.count(ARTICLE), article.count(TITLE))
    if counts != (1, 1, 1, 1) or any(marker in tail for marker in (TITLE, DESCRIPTION, ARTICLE, name)):
        raise FindingsError.of("B170", path)
    if head.count(name) < FEWEST_NAMES or head.index(TITLE) > head.index(DESCRIPTION) or name in article:
        raise FindingsError.of("B170", path)
    return Frame(tuple(re.split(f"({TITLE}|{DESCRIPTION}|{re.escape(name)})", head)), tail, name)


def insert_summary(html: str, summary: Markup, path: str) -> str:
    """The home page with its summary. Raises FindingsError B170 where its place is not there exactly once."""
    if html.count(SUMMARY) != 1:
        raise FindingsError.of("B170", path)
    return html.replace(SUMMARY, str(summary))
