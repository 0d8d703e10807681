"""The site in one language: what its pages are made of, and filling them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.site.context import Context
from generator.site.frame import Frame
from generator.site.pages import Fragment, Templates


@dataclass(frozen=True)
class Edition:
    """One language's words, templates and frames by section."""

    context: Context
    templates: Templates
    frames: Mapping[str, Frame]

    def path(self, path: str) -> str:
        """Where a page lies in the site."""
        return f"{self.context.folder}{path}"

    def page(self, fragment: Fragment) -> bytes:
        """The finished page."""
        name = fragment.path.rpartition("/")[2]
        frame = self.frames[fragment.section]
        return frame.page(name, fragment.title, fragment.description, fragment.article).encode("utf-8")
