"""What does not belong stops the build and is named; the old site stays as it was."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.cli.main import entry
from tests.integration.command import beside, kaohe, snapshot

pytestmark = pytest.mark.slow

CONFIG = "site_config"


Refused = Callable[[Path], list[tuple[str, str]]]


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Refused:
    """Codes and paths of a build that finds something; nothing else may have happened."""

    def run(office: Path) -> list[tuple[str, str]]:
        site, names = snapshot(office / "site"), beside(office)
        with pytest.raises(SystemExit) as ended:
            entry(["build", "--json", "--repo", str(office)])
        said = capsys.readouterr()
        assert (ended.value.code, said.err) == (1, "")
        assert snapshot(office / "site") == site
        assert beside(office) == names
        return [(problem["code"], problem["path"]) for problem in json.loads(said.out)["problems"]]

    return run


def write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("一\n", encoding="utf-8")


def link(path: Path) -> None:
    path.symlink_to(path.parents[len(path.parts) - path.parts.index("office") - 2] / "records" / "organ.yml")


def link_to_folder(path: Path) -> None:
    path.symlink_to(path.parent, target_is_directory=True)


STRAYS: dict[str, tuple[str, Callable[[Path], object], str, str]] = {
    "file": ("notes.txt", write, "B101", ""),
    "file among pages": ("pages/draft.docx", write, "B101", ""),
    "script among pages": ("pages/assets/extra.js", write, "B101", ""),
    "page in capitals": ("pages/README.md", write, "B101", ""),
    "name that is no text": ("pages/\udcff.md", write, "B101", ""),
    "name that moves the cursor": ("pages/\x1b[2J.md", write, "B101", ""),
    "folder with a file": ("pages/old/page.md", write, "B104", "pages/old"),
    "empty folder": ("pages/old", Path.mkdir, "B104", ""),
    "hidden file": (".htaccess", write, "B103", ""),
    "hidden file among pages": ("pages/.DS_Store", write, "B103", ""),
    "hidden folder": ("pages/.git/config", write, "B103", "pages/.git"),
    "empty hidden folder": (".obsidian", Path.mkdir, "B103", ""),
    "link": ("pages/extra.md", link, "C131", ""),
    "link that leads nowhere": ("theme-extra.css", lambda path: path.symlink_to("nowhere"), "C131", ""),
    "link to a folder": ("pages/extra", link_to_folder, "C131", ""),
    "hidden link": ("pages/.extra", link, "C131", ""),
    "named pipe": ("pages/pipe.md", os.mkfifo, "C131", ""),
}


@pytest.mark.parametrize("kind", STRAYS)
def test_strays_in_the_site_configuration(office: Path, refused: Refused, kind: str) -> None:
    name, make, code, shown = STRAYS[kind]
    make(office / CONFIG / name)
    assert refused(office) == [(code, f"{CONFIG}/{shown or name}")]


def test_all_strays_are_named_at_once_to_a_person(office: Path) -> None:
    names = [STRAYS[kind][0] for kind in ("file", "file among pages", "hidden file", "name that moves the cursor")]
    for name in names:
        write(office / CONFIG / name)
    done = kaohe(office, "build")
    assert done.returncode == 1
    for name in names[:-1]:
        assert f"{CONFIG}/{name}: B10" in done.stderr
    assert f"{CONFIG}/pages/\\x1b[2J.md: B101" in done.stderr
    assert "\x1b" not in done.stderr


@pytest.mark.parametrize("name", ["site_config", "mkdocs.yml"])
def test_the_configuration_itself_is_no_link(office: Path, refused: Refused, name: str) -> None:
    (office / name).rename(office / "moved")
    (office / name).symlink_to("moved")
    assert refused(office) == [("C131", name)]


PIECES = {
    "hooks": ("hooks: [hook.py]", "B120"),
    "extra_javascript": ("extra_javascript: ['https://example.org/x.js']", "B120"),
    "extra_css": ("extra_css: ['https://example.org/x.css']", "B120"),
    "python tag": ("site_author: !!python/name:os.system", "B111"),
    "tag that runs": ("site_author: !!python/object/apply:os.system [touch ran]", "B111"),
    "environment tag": ("site_author: !ENV HOME", "B111"),
    "other file": ("INHERIT: ../other.yml", "B120"),
    "anchor": ("site_author: &a x", "B111"),
    "second document": ("---\nsite_name: x", "B110"),
}


@pytest.mark.parametrize("name", PIECES)
def test_settings_that_run_or_fetch_something(office: Path, refused: Refused, name: str) -> None:
    text, code = PIECES[name]
    with (office / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write(f"{text}\n")
    (office / "hook.py").write_text("open('ran', 'w').close()\n")
    assert refused(office) == [(code, "mkdocs.yml")]
    assert list(office.rglob("ran")) == []


@pytest.mark.parametrize("plugins", ["[search]", "[{tags: {}}]", "search"])
def test_plugins(office: Path, refused: Refused, plugins: str) -> None:
    path = office / "mkdocs.yml"
    path.write_text(path.read_text("utf-8").replace("plugins: []", f"plugins: {plugins}"), encoding="utf-8")
    assert refused(office) == [("B122", "mkdocs.yml")]


def test_themes_of_others(office: Path, refused: Refused) -> None:
    path = office / "mkdocs.yml"
    path.write_text(
        path.read_text("utf-8").replace("  font: false", "  font: false\n  custom_dir: here"), encoding="utf-8"
    )
    assert refused(office) == [("B120", "mkdocs.yml")]


@pytest.mark.parametrize("kind", ["link", "link to a folder", "named pipe"])
def test_the_ledger_holds_files_only(office: Path, refused: Refused, kind: str) -> None:
    make = STRAYS[kind][1]
    make(office / "records" / "ledger" / "statements" / "extra")
    assert {path for _, path in refused(office)} == {"records/ledger/statements/extra"}


def test_a_record_of_the_ledger_is_no_link(office: Path, refused: Refused) -> None:
    path = office / "records/ledger/statements/0/statement.json"
    path.rename(office / "statement.json")
    path.symlink_to(office / "statement.json")
    assert {path for _, path in refused(office)} == {"records/ledger/statements/0/statement.json"}
