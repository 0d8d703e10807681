"""``kaohe release`` as a person uses it: real keys, real ssh-keygen, a real build, a mirror."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from generator.cli import release as module
from generator.core.errors import UsageError
from generator.office.workspace import Workspace
from tests.cli.conftest import Kaohe, holder
from tests.office.acting import snapshot
from tests.office.releasing import commit_all, git

Inside = Callable[[str], Workspace]


@pytest.mark.slow
def test_release_verify_and_mirror(kaohe: Kaohe, inside: Inside, tmp_path: Path) -> None:
    workspace = inside("scheme")
    root = (workspace.records / "root").read_text("ascii").strip()
    (workspace.root / ".gitignore").write_text("/site/\n/keys/\n", "utf-8")
    commit_all(workspace.root)
    git(tmp_path, "init", "-q", "mirror")
    for name, value in (("user.name", "x"), ("user.email", "x@example.org")):
        git(tmp_path / "mirror", "config", name, value)
    assert kaohe("build").code == 0
    internal = kaohe("verify", "site", "--root", root, "--lang", "en", "--no-memory")
    assert internal.code == 4
    assert "not released (V15)" in internal.out
    assert kaohe("verify", "site", "--root", root, "--internal", "--no-memory").code == 0
    assert kaohe("verify", "site", "--internal", "--no-memory").code == 4
    before = snapshot(workspace.root / "site")
    key = holder(kaohe, "demo-publisher-1")
    refused = kaohe("release", "--key", key, "--lang", "en", answer="n\n")
    assert (refused.code, snapshot(workspace.root / "site")) == (130, before)
    assert "log of 2 statements" in refused.err
    done = kaohe("release", "--key", key, "--mirror", "../mirror", "--yes", "--json")
    assert done.code == 0, done.out
    assert (done.value["released"], done.value["mirrored"], done.value["holders"]) == (True, True, ["demo-publisher-1"])
    after = snapshot(workspace.root / "site")
    assert {path: after[path] for path in before} == before
    assert kaohe("verify", "site", "--root", root).code == 0
    mirrored = snapshot(tmp_path / "mirror" / "site")
    assert mirrored == after
    assert git(tmp_path / "mirror", "status", "--porcelain") == ""


def test_the_root_is_read_before_anything_is_done(kaohe: Kaohe, inside: Inside) -> None:
    inside("")
    assert kaohe("release", "--key", "x", "--root", "x", "--yes").code == 2
    assert kaohe("release", "--yes").code == 2


def test_nobody_signs_blind(kaohe: Kaohe, inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> object:
        raise UsageError.of("U122")

    inside("")
    monkeypatch.setattr(module, "gate_texts", never)
    for option in ("--json", "--quiet"):
        done = kaohe("release", "--key", "x", option)
        assert done.code == 2
        if option == "--json":
            assert done.codes == ["U124"]
