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
from generator.core.messages import LANGS, Lang
from generator.core.problem import Place, Problem
from generator.site import languages
from generator.site.export import CONFIG_FILE, CONFIG_FOLDER, MAX_YAML, read_site_config
from generator.site.labels import known_labels
from generator.site.pictures import picture_problem
from generator.site.strict_css import style_problem
from generator.site.strict_yaml import repeated_keys

MARKDOWN_EXTENSIONS = frozenset(
    {"abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "sane_lists", "tables", "toc"}
)
RESERVED_PAGES = frozenset({"404", "clauses", "interpretations", "verify"})
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
_WORDS_KEYS = frozenset({"site_name", "site_description", "nav"})
_SITE_URL = re.compile(r"https://[a-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~-]+)*/")
_WORD = re.compile(r"[a-z][a-z-]*")


@dataclass(frozen=True, slots=True)
class NarrativePage:
    """A page that a person wrote: file name in its language's folder, title in the menu, Markdown."""

    name: str
    title: str
    text: str

    @property
    def url(self) -> str:
        """Where the page lies below its language's folder in the site."""
        return self.name.removesuffix(".md") + ".html"


@dataclass(frozen=True, slots=True)
class Words:
    """What the owner says in one language: the site's name and description, and the narrative pages."""

    site_name: str
    site_description: str
    pages: tuple[NarrativePage, ...]


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything a site owner decides."""

    words: Mapping[Lang, Words]
    site_url: str
    palette: Mapping[str, str]
    markdown_extensions: tuple[str, ...]
    assets: Mapping[str, bytes]
    styles: Mapping[str, bytes]
    strings: Mapping[str, Mapping[str, str]]


def read_configuration(export: Path) -> Configuration:
    """The configuration in an export. Raises FindingsError with every problem found (codes B101 to B152)."""
    files = read_site_config(export)
    settings = _mapping(read_bounded(export / CONFIG_FILE, CONFIG_FILE, MAX_YAML), CONFIG_FILE)
    problems = _settings_problems(settings)
    strings = _strings(files.get("strings.yml", b""), problems)
    words = {lang: _words(lang, _words_settings(settings, lang), files, problems) for lang in LANGS}
    problems += _twin_problems(files)
    styles = {path.removeprefix("theme/"): data for path, data in files.items() if path.startswith("theme/")}
    checked = (_file_problem(f"{CONFIG_FOLDER}/{path}", data) for path, data in files.items())
    problems += [problem for problem in checked if problem is not None]
    if problems:
        raise FindingsError(problems)
    return Configuration(
        words=words,
        site_url=settings.get("site_url", ""),
        palette=settings.get("theme", {}).get("palette", {}),
        markdown_extensions=tuple(settings.get("markdown_extensions", ())),
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

    for key, wanted in (("docs_dir", f"{CONFIG_FOLDER}/pages"), ("use_directory_urls", False)):
        if settings.get(key) != wanted or type(settings[key]) is not type(wanted):
            refuse("B121", key)
    if "site_url" in settings and not (isinstance(url := settings["site_url"], str) and _SITE_URL.fullmatch(url)):
        refuse("B121", "site_url")
    if not isinstance(settings.get("strict", True), bool):
        refuse("B121", "strict")
    if settings.get("plugins", []) != []:
        refuse("B122", "plugins")
    _extra_problems(settings.get("extra"), refuse)
    extensions = settings.get("markdown_extensions", [])
    if not isinstance(extensions, list):
        refuse("B121", "markdown_extensions")
    else:
        for name in extensions:
            if not isinstance(name, str) or name not in MARKDOWN_EXTENSIONS:
                problems.append(Problem("B123", place, {"name": str(name)[:60]}))
    _theme_problems(settings.get("theme"), refuse)
    return problems


def _extra_problems(extra: Any, refuse: Any) -> None:
    """``generator: false`` and, for each language but the main one, its name, description and menu."""
    others = {lang for lang in LANGS if lang != languages.MAIN}
    if not isinstance(extra, dict) or extra.get("generator") is not False or set(extra) != {"generator", *others}:
        refuse("B121", "extra")
        return
    for lang in sorted(others):
        if not isinstance(extra[lang], dict):
            refuse("B121", f"extra.{lang}")
        for key in extra[lang] if isinstance(extra[lang], dict) else ():
            if key not in _WORDS_KEYS:
                refuse("B120", f"extra.{lang}.{key}")


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
    if theme.get("language") != languages.MAIN:
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


def _words_settings(settings: dict[str, Any], lang: Lang) -> dict[str, Any]:
    """Where a language's name, description and menu stand: the main one's at the top, others' below ``extra``."""
    if lang == languages.MAIN:
        return settings
    extra = settings.get("extra")
    found = extra.get(lang) if isinstance(extra, dict) else None
    return found if isinstance(found, dict) else {}


def _words(lang: Lang, settings: dict[str, Any], files: Mapping[str, bytes], problems: list[Problem]) -> Words:
    name, description = settings.get("site_name"), settings.get("site_description", "")
    if not isinstance(name, str) or not name.strip():
        problems.append(Problem("B121", Place(CONFIG_FILE), {"key": _key(lang, "site_name")}))
    if not isinstance(description, str):
        problems.append(Problem("B121", Place(CONFIG_FILE), {"key": _key(lang, "site_description")}))
    return Words(str(name), str(description), _pages(lang, settings.get("nav"), files, problems))


def _key(lang: Lang, name: str) -> str:
    return name if lang == languages.MAIN else f"extra.{lang}.{name}"


def _names(lang: Lang, files: Mapping[str, bytes]) -> list[str]:
    """The names of a language's narrative pages."""
    start = f"pages/{languages.folder(lang)}"
    names = (path.removeprefix(start) for path in files if path.startswith(start) and path.endswith(".md"))
    return [name for name in names if "/" not in name]


def _twin_problems(files: Mapping[str, bytes]) -> list[Problem]:
    """A narrative page is there in every language or in none: B146 (one is missing), B147 (one too many)."""
    main = set(_names(languages.MAIN, files))
    problems = []
    for lang in LANGS:
        own, start = set(_names(lang, files)), f"{CONFIG_FOLDER}/pages/{languages.folder(lang)}"
        problems += [Problem("B146", Place(f"{start}{name}")) for name in sorted(main - own)]
        problems += [Problem("B147", Place(f"{start}{name}")) for name in sorted(own - main)]
    return problems


def _pages(lang: Lang, nav: Any, files: Mapping[str, bytes], problems: list[Problem]) -> tuple[NarrativePage, ...]:
    """The narrative pages in the order of the menu; each must stand in it exactly once, the home page first."""
    start = f"pages/{languages.folder(lang)}"
    entries: list[tuple[str, str]] = []
    for item in nav if isinstance(nav, list) else []:
        pair = next(iter(item.items())) if isinstance(item, dict) and len(item) == 1 else (None, None)
        if not all(isinstance(part, str) for part in pair):
            problems.append(Problem("B141", Place(CONFIG_FILE), {"key": _key(lang, "nav")}))
            return ()
        entries.append((str(pair[1]), str(pair[0])))
    listed = [name for name, _ in entries]
    # Held against the main language's pages: one that is missing in another is a finding of its own.
    if not listed or listed[0] != HOME or sorted(listed) != sorted(_names(languages.MAIN, files)):
        problems.append(Problem("B142", Place(CONFIG_FILE), {"key": _key(lang, "nav")}))
        return ()
    pages = []
    for name, title in entries:
        path = f"{CONFIG_FOLDER}/{start}{name}"
        if f"{start}{name}" not in files:
            continue
        if name.removesuffix(".md") in RESERVED_PAGES:
            problems.append(Problem("B143", Place(path)))
        try:
            text = files[f"{start}{name}"].decode("utf-8")
        except UnicodeDecodeError:
            problems.append(Problem("B144", Place(path)))
            continue
        if text.startswith("---") or "<!--" in text or "<script" in text.lower():
            problems.append(Problem("B145", Place(path)))
        pages.append(NarrativePage(name, title, text))
    return tuple(pages)
