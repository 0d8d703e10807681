"""The local preview: serves the last good site, rebuilds after a change, goes on after a failure."""

from __future__ import annotations

import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.cli import serve
from generator.cli.context import Context
from generator.core.errors import FindingsError
from generator.office.workspace import Workspace


class Preview:
    """A preview that is looked at between its polls; each step is one poll."""

    def __init__(self, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
        self.workspace, self.builds, self.fail = workspace, 0, False
        self.pages: list[bytes] = []
        self.steps: list[Callable[[], None]] = []
        self.said: list[str] = []
        self.port = 0
        monkeypatch.setattr(time, "sleep", self.sleep)

    def rebuild(self) -> None:
        if self.fail:
            raise FindingsError.of("C130", "x")
        self.builds += 1
        page = self.workspace.root / "site" / "index.html"
        page.parent.mkdir(exist_ok=True)
        page.write_text(f"build {self.builds}")

    def sleep(self, _: float) -> None:
        if self.port:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=10) as answer:
                assert answer.headers["Cache-Control"] == "no-store"
                self.pages.append(answer.read())
        if not self.steps:
            raise KeyboardInterrupt
        self.steps.pop(0)()

    def run(self) -> None:
        preview = self

        class Listening(Context):
            def say(self, key: str, /, **params: object) -> None:
                preview.said.append(key)
                preview.port = int(str(params.get("port", preview.port)))

            def report(self, problems: object) -> None:
                preview.said.append("problems")

        serve.serve_folder(Listening("zh", False, False, False, Path()), self.workspace, 0, self.rebuild)


@pytest.fixture
def preview(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Preview:
    (tmp_path / "records" / "ledger").mkdir(parents=True)
    (tmp_path / "site_config").mkdir()
    (tmp_path / "mkdocs.yml").touch()
    return Preview(Workspace(tmp_path), monkeypatch)


def change(path: Path) -> Callable[[], None]:
    def write() -> None:
        path.write_text(str(time.monotonic_ns()))

    return write


def test_a_change_of_ledger_or_configuration_is_seen(preview: Preview) -> None:
    root = preview.workspace.root
    places = ("records/ledger/checkpoint", "site_config/a.md", "mkdocs.yml")
    preview.steps = [change(root / place) for place in places]
    preview.run()
    assert preview.pages == [b"build 1", b"build 2", b"build 3", b"build 4"]
    assert preview.said == ["cli.serve.ready", *["cli.serve.rebuilt"] * 3, "cli.serve.end"]


def test_nothing_else_is(preview: Preview) -> None:
    preview.steps = [lambda: None, change(preview.workspace.root / "records" / "organ.yml"), lambda: None]
    preview.run()
    assert preview.builds == 1


def test_a_failed_rebuild_leaves_the_last_good_site(preview: Preview) -> None:
    page = preview.workspace.root / "site_config" / "a.md"

    def spoil() -> None:
        preview.fail = True
        change(page)()

    def mend() -> None:
        preview.fail = False
        change(page)()

    preview.steps = [spoil, mend]
    preview.run()
    assert preview.pages == [b"build 1", b"build 1", b"build 2"]
    assert preview.said == ["cli.serve.ready", "problems", "cli.serve.rebuilt", "cli.serve.end"]


def test_a_change_while_building_is_not_lost(preview: Preview) -> None:
    first = preview.rebuild

    def slow() -> None:
        first()
        if preview.builds == 1:
            change(preview.workspace.root / "mkdocs.yml")()

    preview.rebuild = slow  # type: ignore[method-assign]
    preview.steps = [lambda: None]
    preview.run()
    assert preview.builds == 2


def test_the_server_is_gone_afterwards(preview: Preview) -> None:
    preview.run()
    assert [thread for thread in threading.enumerate() if "serve_forever" in thread.name] == []
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://127.0.0.1:{preview.port}/", timeout=5)
