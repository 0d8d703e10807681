"""``mkdocs.yml`` and ``site_config/`` as the site owner may write them (docs/spec/41-site.md, "Configuration").

A closed list: what the engine would run (hooks, plugins, foreign scripts, python tags) or fetch from elsewhere is
refused with a sentence, because an engine that does not know a key drops it without a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from generator.core.errors import FindingsError
from generator.core.files import read_bounded
from generator.core.messages import LANGS
from generator.core.problem import Place, Problem
from generator.site.export import CONFIG_FILE, CONFIG_FOLDER, MAX_YAML, read_site_config
from generator.site.labels import known_labels
from generator.site.pictures import picture_problem
from generator.site.strict_css import style_problem
from generator.site.strict_yaml import repeated_keys

MARKDOWN_EXTENSIONS = frozenset(
    {"abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "sane_lists", "tables", "toc"}
)
RESERVED_PAGES = frozenset({"404", "clauses", "verify"})
HOME = "index.md"

_KEYS = frozenset(
    {
        "docs_dir",
        "extra",
        "markdown_extensions",
        "nav",
        "plugins",
        "site_description",
        "site_name",
        "site_url",
        "strict",
        "theme",
        "use_directory_urls",
    }
)
_THEME_KEYS = frozenset({"name", "language", "font", "palette", "features"})
_PALETTE_KEYS = frozenset({"scheme", "primary", "accent"})
_FEATURES = frozenset({"navigation.sections", "navigation.tabs", "navigation.top", "toc.integrate"})
_EXTRA = {"generator": False}
_SITE_URL = re.compile(r"https://[a-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~-]+)*/")
_WORD = re.compile(r"[a-z][a-z-]*")


@dataclass(frozen=True, slots=True)
class NarrativePage:
    """A page that a person wrote: file name in ``pages/``, title in the menu, Markdown."""

    name: str
    title: str
    text: str

    @property
    def url(self) -> str:
        """Where the page lies in the site."""
        return self.name.removesuffix(".md") + ".html"


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything a site owner decides."""

    site_name: str
    site_description: str
    site_url: str
    palette: Mapping[str, str]
    markdown_extensions: tuple[str, ...]
    pages: tuple[NarrativePage, ...]
    assets: Mapping[str, bytes]
    styles: Mapping[str, bytes]
    strings: Mapping[str, Mapping[str, str]]


def read_configuration(export: Path) -> Configuration:
    """The configuration in an export. Raises FindingsError with every problem found (codes B101 to B152)."""
    files = read_site_config(export)
    settings = _mapping(read_bounded(export / CONFIG_FILE, CONFIG_FILE, MAX_YAML), CONFIG_FILE)
    problems = _settings_problems(settings)
    strings = _strings(files.get("strings.yml", b""), problems)
    pages = _pages(settings, files, problems)
    styles = {path.removeprefix("theme/"): data for path, data in files.items() if path.startswith("theme/")}
    checked = (_file_problem(f"{CONFIG_FOLDER}/{path}", data) for path, data in files.items())
    problems += [problem for problem in checked if problem is not None]
    if problems:
        raise FindingsError(problems)
    return Configuration(
        site_name=settings["site_name"],
        site_description=settings.get("site_description", ""),
        site_url=settings.get("site_url", ""),
        palette=settings.get("theme", {}).get("palette", {}),
        markdown_extensions=tuple(settings.get("markdown_extensions", ())),
        pages=pages,
        assets={path.removeprefix("pages/"): data for path, data in files.items() if path.startswith("pages/assets/")},
        styles=styles,
        strings=strings,
    )


def _file_problem(path: str, data: bytes) -> Problem | None:
    """What is wrong with a style sheet or a picture."""
    if path.endswith(".css"):
        return style_problem(path, data)
    return picture_problem(path, data) if path.endswith((".png", ".jpg")) else None


def _mapping(data: bytes, path: str) -> dict[str, Any]:
    """A YAML mapping without tags, anchors or a second document. Raises FindingsError B110 to B112."""
    try:
        text = data.decode("utf-8")
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            tag = getattr(event, "tag", None)
            if tag is not None or getattr(event, "anchor", None) is not None:
                mark = event.start_mark
                place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path)
                raise FindingsError(Problem("B111", place))
        if repeated := repeated_keys(text, path):
            raise FindingsError(repeated)
        loaded = yaml.load(text, Loader=yaml.CSafeLoader)
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path)
        raise FindingsError(Problem("B110", place)) from error
    if not isinstance(loaded, dict) or not all(isinstance(key, str) for key in loaded):
        raise FindingsError.of("B110", path)
    return loaded


