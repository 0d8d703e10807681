"""Frames: what the engine made around an article, cut out once and filled for every record.

A stock page costs the engine about 10 ms, nearly all of it the same on every page; filling a frame costs next to
nothing (docs/spec/41-site.md, "Frames").
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape

from generator.core.errors import FindingsError
from generator.site.staging import ARTICLE, DESCRIPTION, SUMMARY, TITLE

_BEGIN = "<h1"
_END = "</article>"


@dataclass(frozen=True, slots=True)
class Frame:
    """A page without its article: the head in pieces around title and description, and the tail."""

    before_title: str
    between: str
    after_description: str
    tail: str

    def page(self, title: str, description: str, article: str) -> str:
        """The page for one record; ``article`` is HTML, the two others are texts and are escaped for attributes too."""
        parts = (self.before_title, escape(title), self.between, escape(description), self.after_description)
        return "".join((*parts, article, self.tail))


def cut(html: str, path: str) -> Frame:
    """The frame in a page that the engine made.

    Raises FindingsError B170 where a marker does not stand exactly as often and in the order that the theme's template
    gives it: a changed theme must stop the build, not spoil pages.
    """
    begin, end = html.find(_BEGIN), html.rfind(_END)
    if html.count(_BEGIN) != 1 or html.count(_END) != 1 or not 0 < begin < end:
        raise FindingsError.of("B170", path)
    head, article, tail = html[:begin], html[begin:end], html[end:]
    counts = (head.count(TITLE), head.count(DESCRIPTION), article.count(ARTICLE), article.count(TITLE))
    if counts != (1, 1, 1, 1) or any(marker in tail for marker in (TITLE, DESCRIPTION, ARTICLE)):
        raise FindingsError.of("B170", path)
    before, after = head.split(TITLE)
    if DESCRIPTION not in after:
        raise FindingsError.of("B170", path)
    between, after_description = after.split(DESCRIPTION)
    return Frame(before, between, after_description, tail)


def insert_summary(html: str, summary: Markup, path: str) -> str:
    """The home page with its summary. Raises FindingsError B170 where its place is not there exactly once."""
    if html.count(SUMMARY) != 1:
        raise FindingsError.of("B170", path)
    return html.replace(SUMMARY, str(summary))
