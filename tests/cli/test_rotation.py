"""Version 2 of the trust, typed one command after another: what people are shown, and who has to sign."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from tests.cli.conftest import IDENTITY, Kaohe, holder
from tests.office.test_trust_statements import NEW_KEY, NEW_SEED, fingerprint, move_log, second_version

DRAFT = "records/drafts/trust"


def key_file(folder: Path) -> str:
    """The new key of demo-leader-3 as a file of OpenSSH."""
    path = folder / "new-key"
    path.touch(mode=0o600)
    private = Ed25519PrivateKey.from_private_bytes(NEW_SEED)
    path.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    return str(path)


def test_keys_are_exchanged(inside: Callable[[str], Workspace], kaohe: Kaohe, tmp_path: Path) -> None:
    workspace = inside("scheme")
    refused = kaohe("draft", "trust")
    assert (refused.code, "records/trust.yml:3:" in refused.err, "G330" in refused.err) == (1, True, True)
    second_version(workspace)
    move_log(workspace)
    made = kaohe("draft", "trust", "--lang", "en")
    assert made.code == 0, made.err
    assert "v1 leadership 2, v1 supervision 1, v2 leadership 2, v2 supervision 1" in made.err
    new = kaohe("sign", DRAFT, "--key", key_file(tmp_path), "--identity", IDENTITY, answer="y\n")
    assert new.code == 0, new.err
    for words in (fingerprint("demo-leader-3"), "replaced", "quorum auditors", "xinghe.example/kaohe-2", "接续日志"):
        assert words in new.out
    assert "v1 领导班子 2、v1 监督人员 1、v2 领导班子 1、v2 监督人员 1" in new.err
    assert "demo-leader-3" in new.err
    missing = [
        kaohe("sign", DRAFT, "--key", holder(kaohe, name), "--identity", IDENTITY, "--yes", "--json").value["missing"]
        for name in ("demo-supervisor-1", "demo-leader-1")
    ]
    assert missing == [{"v1 leadership": 2, "v2 leadership": 1}, {"v1 leadership": 1}]
    stranger = kaohe("sign", DRAFT, "--key", holder(kaohe, "demo-office-1"), "--identity", IDENTITY, "--yes", "--json")
    assert (stranger.code, "G304" in stranger.codes) == (1, True)
    last = kaohe("sign", DRAFT, "--key", holder(kaohe, "demo-leader-2"), "--identity", IDENTITY, "--yes", "--json")
    assert last.value["missing"] == {}
    log_key = tmp_path / "log-key"
    log_key.touch(mode=0o600)
    log_key.write_text(NEW_KEY.text() + "\n")
    done = kaohe("publish", DRAFT, "--log-key", str(log_key), "--identity", IDENTITY)
    assert done.code == 0, done.err
    assert [one.statement.kind for one in published_statements(workspace)] == ["trust", "scheme", "trust"]