def _settings_problems(settings: dict[str, Any]) -> list[Problem]:
    place = Place(CONFIG_FILE)
    problems = [Problem("B120", place, {"key": key}) for key in settings if key not in _KEYS]

    def refuse(code: str, key: str) -> None:
        problems.append(Problem(code, place, {"key": key}))

    if not isinstance(settings.get("site_name"), str) or not settings["site_name"].strip():
        refuse("B121", "site_name")
    for key, wanted in (("docs_dir", f"{CONFIG_FOLDER}/pages"), ("use_directory_urls", False)):
        if settings.get(key) != wanted or type(settings[key]) is not type(wanted):
            refuse("B121", key)
    if not isinstance(settings.get("site_description", ""), str):
        refuse("B121", "site_description")
    if "site_url" in settings and not (isinstance(url := settings["site_url"], str) and _SITE_URL.fullmatch(url)):
        refuse("B121", "site_url")
    if not isinstance(settings.get("strict", True), bool):
        refuse("B121", "strict")
    if settings.get("plugins", []) != []:
        refuse("B122", "plugins")
    if settings.get("extra", _EXTRA) != _EXTRA:
        refuse("B121", "extra")
    extensions = settings.get("markdown_extensions", [])
    if not isinstance(extensions, list):
        refuse("B121", "markdown_extensions")
    else:
        for name in extensions:
            if not isinstance(name, str) or name not in MARKDOWN_EXTENSIONS:
                problems.append(Problem("B123", place, {"name": str(name)[:60]}))
    _theme_problems(settings.get("theme"), refuse)
    return problems


def _theme_problems(theme: Any, refuse: Any) -> None:
    if not isinstance(theme, dict):
        refuse("B121", "theme")
        return
    for key in theme:
        if key not in _THEME_KEYS:
            refuse("B120", f"theme.{key}")
    if theme.get("name") != "material":
        refuse("B121", "theme.name")
    if theme.get("font") is not False:
        refuse("B124", "theme.font")
    if theme.get("language") not in LANGS:
        refuse("B121", "theme.language")
    palette = theme.get("palette", {})
    words = isinstance(palette, dict) and all(
        key in _PALETTE_KEYS and isinstance(value, str) and _WORD.fullmatch(value) for key, value in palette.items()
    )
    if not words:
        refuse("B125", "theme.palette")
    features = theme.get("features", [])
    if not isinstance(features, list) or not all(isinstance(name, str) and name in _FEATURES for name in features):
        refuse("B121", "theme.features")


def _strings(data: bytes, problems: list[Problem]) -> dict[str, dict[str, str]]:
    path = f"{CONFIG_FOLDER}/strings.yml"
    if not any(line.strip() and not line.lstrip().startswith(b"#") for line in data.splitlines()):
        return {}
    loaded = _mapping(data, path)
    known = known_labels()
    for key, texts in loaded.items():
        fits = (
            isinstance(texts, dict)
            and texts
            and all(lang in LANGS and isinstance(text, str) and text for lang, text in texts.items())
        )
        if key not in known:
            problems.append(Problem("B130", Place(path), {"key": key[:80]}))
        elif not fits:
            problems.append(Problem("B131", Place(path), {"key": key}))
    return loaded


def _pages(settings: dict[str, Any], files: Mapping[str, bytes], problems: list[Problem]) -> tuple[NarrativePage, ...]:
    """The narrative pages in the order of the menu; each must stand in it exactly once, the home page first."""
    nav = settings.get("nav")
    entries: list[tuple[str, str]] = []
    for item in nav if isinstance(nav, list) else []:
        pair = next(iter(item.items())) if isinstance(item, dict) and len(item) == 1 else (None, None)
        if not all(isinstance(part, str) for part in pair):
            problems.append(Problem("B141", Place(CONFIG_FILE), {"key": "nav"}))
            return ()
        entries.append((str(pair[1]), str(pair[0])))
    present = [path.removeprefix("pages/") for path in files if path.startswith("pages/") and path.endswith(".md")]
    listed = [name for name, _ in entries]
    if not listed or listed[0] != HOME or sorted(listed) != sorted(present):
        problems.append(Problem("B142", Place(CONFIG_FILE), {"key": "nav"}))
        return ()
    pages = []
    for name, title in entries:
        path = f"{CONFIG_FOLDER}/pages/{name}"
        if name.removesuffix(".md") in RESERVED_PAGES:
            problems.append(Problem("B143", Place(path)))
        try:
            text = files[f"pages/{name}"].decode("utf-8")
        except UnicodeDecodeError:
            problems.append(Problem("B144", Place(path)))
            continue
        if text.startswith("---") or "<!--" in text or "<script" in text.lower():
            problems.append(Problem("B145", Place(path)))
        pages.append(NarrativePage(name, title, text))
    return tuple(pages)
