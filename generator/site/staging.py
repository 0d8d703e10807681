"""The engine's input: an empty folder filled with narrative pages and one frame page per section.

A frame page has nothing but markers where a record's title, description and article go, so that the engine never sees a
record. Narrative pages are copied as their author wrote them. Docs: docs/spec/41-site.md, "Frames".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from generator.site.configuration import HOME, Configuration
from generator.site.labels import Labels

TITLE = "kaohe-title-goes-here"
DESCRIPTION = "kaohe-description-goes-here"
ARTICLE = "kaohe-article-goes-here"
FRAME_BODY = f'<h1 id="content">{TITLE}</h1>\n\n{ARTICLE}'
SUMMARY = '<div id="kaohe-summary-goes-here"></div>'
FRAME_PAGE = "zz-frame"
THEME_FILES = ("assets/kaohe.css", "assets/kaohe.svg")


@dataclass(frozen=True, slots=True)
class Section:
    """A kind of page that is filled from records: where its pages lie and which menu item they belong to."""

    id: str
    folder: str
    menu: str

    @property
    def frame(self) -> str:
        """The frame page's path without its extension; it lies as deep as the section's pages."""
        return f"{self.folder}{FRAME_PAGE}-{self.id}"


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A link in the head of every page."""

    title: str
    path: str
    section: str


def sections(cycles: Sequence[str]) -> list[Section]:
    """All sections of a site with these cycles."""
    found = [
        Section("clauses", "", "clauses"),
        Section("verify", "", "verify"),
        Section("statements", "statements/", "statements"),
    ]
    for cycle in cycles:
        found += [
            Section(f"results-{cycle}", f"{cycle}/", f"results-{cycle}"),
            Section(f"scheme-{cycle}", f"{cycle}/", f"scheme-{cycle}"),
            Section(f"units-{cycle}", f"{cycle}/units/", f"results-{cycle}"),
        ]
    return found


def menu(configuration: Configuration, cycles: Sequence[str], label: Labels) -> list[MenuItem]:
    """The menu: home, the latest cycle, statements, verification, then the other narrative pages."""
    home, *others = configuration.pages
    items = [MenuItem(home.title, home.url, "home")]
    if cycles:
        latest = cycles[-1]
        items.append(MenuItem(label("menu.results", cycle=latest), f"{latest}/index.html", f"results-{latest}"))
        items.append(MenuItem(label("menu.scheme"), f"{latest}/scheme.html", f"scheme-{latest}"))
    items.append(MenuItem(label("menu.statements"), "statements/index.html", "statements"))
    items.append(MenuItem(label("menu.verify"), "verify.html", "verify"))
    return items + [MenuItem(page.title, page.url, page.name.removesuffix(".md")) for page in others]


def stage(folder: Path, configuration: Configuration, cycles: Sequence[str], demo: bool, label: Labels) -> list[str]:
    """Fill the empty ``folder`` for the engine; the pages it will make, by their path in the site."""
    docs = folder / "docs"
    pages: dict[str, str] = {}
    for page in configuration.pages:
        text = _with_summary(page.text) if page.name == HOME else page.text
        section = "home" if page.name == HOME else page.name.removesuffix(".md")
        pages[page.name] = f"---\nsection: {section}\n---\n{text}"
    for found in sections(cycles):
        pages[f"{found.frame}.md"] = frame_markdown(found.menu, TITLE, DESCRIPTION, FRAME_BODY)
    for name, text in pages.items():
        _write(docs / name, text.encode())
    for name, data in configuration.assets.items():
        _write(docs / name, data)
    for name, data in configuration.styles.items():
        _write(docs / "assets" / "theme" / name, data)
    _write(folder / "mkdocs.yml", _engine_settings(configuration, menu(configuration, cycles, label), demo, label))
    _copy_theme(folder / "theme")
    return sorted(f"{name.removesuffix('.md')}.html" for name in pages)


def frame_markdown(menu_section: str, title: str, description: str, body: str) -> str:
    """A page as the engine takes it: what its head shows, and its Markdown."""
    head = {"title": title, "description": description, "section": menu_section}
    front = yaml.safe_dump(head, allow_unicode=True, sort_keys=True, width=10**6)
    return f"---\n{front}---\n{body}\n"


def _with_summary(text: str) -> str:
    """The summary of the latest cycle goes before the second part of the home page, or at its end."""
    lines = text.splitlines()
    at = next((i for i, line in enumerate(lines) if line.startswith("## ")), len(lines))
    return "\n".join([*lines[:at], "", SUMMARY, "", *lines[at:]]) + "\n"


def _engine_settings(configuration: Configuration, items: list[MenuItem], demo: bool, label: Labels) -> bytes:
    theme: dict[str, Any] = {
        "name": "material",
        "custom_dir": "theme",
        "language": label.lang,
        "font": False,
        "favicon": "assets/kaohe.svg",
    }
    if configuration.palette:
        theme["palette"] = dict(configuration.palette)
    settings: dict[str, Any] = {
        "site_name": configuration.site_name,
        "docs_dir": "docs",
        "use_directory_urls": False,
        "theme": theme,
        "plugins": [],
        "markdown_extensions": sorted({*configuration.markdown_extensions, "attr_list", "md_in_html"}),
        "nav": [HOME],
        "not_in_nav": "*",
        "extra_css": ["assets/kaohe.css", *(f"assets/theme/{name}" for name in configuration.styles)],
        "extra": {"generator": False, "kaohe": _words(configuration, items, demo, label)},
    }
    if configuration.site_url:
        settings["site_url"] = configuration.site_url
    if configuration.site_description:
        settings["site_description"] = configuration.site_description
    return yaml.safe_dump(settings, allow_unicode=True, sort_keys=True, width=10**6).encode()


def _words(configuration: Configuration, items: list[MenuItem], demo: bool, label: Labels) -> Mapping[str, Any]:
    """What the theme's overriding template says on every page."""
    return {
        "menu": [{"title": item.title, "path": item.path, "section": item.section} for item in items],
        "menu_label": label("menu.label"),
        "demo": label("demo") if demo else "",
        "skip": label("skip"),
        "demo_label": label("demo.label"),
        "not_found": {key: label(f"not_found.{key}") for key in ("title", "text", "home")},
        "footer": [
            {"title": label("menu.clauses"), "path": "clauses.html"},
            {"title": label("menu.verify"), "path": "verify.html"},
            {"title": label("footer.manifest"), "path": "manifest.sha256"},
            {"title": label("footer.checkpoint"), "path": "ledger/checkpoint"},
        ],
        "footer_label": label("footer.label"),
        "footer_text": label("footer.text"),
    }


def _copy_theme(target: Path) -> None:
    source = resources.files("generator.site") / "theme"
    for name in (*THEME_FILES, "main.html", "404.html"):
        _write(target / name, (source / name).read_bytes())
    for name in ("base.html", "content.html"):
        # The theme's only scripts inside pages; nothing here needs them, and without them no page runs a script.
        _write(target / "partials" / "javascripts" / name, b"")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
