"""What a site owner may write, and that everything else stops the build with a code."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.core.errors import FindingsError
from generator.site.configuration import read_configuration
from generator.site.export import check_export
from tests.site.synthetic import ROOT


@pytest.fixture
def export(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "site_config", tmp_path / "site_config")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path / "mkdocs.yml")
    (tmp_path / "ledger").mkdir()
    return tmp_path


def codes(export: Path) -> list[str]:
    with pytest.raises(FindingsError) as caught:
        read_configuration(export)
    return [problem.code for problem in caught.value.problems]


def append(export: Path, text: str) -> None:
    with (export / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write(text)


def replace(export: Path, old: str, new: str) -> None:
    text = (export / "mkdocs.yml").read_text("utf-8")
    assert old in text
    (export / "mkdocs.yml").write_text(text.replace(old, new), "utf-8")


def test_the_projects_own_configuration_is_accepted(export: Path) -> None:
    configuration = read_configuration(export)
    assert configuration.words["zh"].pages[0].name == "index.md"
    check_export(export)


def drawing(folder: Path) -> None:
    (folder / "pages" / "assets").mkdir(exist_ok=True)
    (folder / "pages" / "assets" / "plan.svg").write_text("<svg/>")


def picture(folder: Path, data: bytes) -> None:
    (folder / "pages" / "assets").mkdir(exist_ok=True)
    (folder / "pages" / "assets" / "plan.png").write_bytes(data)


STRAYS: dict[str, tuple[Callable[[Path], object], str]] = {
    "stray file": (lambda folder: (folder / "evidence.yaml").write_text("x"), "B101"),
    "drawing": (lambda folder: drawing(folder), "B101"),
    "picture that is none": (lambda folder: picture(folder, b"<script>"), "B151"),
    "stray file among pages": (lambda folder: (folder / "pages" / "list.xlsx").write_text("x"), "B101"),
    "upper case": (lambda folder: (folder / "pages" / "About.md").write_text("x"), "B101"),
    "symlink to a file": (lambda folder: (folder / "pages" / "more.md").symlink_to("/etc/hostname"), "B102"),
    "symlink to a folder": (lambda folder: (folder / "pages" / "assets2").symlink_to("/etc"), "B102"),
    "hidden file": (lambda folder: (folder / "pages" / ".draft.md").write_text("x"), "B103"),
    "hidden folder": (lambda folder: (folder / ".git").mkdir(), "B103"),
    "folder": (lambda folder: (folder / "pages" / "notes").mkdir(), "B104"),
    "folder of another language": (lambda folder: (folder / "pages" / "fr").mkdir(), "B104"),
    "folder inside a language": (lambda folder: (folder / "pages" / "en" / "more").mkdir(), "B104"),
}


@pytest.mark.parametrize("name", STRAYS)
def test_what_does_not_belong_stops_the_build(export: Path, name: str) -> None:
    make, code = STRAYS[name]
    make(export / "site_config")
    assert code in codes(export)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("hooks: [hook.py]\n", "B120"),
        ("extra_javascript: ['https://elsewhere.example/x.js']\n", "B120"),
        ("extra_css: [x.css]\n", "B120"),
        ("INHERIT: other.yml\n", "B120"),
        ("repo_url: https://elsewhere.example/\n", "B120"),
        ("custom: !!python/name:os.system\n", "B111"),
        ("custom: !ENV HOME\n", "B111"),
        ("custom: &a 1\n", "B111"),
        ("site_url: http://plain.example/\n", "B121"),
        ("more: [\n", "B110"),
        ("plugins: []\n", "B112"),
        ("'plugins': []\n", "B112"),
        ("<<: {plugins: []}\n", "B112"),
    ],
)
def test_settings_that_run_or_fetch_are_refused(export: Path, text: str, code: str) -> None:
    append(export, text)
    assert codes(export) == [code]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("plugins: []", "plugins: [search]", "B122"),
        ("plugins: []", "plugins:\n  - macros", "B122"),
        ("  font: false", "  font: {text: Roboto}", "B124"),
        ("  font: false", "  font: false\n  custom_dir: overrides", "B120"),
        ("  font: false", "  font: false\n  palette: [{scheme: default}]", "B125"),
        ("  - tables", "  - pymdownx.snippets", "B123"),
        ("name: material", "name: readthedocs", "B121"),
        ("docs_dir: site_config/pages", "docs_dir: records", "B121"),
        ("use_directory_urls: false", "use_directory_urls: true", "B121"),
        ("  - 关于本站: about.md\n", "", "B142"),
        ("  - 首页: index.md\n", "", "B142"),
        ("      - Home: index.md\n", "", "B142"),
        ("      - Home: index.md\n", "      - Home: [index.md]\n", "B141"),
        ("  language: zh", "  language: en", "B121"),
        ("  generator: false\n", "", "B121"),
        ("    site_name: Xinghe", "    name: Xinghe", "B120"),
        ("    site_name: Xinghe Affairs Bureau assessments\n", "", "B121"),
        ("  - 关于本站: about.md", "  - 关于本站: [about.md]", "B141"),
    ],
)
def test_values_outside_the_closed_list_are_refused(export: Path, old: str, new: str, code: str) -> None:
    replace(export, old, new)
    assert code in codes(export)


def test_every_problem_is_reported_at_once(export: Path) -> None:
    append(export, "hooks: [x.py]\nextra_javascript: [y.js]\n")
    replace(export, "plugins: []", "plugins: [search]")
    assert codes(export) == ["B120", "B120", "B122"]


@pytest.mark.parametrize(
    "text", ["---\ntitle: x\n---\n# x\n", "# x\n<!-- internal note -->\n", "# x\n<SCRIPT>1</SCRIPT>\n"]
)
def test_pages_with_front_matter_comments_or_scripts_are_refused(export: Path, text: str) -> None:
    (export / "site_config" / "pages" / "about.md").write_text(text, "utf-8")
    assert codes(export) == ["B145"]


def test_a_page_may_not_take_the_name_of_a_generated_one(export: Path) -> None:
    for folder in ("pages", "pages/en"):
        (export / "site_config" / folder / "verify.md").write_text("# x\n", "utf-8")
    append(export, "  - x: verify.md\n")
    replace(export, "      - Home: index.md\n", "      - Home: index.md\n      - x: verify.md\n")
    assert codes(export) == ["B143", "B143"]


def test_a_page_that_lacks_its_twin_is_a_finding(export: Path) -> None:
    pages = export / "site_config" / "pages"
    (pages / "en" / "about.md").unlink()
    (pages / "en" / "more.md").write_text("# x\n", "utf-8")
    with pytest.raises(FindingsError) as caught:
        read_configuration(export)
    assert [(problem.code, problem.place.path) for problem in caught.value.problems] == [
        ("B146", "site_config/pages/en/about.md"),
        ("B147", "site_config/pages/en/more.md"),
    ]


def test_both_languages_have_their_own_words(export: Path) -> None:
    words = read_configuration(export).words
    assert set(words) == {"zh", "en"}
    assert words["zh"].site_name != words["en"].site_name
    assert [page.name for page in words["zh"].pages] == [page.name for page in words["en"].pages]
    assert words["zh"].pages[0].text != words["en"].pages[0].text


@pytest.mark.parametrize(
    "text", ["a { background: url(x.png) }", "@import 'x.css';", "a { src: url('https://x.example/f') }"]
)
def test_style_sheets_that_fetch_are_refused(export: Path, text: str) -> None:
    (export / "site_config" / "theme").mkdir(exist_ok=True)
    (export / "site_config" / "theme" / "own.css").write_text(text, "utf-8")
    assert codes(export) == ["B150"]


def test_words_can_be_replaced_and_unknown_keys_are_refused(export: Path) -> None:
    strings = export / "site_config" / "strings.yml"
    strings.write_text("site.home: {zh: 主页}\n", "utf-8")
    assert read_configuration(export).strings == {"site.home": {"zh": "主页"}}
    strings.write_text("site.nothing: {zh: 主页}\nsite.home: 主页\n", "utf-8")
    assert codes(export) == ["B130", "B131"]


def test_a_key_that_stands_twice_is_shown_where_it_does(export: Path) -> None:
    replace(export, "  font: false", "  font: false\n  font: false")
    with pytest.raises(FindingsError) as caught:
        read_configuration(export)
    (problem,) = caught.value.problems
    line = (export / "mkdocs.yml").read_text("utf-8").splitlines()[problem.place.line - 1]
    assert (problem.code, problem.params, line) == ("B112", {"key": "font"}, "  font: false")
    assert problem.place.col == 3


def test_an_export_with_anything_else_in_it_is_refused(export: Path) -> None:
    (export / "records").mkdir()
    shutil.rmtree(export / "ledger")
    with pytest.raises(FindingsError) as caught:
        check_export(export)
    assert sorted(problem.code for problem in caught.value.problems) == ["B105", "B106"]
