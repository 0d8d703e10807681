"""A new office's repository: the files it begins with, and what in them waits to be filled in.

The files lie in ``template`` beside this module. Each value that only the office can know is a placeholder
(:mod:`generator.intake.placeholders`), so that a check leads through what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from generator.core.errors import UsageError
from generator.intake.record_file import WORKING_COPY

TEMPLATE = Path(__file__).with_name("template")

_YEAR, _YEAR_IN_PATHS = "YYYY", "year"
_ALLOWED = frozenset({".git"})
"""What may be there before: a repository that was made, or cloned empty, just now."""

_GIT = {
    ".gitignore": ("/site/", "/site.*/", "/keys/", "*.openings.clear", f"*{WORKING_COPY}"),
    ".gitattributes": ("*.age binary",),
}
"""Keys, working copies in clear and the built site stay out of git; sealed files are bytes to it."""


def initial_files(year: str) -> Mapping[str, bytes]:
    """The files of a new office by path, for a first cycle ``year``."""
    files = {name: "".join(f"{line}\n" for line in lines).encode() for name, lines in _GIT.items()}
    for path, text in _template().items():
        parts = (year + part.removeprefix(_YEAR_IN_PATHS) if _is_year(part) else part for part in path.split("/"))
        files["/".join(parts)] = text.replace(_YEAR, year).encode()
    return dict(sorted(files.items()))


def make_office(folder: Path, year: str) -> list[str]:
    """Write the files of a new office below ``folder``, which may hold ``.git`` and nothing else; returns their paths.

    Raises UsageError U174 where there is something else, U175 where ``folder`` is no folder.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError.of("U175", folder=folder.name)
    if folder.is_dir() and (others := {entry.name for entry in folder.iterdir()} - _ALLOWED):
        raise UsageError.of("U174", folder=folder.resolve().name, count=len(others))
    files = initial_files(year)
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(data)
    return list(files)


def _is_year(part: str) -> bool:
    return part in (_YEAR_IN_PATHS, f"{_YEAR_IN_PATHS}.yml")


@cache
def _template() -> Mapping[str, str]:
    paths = sorted(path for path in TEMPLATE.rglob("*") if path.is_file())
    return {path.relative_to(TEMPLATE).as_posix(): path.read_text("utf-8") for path in paths}
