"""Running the engine: Markdown in, HTML with markers out, as a subprocess that knows nothing of us.

The environment is built here, not inherited, so that locale, time zone, clock and hash seed cannot change a byte
(docs/spec/41-site.md, "Engine").
"""

from __future__ import annotations

import datetime
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from generator.core.errors import FindingsError, NotCheckedError
from generator.core.files import list_files
from generator.site.strict_html import page_problem

NOT_FOUND = "404.html"
TIMEOUT_SECONDS = 300
_THEME_STYLE = re.compile(r"assets/stylesheets/(?:main|palette)\.[0-9a-f]{8}\.min\.css")
_MAP_COMMENT = re.compile(rb"\n?/\*# sourceMappingURL=[^*]*\*/\s*$")


def epoch_of(date: str) -> int:
    """SOURCE_DATE_EPOCH for a day: midnight UTC of ``YYYY-MM-DD``."""
    day = datetime.date.fromisoformat(date)
    return int(datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC).timestamp())


def environment(epoch: int) -> dict[str, str]:
    """The whole environment of the engine."""
    return {
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "NO_MKDOCS_2_WARNING": "1",
        "PATH": os.defpath,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "SOURCE_DATE_EPOCH": str(epoch),
        "TZ": "UTC",
    }


def run_engines(staged: Mapping[str, Path], out: Mapping[str, Path], epoch: int) -> None:
    """Build what is staged in each folder, one engine beside the other. Raises NotCheckedError B160."""
    with ThreadPoolExecutor(len(staged)) as pool:
        list(pool.map(lambda key: run_engine(staged[key], out[key], epoch), staged))


def run_engine(folder: Path, out: Path, epoch: int) -> None:
    """Build what is staged in ``folder`` into ``out``. Raises NotCheckedError B160 where the engine fails."""
    command = [sys.executable, "-I", "-m", "mkdocs", "build", "-q", "--strict", "-f", str(folder / "mkdocs.yml")]
    try:
        done = subprocess.run(
            [*command, "-d", str(out)],
            cwd=folder,
            env=environment(epoch),
            capture_output=True,
            check=False,
            timeout=TIMEOUT_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotCheckedError.of("B160", reason=type(error).__name__) from error
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or [""]
        # Paths of this machine say nothing to a reader and differ from run to run.
        raise NotCheckedError.of("B160", reason=lines[-1].replace(str(folder), "")[:200])


def collect(
    out: Path, pages: Sequence[str], files: Mapping[str, bytes], sources: Mapping[str, str] | None = None
) -> tuple[dict[str, str], dict[str, bytes]]:
    """What is kept of the engine's output: its pages as text, and its style sheets with the ``files`` we staged.

    Everything else (scripts, search, source maps, its own sitemap) is left behind. Raises FindingsError B161 (a page is
    missing, or one is there that was not staged), B162 and B163 for every page that holds what it must not; their lines
    are those in ``sources``, the narrative pages' Markdown by the path of the page.
    """
    produced = list_files(out, "engine")
    html = {path: (out / path).read_text("utf-8") for path in produced if path.endswith(".html")}
    if wrong := sorted(set(html) ^ {*pages, NOT_FOUND}):
        raise FindingsError.of("B161", wrong[0])
    found = (page_problem(path, text, (sources or {}).get(path, "")) for path, text in html.items())
    if problems := [problem for problem in found if problem is not None]:
        raise FindingsError(problems)
    linked = "".join(html.values())
    styles = [path for path in produced if _THEME_STYLE.fullmatch(path) and path in linked]
    kept = {path: _style((out / path).read_bytes()) for path in styles}
    for path, data in files.items():
        if (out / path).read_bytes() != data:
            raise FindingsError.of("B161", path)
        kept[path] = data
    return html, kept


def _style(data: bytes) -> bytes:
    """A style sheet without the pointer to its source map, which is not published."""
    return _MAP_COMMENT.sub(b"\n", data)
