"""Key files: readable by their owner only, never overwritten, and what they should be."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from generator.cli.keys import write_secret
from generator.core.errors import UsageError
from generator.disclosure.openings import seal, unseal
from generator.ledger.note import parse_private_key
from generator.signing import demo
from tests.cli.conftest import Kaohe
from tests.office.acting import codes


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def mode(path: str) -> int:
    return Path(path).stat().st_mode & 0o777


@pytest.mark.parametrize("command", [["log", "example.org/log"], ["age"], ["demo", "log"], ["demo", "demo-office-1"]])
def test_only_the_owner_reads_it_and_it_is_never_overwritten(kaohe: Kaohe, command: list[str]) -> None:
    old = os.umask(0)
    try:
        assert kaohe("keys", *command, "--out", "folder/key").code == 0
    finally:
        os.umask(old)
    assert mode("folder/key") == 0o600
    before = Path("folder/key").read_bytes()
    refused = kaohe("keys", *command, "--out", "folder/key", "--json")
    assert (refused.code, refused.codes) == (2, ["U121"])
    assert Path("folder/key").read_bytes() == before


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"kept")
    (tmp_path / "link").symlink_to(tmp_path / "target")
    (tmp_path / "dangling").symlink_to(tmp_path / "new")
    for name in ("link", "dangling"):
        assert codes(partial(write_secret, tmp_path / name, b"secret"), UsageError) == [("U121", name)]
    assert (tmp_path / "target").read_bytes() == b"kept"
    assert not (tmp_path / "new").exists()


def test_a_log_key_and_its_public_half(kaohe: Kaohe) -> None:
    made = kaohe("keys", "log", "example.org/log", "--out", "key")
    public = made.out.strip()
    assert parse_private_key(Path("key").read_text().strip()).verifier.text() == public
    assert public.startswith("example.org/log+")
    assert "PRIVATE" not in made.out + made.err
    again = kaohe("keys", "log", "example.org/log", "--out", "other", "--json").value
    assert again["log_key"] != public


@pytest.mark.parametrize(("command", "name"), [("log", "example.org/log"), ("witness", "example.org/witness")])
def test_the_public_half_is_kept_beside_the_private_one(kaohe: Kaohe, command: str, name: str) -> None:
    made = kaohe("keys", command, name, "--out", "folder/key", "--lang", "en")
    assert Path("folder/key.pub").read_text() == made.out
    assert made.out.startswith(f"{name}+")
    assert "key.pub" in made.err
    assert mode("folder/key") == 0o600
    assert "PRIVATE" not in Path("folder/key.pub").read_text()
    # A public half that is there belongs to another key.
    Path("folder/other.pub").write_text("kept")
    refused = kaohe("keys", command, name, "--out", "folder/other", "--json")
    assert (refused.code, refused.codes) == (2, ["U121"])
    assert (Path("folder/other.pub").read_text(), Path("folder/other").exists()) == ("kept", False)


@pytest.mark.parametrize("origin", ["", "with space", "with+plus"])
def test_a_name_no_log_can_have(kaohe: Kaohe, origin: str) -> None:
    refused = kaohe("keys", "log", origin, "--out", "key", "--json")
    assert refused.code in (1, 2)
    assert refused.value["problems"]
    assert not Path("key").exists()


def test_an_age_identity_and_its_recipient(kaohe: Kaohe) -> None:
    made = kaohe("keys", "age", "--out", "key")
    recipient = made.out.strip()
    assert unseal(seal(b"x", [recipient]), [Path("key").read_text().strip()], "x") == b"x"
    assert "SECRET" not in made.out + made.err


@pytest.mark.parametrize("name", demo.HOLDERS)
def test_demonstration_keys_say_what_they_are(kaohe: Kaohe, name: str) -> None:
    made = kaohe("keys", "demo", name, "--out", "key", "--lang", "en")
    assert "Demonstration" in made.err
    assert Path("key").read_bytes().startswith(b"-----BEGIN OPENSSH PRIVATE KEY-----\n")


@pytest.mark.parametrize("name", demo.RECIPIENTS)
def test_demonstration_identities(kaohe: Kaohe, name: str) -> None:
    assert kaohe("keys", "demo", name, "--out", "key").code == 0
    assert Path("key").read_text() == demo.age_identity(name) + "\n"


@pytest.mark.peers
def test_ssh_keygen_reads_a_demonstration_key(require: Callable[[str], str], kaohe: Kaohe) -> None:
    assert kaohe("keys", "demo", "demo-office-1", "--out", "key").code == 0
    printed = subprocess.run([require("ssh-keygen"), "-y", "-f", "key"], capture_output=True, text=True, check=True)
    assert printed.stdout.split()[:2] == demo.public_key_line("demo-office-1").split()[:2]
