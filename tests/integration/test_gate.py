"""A restricted text in what the site owner writes stops the build, wherever it stands and however it is written.

Nothing is published, the old site stays as it was, and no message repeats the text.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration import planting
from tests.integration.command import beside, kaohe, snapshot
from tests.integration.planting import PAGE_FORMS, slug
from tests.integration.restricted import CANARY, texts
from tests.integration.search import search
from tests.leakgate.forms import FILE_FORMS, Form, png_text

pytestmark = pytest.mark.slow

FRAGMENT = "四票赞成调整，一票弃权。记录人工号"
"""Part of a restricted text of the example: the minutes of the decision."""

WINDOW = 16
LEAK, FINDINGS = 3, 1
CATALOGUE = Path(__file__).parents[2] / "generator" / "catalogue" / "site.yml"


@pytest.fixture(scope="session")
def canary(repository: Path) -> str:
    text = next(text for text in texts(repository)[0] if "三十日内提交整改方案" in text)
    return str(CANARY.findall(text)[0])


def refused(office: Path, code: int, *values: str) -> list[dict[str, Any]]:
    """The problems of a build that must fail, silent about ``values``; nothing else may have happened."""
    site, names = snapshot(office / "site"), beside(office)
    done = kaohe(office, "build", "--json")
    assert done.returncode == code, done.stderr
    assert_silent(done, *values)
    assert done.stderr == ""
    assert snapshot(office / "site") == site
    assert beside(office) == names
    problems: list[dict[str, Any]] = json.loads(done.stdout)["problems"]
    return problems


def assert_silent(done: subprocess.CompletedProcess[str], *values: str) -> None:
    said = {"out": done.stdout.encode(), "err": done.stderr.encode()}
    assert search(said, list(values)) == []
    assert "Traceback" not in done.stderr


def single_words(folder: Path) -> dict[str, tuple[str, str]]:
    """Words of the pages that stand in one place of one page: by key, the page and the words."""
    words = {
        key: text["zh"]
        for key, text in yaml.safe_load(CATALOGUE.read_text("utf-8")).items()
        if key.startswith("site.") and not re.search("[{<>&\"']", text["zh"])
    }
    pages = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(folder.rglob("*.html"))}
    everything = "".join(pages.values())
    return {
        key: next((path, text) for path, page in pages.items() if text in page)
        for key, text in words.items()
        if len(text) > 12 and everything.count(text) == 1 and text not in pages["404.html"]
    }


def test_pages_pictures_and_styles(office: Path, canary: str) -> None:
    planted: set[str] = set()
    for plant in planting.EVERYWHERE:
        planted |= plant(office, canary, "a") | plant(office, FRAGMENT, "b")
    assert len(planted) == 2 * (3 * len(PAGE_FORMS) + len(planting.STYLE_FORMS) + len(planting.BYTE_FORMS))
    problems = refused(office, LEAK, canary, FRAGMENT)
    assert {problem["path"] for problem in problems} == planted
    assert {problem["code"] for problem in problems} <= {"K110", "K111", "K126"}
    done = kaohe(office, "build")
    assert done.returncode == LEAK
    assert_silent(done, canary, FRAGMENT)
    for problem in problems:
        place = re.escape(f"{problem['path']}: {problem['code']} ")
        assert re.search(f"^{place}.*byte {problem['params']['offset']};", done.stderr, re.MULTILINE), problem["path"]


def test_words_of_the_pages(office: Path, site: Path, canary: str) -> None:
    new, words = {}, {}
    places = single_words(site)
    # The pages with the most words first: most ways can stand on one page, some need one each.
    pages = [path for path, _ in Counter(path for path, _ in places.values()).most_common()]
    left = {path: [(key, text) for key, (at, text) in places.items() if at == path] for path in pages}
    for value in (canary, FRAGMENT):
        for name, form in PAGE_FORMS.items():
            path = pages[planting.rank(name)]
            key, text = left[path].pop()
            new[key], words[key] = form(value).decode(), (path, text)
    assert len(new) == 2 * len(PAGE_FORMS)
    planting.in_strings(office, new)
    problems = refused(office, LEAK, canary, FRAGMENT)
    assert {problem["path"] for problem in problems} == {path for path, _ in words.values()}
    for path in {path for path, _ in words.values()}:
        page = (site / path).read_text("utf-8")
        for key, (at, text) in words.items():
            page = page.replace(text, f"\0{key}\0") if at == path else page
        offsets = {int(problem["params"]["offset"]) for problem in problems if problem["path"] == path}
        for start, end in new_words(page.split("\0"), new):
            # A window of a text may begin before the words, where by chance the page goes on like the text.
            assert any(start - WINDOW <= offset < end for offset in offsets), (path, start)


def new_words(parts: list[str], new: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Where in the page, in bytes, the new words begin and end; every other part is the key of one."""
    at = 0
    for number, part in enumerate(parts):
        start, at = at, at + len((escape(new[part]) if number % 2 else part).encode())
        if number % 2:
            yield start, at


