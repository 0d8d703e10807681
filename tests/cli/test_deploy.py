"""``kaohe deploy-config``: settings on standard output, from a site that was built."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.site.deployment import SERVERS
from tests.cli.conftest import Kaohe


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "site"
    (folder / "en").mkdir(parents=True)
    (folder / "manifest.sha256").touch()
    (folder / "index.html").write_text("<p>x</p>", "utf-8")
    (folder / "en" / "index.html").write_text("<script>run()</script>", "utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.mark.parametrize("server", SERVERS)
def test_the_policy_is_that_of_the_pages(kaohe: Kaohe, site: Path, server: str) -> None:
    done = kaohe("deploy-config", server)
    assert done.code == 0
    assert "script-src 'sha256-" in done.out
    (site / "en" / "index.html").write_text("<p>y</p>", "utf-8")
    assert "script-src 'none'" in kaohe("deploy-config", server).out


def test_settings_name_the_site_where_it_lies(kaohe: Kaohe, site: Path) -> None:
    assert f'root "{site}";' in kaohe("deploy-config", "nginx", "--name", "kaohe.example").out


def test_for_machines(kaohe: Kaohe, site: Path) -> None:
    value = json.loads(kaohe("deploy-config", "pages", "--json").out)
    assert (value["status"], value["server"]) == ("ok", "pages")
    assert value["configuration"].startswith("/*\n")


def test_without_a_site(kaohe: Kaohe, site: Path) -> None:
    (site / "manifest.sha256").unlink()
    done = kaohe("deploy-config", "nginx", "--json")
    assert (done.code, done.codes) == (2, ["U150"])
