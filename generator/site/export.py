"""Listing the export: which files it holds, and refusing everything that does not belong.

The engine publishes whatever lies in its folder, links included, so nothing reaches it that is not named here
(docs/spec/41-site.md, "Export").
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from generator.core.errors import FindingsError
from generator.core.files import read_bounded
from generator.core.problem import Place, Problem

CONFIG_FILE = "mkdocs.yml"
CONFIG_FOLDER = "site_config"
LEDGER_FOLDER = "ledger"
MAX_PAGE = 1024 * 1024
MAX_ASSET = 4 * 1024 * 1024
MAX_YAML = 256 * 1024

_NAME = r"[a-z0-9]+(?:[._-][a-z0-9]+)*"
_ALLOWED = (
    (re.compile(rf"pages/(?:en/)?{_NAME}\.md"), MAX_PAGE),
    (re.compile(rf"pages/assets/{_NAME}\.(?:png|jpg)"), MAX_ASSET),
    (re.compile(rf"theme/{_NAME}\.css"), MAX_PAGE),
    (re.compile(r"strings\.yml"), MAX_YAML),
)
_FOLDERS = frozenset({"pages", "pages/assets", "pages/en", "theme"})


def read_site_config(export: Path) -> dict[str, bytes]:
    """The files of ``site_config/`` by path inside it, sorted.

    Raises FindingsError with every stray found: B101 (a file that does not belong), B102 (a link or special file), B103
    (a hidden file or folder), B104 (a folder that does not belong).
    """
    problems: list[Problem] = []
    found: dict[str, bytes] = {}
    pending = [""]
    folder = export / CONFIG_FOLDER
    if folder.is_symlink() or not folder.is_dir():
        raise FindingsError.of("B102" if folder.is_symlink() else "B105", CONFIG_FOLDER)
    while pending:
        prefix = pending.pop()
        with os.scandir(folder / prefix) as entries:
            for entry in sorted(entries, key=lambda item: item.name):
                relative = f"{prefix}{entry.name}"
                place = Place(f"{CONFIG_FOLDER}/{relative}")
                limit = next((size for pattern, size in _ALLOWED if pattern.fullmatch(relative)), 0)
                if entry.name.startswith("."):
                    problems.append(Problem("B103", place))
                elif entry.is_dir(follow_symlinks=False):
                    if relative in _FOLDERS:
                        pending.append(f"{relative}/")
                    else:
                        problems.append(Problem("B104", place))
                elif not entry.is_file(follow_symlinks=False):
                    problems.append(Problem("B102", place))
                elif not limit:
                    problems.append(Problem("B101", place))
                else:
                    found[relative] = read_bounded(folder / relative, place.path, limit)
    if problems:
        raise FindingsError(problems)
    return dict(sorted(found.items()))


def check_export(export: Path) -> None:
    """Nothing lies in the export but the three things it is made of. Raises FindingsError B106, B105."""
    names = {entry.name for entry in export.iterdir()}
    expected = {CONFIG_FILE, CONFIG_FOLDER, LEDGER_FOLDER}
    problems = [Problem("B106", Place(name)) for name in sorted(names - expected)]
    problems += [Problem("B105", Place(name)) for name in sorted(expected - names)]
    if problems:
        raise FindingsError(problems)