def test_each_place_of_a_page(office: Path, canary: str) -> None:
    planting.picture(office, "harmless.png", planting.HARMLESS)
    texts = {
        "in-heading": f"# {FRAGMENT}\n",
        "in-title-of-a-link": f"# 页面\n\n[核验](verify.html '{canary}')\n",
        "in-attribute": f"# 页面\n\n![图](assets/harmless.png){{ title='{canary}' }}\n",
        "in-link": f"# 页面\n\n[材料]({canary}.html)\n",
        "in-reference": f"# 页面\n\n[材料][one]\n\n[one]: verify.html '{canary}'\n",
        "in-code": f"# 页面\n\n    {canary}\n",
        "in-table": f"# 页面\n\n| 一 | 二 |\n|---|---|\n| {canary} | 三 |\n",
        "cut-by-emphasis": f"# 页面\n\n{canary[:9]}**{canary[9:15]}**{canary[15:]}\n",
    }
    planting.pages(office, texts)
    problems = refused(office, LEAK, canary, FRAGMENT)
    assert {problem["path"] for problem in problems} == {f"{name}.html" for name in texts}


def test_names_of_files(office: Path, canary: str) -> None:
    """A name is a text too; it is shown by its number in the folder."""
    planting.picture(office, f"{canary.lower()}.png", planting.HARMLESS)
    planting.pages(office, {canary.lower(): "# 页面\n"})
    problems = refused(office, LEAK, canary)
    names = {problem["path"] for problem in problems if problem["code"] in ("K112", "K113")}
    assert len(names) == 3
    assert all(re.fullmatch(r"(assets/|en/)?\[[0-9]+\]", name) for name in names)


@pytest.mark.parametrize("key", ["site_name", "site_description", "site_url", "nav"])
def test_one_leaking_setting_is_enough(office: Path, canary: str, key: str) -> None:
    path = office / "mkdocs.yml"
    settings = yaml.safe_load(path.read_text("utf-8"))
    if key == "nav":
        settings["nav"][1] = {canary: next(iter(settings["nav"][1].values()))}
    else:
        settings[key] = f"https://example.org/{canary}/" if key == "site_url" else canary
    path.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    assert {problem["code"] for problem in refused(office, LEAK, canary)} <= {"K110", "K111", "K126", "K130"}


def test_comments_in_pages_are_refused_before_anything_is_made(office: Path, canary: str) -> None:
    """The engine would publish a comment as it stands; the configuration says so before the leak gate has to."""
    forms = {
        f"comment-{slug(name)}": f"# 页面\n\n<!-- {form(canary).decode()} -->\n" for name, form in PAGE_FORMS.items()
    }
    planting.pages(office, forms)
    problems = refused(office, FINDINGS, canary)
    assert {(p["code"], p["path"]) for p in problems} == {("B145", f"site_config/pages/{name}.md") for name in forms}


@pytest.mark.parametrize("form", ["gzip", "utf-16 with mark", "gb18030"])
def test_pages_that_are_no_text_are_refused_before_anything_is_made(office: Path, form: str) -> None:
    """A page is UTF-8; what is not cannot be read as Markdown, so it never comes to a search."""
    planting.pages(office, {"strange": ""})
    (office / "site_config" / "pages" / "strange.md").write_bytes(planting.BYTE_FORMS[form](FRAGMENT))
    problems = refused(office, FINDINGS, FRAGMENT)
    assert [(p["code"], p["path"]) for p in problems] == [("B144", "site_config/pages/strange.md")]


REFUSED: dict[str, tuple[str, Form, str]] = {
    "text in a picture": ("pages/assets/map.png", lambda value: png_text(value.encode()), "B152"),
    "picture with an appendix": ("pages/assets/map.png", lambda value: planting.HARMLESS + value.encode(), "B151"),
    "no picture at all": ("pages/assets/map.png", lambda value: FILE_FORMS["gzip"](value), "B151"),
    "escapes in a comment of a style sheet": (
        "theme/own.css",
        lambda value: b"/* " + PAGE_FORMS["css escapes"](value) + b" */",
        "B150",
    ),
    "property of a style sheet": ("theme/own.css", lambda value: f".k-lead {{ content: '{value}' }}".encode(), "B150"),
    "words nobody knows": ("strings.yml", lambda value: f"site.unknown: {{zh: '{value}'}}".encode(), "B130"),
    "key nobody knows": ("strings.yml", lambda value: f"'{value}': {{zh: 一}}".encode(), "B130"),
    "attribute of a page": ("pages/about.md", lambda value: f"# 页\n\n文\n{{ onclick='{value}' }}".encode(), "B163"),
    "name of a heading": ("pages/about.md", lambda value: f"# 页 {{ id='kaohe-{value}' }}\n".encode(), "B163"),
    "script of a page": ("pages/about.md", lambda value: f"# 页\n\n<script>{value}</script>\n".encode(), "B145"),
    "file that does not belong": ("notes.txt", lambda value: value.encode(), "B101"),
}
"""Refused before anything is made, whatever it says: file, content, code."""


@pytest.mark.parametrize("place", REFUSED)
def test_what_is_refused_anyway_is_refused_without_its_words(office: Path, canary: str, place: str) -> None:
    """These never come to the leak gate, as they would be refused without a leak, too. Messages stay silent even so."""
    name, content, code = REFUSED[place]
    path = office / "site_config" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content(canary + FRAGMENT))
    problems = refused(office, FINDINGS, canary, FRAGMENT)
    assert [(p["code"], p["path"]) for p in problems] == [(code, f"site_config/{name}")]


def test_the_same_places_without_a_leak_are_published(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stops the builds above is the text, not the place. (Invisible characters no page may have, leak or not.)"""
    monkeypatch.delitem(PAGE_FORMS, "zero width")
    for plant in planting.EVERYWHERE:
        plant(office, "本页文字均属公开内容", "a")
    done = kaohe(office, "build")
    assert done.returncode == 0, done.stderr
    assert (office / "site" / "assets" / "picture-a-gzip.png").is_file()
