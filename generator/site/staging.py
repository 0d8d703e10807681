"""The engine's input for one language: an empty folder filled with narrative pages and one frame page per section.

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

from generator.core.messages import LANGS
from generator.site import languages
from generator.site.configuration import HOME, Configuration
from generator.site.labels import Labels
from generator.site.ledger_view import LedgerView
from generator.site.objections import ANCHOR

TITLE = "kaohe-title-goes-here"
DESCRIPTION = "kaohe-description-goes-here"
ARTICLE = "kaohe-article-goes-here"
FRAME_BODY = f'<h1 id="content">{TITLE}</h1>\n\n{ARTICLE}'
SUMMARY = '<div id="kaohe-summary-goes-here"></div>'
FRAME_PAGE = "zz-frame"
THEME_FILES = ("assets/kaohe.css", "assets/kaohe.svg")


@dataclass(frozen=True, slots=True)
class Section:
    """A kind of page that is filled from records: where its pages lie and which menu item they belong to.

    Folders are below the language's, here and in all paths of this module but those of the engine's files.
    """

    id: str
    folder: str
    menu: str

    @property
    def frame(self) -> str:
        """The frame page's path without its extension; it lies as deep as the section's pages."""
        return f"{self.folder}{self.name}"

    @property
    def name(self) -> str:
        """The frame page's file name without its extension: where it stands in the frame, the filled page's goes."""
        return f"{FRAME_PAGE}-{self.id}"


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


def menu(configuration: Configuration, view: LedgerView, label: Labels) -> list[MenuItem]:
    """The menu: home, the latest cycle with results and the one under way, statements, verification, other pages."""
    home, *others = configuration.words[label.lang].pages
    items = [MenuItem(home.title, home.url, "home")]
    if latest := view.latest:
        items.append(
            MenuItem(label("menu.results", cycle=latest.id), f"{latest.id}/index.html", f"results-{latest.id}")
        )
        items.append(MenuItem(label("menu.scheme"), f"{latest.id}/scheme.html", f"scheme-{latest.id}"))
    for cycle in view.open:
        items.append(MenuItem(label("menu.open", cycle=cycle.id), f"{cycle.id}/index.html", f"results-{cycle.id}"))
    items.append(MenuItem(label("menu.statements"), "statements/index.html", "statements"))
    items.append(MenuItem(label("menu.verify"), "verify.html", "verify"))
    return items + [MenuItem(page.title, page.url, page.name.removesuffix(".md")) for page in others]


def stage(folder: Path, configuration: Configuration, view: LedgerView, label: Labels) -> list[str]:
    """Fill the empty ``folder`` for the engine; the pages it will make, by their path in the site."""
    docs, prefix = folder / "docs", languages.folder(label.lang)
    pages: dict[str, str] = {}
    for page in configuration.words[label.lang].pages:
        text = _with_summary(page.text) if page.name == HOME else page.text
        section = "home" if page.name == HOME else page.name.removesuffix(".md")
        pages[f"{prefix}{page.name}"] = f"---\nsection: {section}\n---\n{text}"
    for found in sections([cycle.id for cycle in view.cycles]):
        pages[f"{prefix}{found.frame}.md"] = frame_markdown(found.menu, TITLE, DESCRIPTION, FRAME_BODY)
    for name, text in pages.items():
        _write(docs / name, text.encode())
    for name, data in configuration.assets.items():
        _write(docs / name, data)
    for name, data in configuration.styles.items():
        _write(docs / "assets" / "theme" / name, data)
    _write(folder / "mkdocs.yml", _engine_settings(configuration, view, label))
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


def _engine_settings(configuration: Configuration, view: LedgerView, label: Labels) -> bytes:
    own = configuration.words[label.lang]
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
        "site_name": own.site_name,
        "docs_dir": "docs",
        "use_directory_urls": False,
        "theme": theme,
        "plugins": [],
        "markdown_extensions": sorted({*configuration.markdown_extensions, "attr_list", "md_in_html"}),
        "nav": [f"{languages.folder(label.lang)}{HOME}"],
        "not_in_nav": "*",
        "extra_css": ["assets/kaohe.css", *(f"assets/theme/{name}" for name in configuration.styles)],
        "extra": {"generator": False, "kaohe": _words(configuration, view, label)},
    }
    if configuration.site_url:
        settings["site_url"] = configuration.site_url
    if own.site_description:
        settings["site_description"] = own.site_description
    return yaml.safe_dump(settings, allow_unicode=True, sort_keys=True, width=10**6).encode()


def _words(configuration: Configuration, view: LedgerView, label: Labels) -> Mapping[str, Any]:
    """What the theme's overriding templates say on every page. Paths are those of the site."""
    prefix = languages.folder(label.lang)
    every = [Labels(lang, configuration.strings) for lang in LANGS]
    return {
        "lang": label.lang,
        "prefix": prefix,
        "languages": [
            {"lang": other.lang, "name": other("language.name"), "prefix": languages.folder(other.lang)}
            for other in every
        ],
        "main": languages.MAIN,
        "menu": [
            {"title": item.title, "path": f"{prefix}{item.path}", "section": item.section}
            for item in menu(configuration, view, label)
        ],
        "menu_label": label("menu.label"),
        "demo": label("demo") if view.demo else "",
        "skip": label("skip"),
        "demo_label": label("demo.label"),
        "not_found": [
            {"lang": other.lang, "home_path": f"{languages.folder(other.lang)}index.html"}
            | {key: other(f"not_found.{key}") for key in ("title", "text", "home")}
            for other in every
        ],
        "footer": [
            *([{"title": label("contact"), "path": f"{prefix}index.html#{ANCHOR}"}] if view.cycles else []),
            {"title": label("menu.clauses"), "path": f"{prefix}clauses.html"},
            {"title": label("menu.verify"), "path": f"{prefix}verify.html"},
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
