"""The site needs nothing but itself: no other host, no script, no broken link; other programs read its files."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import pytest

from tests.conftest import Require
from tests.integration.command import files_of

pytestmark = pytest.mark.slow

FETCHED = ("src", "srcset", "poster", "data", "background", "action", "formaction", "ping", "manifest", "xlink:href")
NEVER = frozenset({"script", "style", "iframe", "object", "embed", "form", "base", "applet", "frame", "noscript"})
# What an older parser does not know: elements of HTML5 and drawings.
UNKNOWN_TO_LIBXML = re.compile(r"HTML parser error : Tag [a-z]+ invalid$")


class Reference(NamedTuple):
    """A place in a page that points somewhere; ``fetched`` where a reader's program follows it without being asked."""

    target: str
    fetched: bool


class Page(HTMLParser):
    """What a page points to, the ids in it, and what it should not have."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.references: list[Reference] = []
        self.ids: list[str] = []
        self.wrong: list[str] = []
        self.policy = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NEVER:
            self.wrong.append(tag)
        if ("http-equiv", "Content-Security-Policy") in attrs:
            self.policy = dict(attrs)["content"] or ""
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name == "style" or name.startswith("on"):
                self.wrong.append(f"{tag} {name}")
            elif name == "href":
                canonical = tag == "link" and ("rel", "canonical") in attrs
                self.references.append(Reference(value or "", tag not in ("a", "area") and not canonical))
            elif name in FETCHED:
                self.references.append(Reference(value or "", fetched=True))
            elif name == "http-equiv" and value not in ("Content-Security-Policy", "X-UA-Compatible"):
                self.wrong.append(f"{tag} {name}={value}")

    handle_startendtag = handle_starttag


@pytest.fixture(scope="module")
def files(site: Path) -> dict[str, bytes]:
    return files_of(site)


@pytest.fixture(scope="module")
def pages(files: Mapping[str, bytes]) -> dict[str, Page]:
    return {path: Page(data.decode("utf-8")) for path, data in files.items() if path.endswith(".html")}


def target_of(page: str, reference: str) -> tuple[str, str]:
    """File and fragment that a reference without a host leads to; 404.html is read at any depth, so from the root."""
    parts = urlsplit(reference)
    if not parts.path:
        return page, unquote(parts.fragment)
    base = "" if parts.path.startswith("/") else dirname(page)
    path = normpath(join(base, unquote(parts.path).lstrip("/")))
    return (f"{path}/index.html".removeprefix("./") if parts.path.endswith("/") else path), unquote(parts.fragment)


def test_pages_run_nothing_and_carry_no_styles(pages: Mapping[str, Page]) -> None:
    assert len(pages) > 20
    assert {path: page.wrong for path, page in pages.items() if page.wrong} == {}
    assert Page('<p style="x" onclick="y"><script src=z></script>').wrong == ["p style", "p onclick", "script"]


def test_every_page_forbids_what_it_does_not_need(pages: Mapping[str, Page]) -> None:
    """Should anything foreign get into a page, the reader's program still refuses to fetch or run it."""
    for path, page in pages.items():
        rules = dict(rule.strip().partition(" ")[::2] for rule in page.policy.split(";"))
        assert rules["default-src"] == "'none'", path
        assert not re.search(r"https?:|unsafe|\*", page.policy), path


def test_nothing_is_fetched_from_elsewhere(pages: Mapping[str, Page]) -> None:
    foreign = [
        (path, reference.target)
        for path, page in pages.items()
        for reference in page.references
        if reference.fetched and (urlsplit(reference.target).scheme or urlsplit(reference.target).netloc)
    ]
    assert foreign == []
    assert sum(reference.fetched for page in pages.values() for reference in page.references) > len(pages)


def test_a_reader_is_sent_nowhere_else(pages: Mapping[str, Page]) -> None:
    schemes = {urlsplit(r.target).scheme for page in pages.values() for r in page.references}
    assert schemes <= {"", "mailto", "tel"}
    assert not any(urlsplit(r.target).netloc for page in pages.values() for r in page.references)


def test_every_link_and_fragment_leads_somewhere(files: Mapping[str, bytes], pages: Mapping[str, Page]) -> None:
    broken, followed = [], 0
    for path, page in pages.items():
        assert len(set(page.ids)) == len(page.ids), path
        for reference in page.references:
            if urlsplit(reference.target).scheme:
                continue
            target, fragment = target_of(path, reference.target)
            followed += 1
            if target not in files or (fragment and fragment not in pages[target].ids):
                broken.append((path, reference.target))
    assert broken == []
    assert followed > 500


def test_every_page_is_reached_from_the_first(pages: Mapping[str, Page]) -> None:
    reached, waiting = set(), ["index.html"]
    while waiting:
        path = waiting.pop()
        if path in reached:
            continue
        reached.add(path)
        links = [target_of(path, r.target)[0] for r in pages[path].references if not urlsplit(r.target).scheme]
        waiting += [link for link in links if link in pages]
    assert set(pages) - reached == {"404.html"}


def test_style_sheets_fetch_nothing(files: Mapping[str, bytes]) -> None:
    sheets = {path: data.decode("utf-8") for path, data in files.items() if path.endswith(".css")}
    assert len(sheets) >= 2
    for path, text in sheets.items():
        assert "@import" not in text, path
        assert "sourceMappingURL" not in text, path
        for address in re.findall(r"url\(\s*['\"]?([^'\")]*)", text):
            assert address.startswith(("data:", "#")), (path, address[:80])


def test_only_known_kinds_of_files(files: Mapping[str, bytes]) -> None:
    public = [path for path in files if not path.startswith("ledger/")]
    suffixes = {Path(path).suffix for path in public}
    assert suffixes <= {".html", ".css", ".svg", ".csv", ".json", ".xml", ".sha256", ".tlog-proof", ""}
    drawings = [files[path].decode("utf-8") for path in public if path.endswith(".svg")]
    assert not any(re.search(r"<script|\son[a-z]+=|(?:xlink:)?href=[\"'](?!#)", drawing) for drawing in drawings)


@pytest.mark.peers
def test_pages_are_well_formed_for_another_parser(site: Path, pages: Mapping[str, Page], require: Require) -> None:
    program = require("xmllint")
    done = subprocess.run(
        [program, "--html", "--nonet", "--noout", "--encode", "utf-8", *sorted(pages)],
        cwd=site,
        capture_output=True,
        text=True,
        errors="replace",  # it quotes lines and cuts them within characters
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if "parser error" in line]
    assert [line for line in said if not UNKNOWN_TO_LIBXML.search(line)] == []
    checked = subprocess.run([program, "--noout", "--nonet", "sitemap.xml"], cwd=site, capture_output=True, check=False)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.peers
def test_a_broken_page_is_noticed_by_that_parser(tmp_path: Path, require: Require) -> None:
    (tmp_path / "page.html").write_text("<!doctype html><html><body><p>a & b</b></body></html>", encoding="utf-8")
    command = [require("xmllint"), "--html", "--noout", "page.html"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert any("parser error" in line and not UNKNOWN_TO_LIBXML.search(line) for line in done.stderr.splitlines())


def tables(files: Mapping[str, bytes]) -> dict[str, list[list[str]]]:
    return {
        path: list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
        for path, data in files.items()
        if path.endswith(".csv")
    }


def test_tables_are_rectangular_and_agree_with_the_data(files: Mapping[str, bytes]) -> None:
    found = tables(files)
    names = ("results", "indicators", "rectification")
    assert set(found) == {"data/clauses.csv", *(f"data/2025/{name}.csv" for name in names)}
    for path, rows in found.items():
        assert len(rows) > 2, path
        assert {len(row) for row in rows} == {len(rows[0])}, path
        assert len(set(rows[0])) == len(rows[0]), path
    results = json.loads(files["data/2025/results.json"])
    assert len(found["data/2025/results.csv"]) - 1 == len(results["units"])
    named = {unit["result"]["unit"]["id"] for unit in results["units"]}
    assert {row[0] for row in found["data/2025/results.csv"][1:]} == named
    assert {row[0] for row in found["data/2025/indicators.csv"][1:]} <= named
    mends = found["data/2025/rectification.csv"]
    unit = next(at for at, head in enumerate(mends[0]) if head.endswith(" unit_id"))
    assert {row[unit] for row in mends[1:]} <= named


@pytest.mark.peers
def test_tables_open_in_a_spreadsheet(site: Path, files: Mapping[str, bytes], tmp_path: Path) -> None:
    """Only where one is installed: it is large, and the tables do not depend on it."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("soffice is not installed")
    for path, rows in tables(files).items():
        command = [program, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
        done = subprocess.run(
            [*command, "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1", "--outdir", tmp_path, site / path],
            capture_output=True,
            check=True,
        )
        again = list(csv.reader(io.StringIO((tmp_path / Path(path).name).read_text("utf-8-sig"), newline="")))
        assert [row[:3] for row in again] == [row[:3] for row in rows], done.stderr
