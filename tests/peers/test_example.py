"""The whole example checked with programs nobody here wrote, and each of them refuses a flipped byte."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.ledger.statements import PublishedStatement
from generator.office.drafts import trust_in_force
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from generator.signing.allowed_signers import allowed_signers
from generator.signing.threshold import holder_of
from tests.conftest import Stages
from tests.example.regenerate import COURSE, OPEN, SIGNERS

pytestmark = pytest.mark.peers

COUNT = sum(len(SIGNERS[entry.act]) for entry in COURSE)
"""The signatures of a whole cycle, and of the beginning of the next."""


@pytest.fixture(scope="module")
def workspace(stages: Stages) -> Workspace:
    return Workspace(stages(OPEN))


@pytest.fixture(scope="module")
def statements(workspace: Workspace) -> list[PublishedStatement]:
    return published_statements(workspace)


def flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_every_signature(
    require: Callable[[str], str], workspace: Workspace, statements: list[PublishedStatement], tmp_path: Path
) -> None:
    keygen = require("ssh-keygen")
    trust = trust_in_force(statements)
    lines = [
        (
            holder.id,
            [f"kaohe-{kind}@xinghe-bureau" for kind in trust.kinds_of(holder.role)],
            key,
        )
        for holder in trust.holders
        for key in holder.keys
        if trust.kinds_of(holder.role)
    ]
    signers = tmp_path / "allowed_signers"
    signers.write_text(allowed_signers(lines))

    def accepted(holder: str, namespace: str, signature: Path, message: bytes) -> bool:
        command = [keygen, "-Y", "verify", "-f", str(signers), "-I", holder, "-n", namespace, "-s", str(signature)]
        return subprocess.run(command, input=message, capture_output=True, check=False).returncode == 0

    checked = 0
    for statement in statements:
        for fingerprint, armored in statement.signatures.items():
            found = holder_of(trust, fingerprint)
            assert found is not None
            holder, namespace = found[0].id, statement.statement.namespace
            file = tmp_path / "signature"
            file.write_bytes(armored)
            assert accepted(holder, namespace, file, statement.data)
            assert not accepted(holder, namespace, file, flip(statement.data, 40))
            other = "kaohe-closed" if statement.statement.kind == "change" else "kaohe-change"
            assert not accepted(holder, f"{other}@xinghe-bureau", file, statement.data)
            # In the last full line of base64 stands the signature itself.
            lines_of = armored.split(b"\n")
            lines_of[-4] = lines_of[-4][:5] + (b"A" if lines_of[-4][5:6] != b"A" else b"B") + lines_of[-4][6:]
            file.write_bytes(b"\n".join(lines_of))
            assert not accepted(holder, namespace, file, statement.data)
            checked += 1
    assert checked == COUNT >= 2 * len(statements)


def test_every_list_of_digests(
    require: Callable[[str], str], workspace: Workspace, statements: list[PublishedStatement], tmp_path: Path
) -> None:
    command = [require("sha256sum"), "--check", "--strict", "--quiet", "SHA256SUMS"]
    for statement in statements:
        folder = Path(
            shutil.copytree(workspace.ledger / "statements" / str(statement.index), tmp_path / str(statement.index))
        )
        assert subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0
        assert hashlib.sha256(statement.sums).hexdigest() == statement.statement.sums_sha256
        for path, (data, _) in statement.records.items():
            (folder / path).write_bytes(flip(data, len(data) // 2))
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            assert (done.returncode, path in done.stdout) == (1, True)
            (folder / path).write_bytes(data)


def test_the_log_and_every_entry_of_it(
    log_driver: Path, workspace: Workspace, statements: list[PublishedStatement], tmp_path: Path
) -> None:
    key = trust_in_force(statements).log_key

    def drive(folder: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run([log_driver, folder, key], capture_output=True, text=True, check=False, timeout=60)

    done, size = drive(workspace.ledger), len(COURSE)
    assert (done.returncode, done.stdout) == (0, f"ok: {size} entries, {size} checkpoints\n"), done.stderr
    ledger = Path(shutil.copytree(workspace.ledger, tmp_path / "ledger"))
    for path in ("checkpoint", "checkpoints/3", f"tile/0/000.p/{size}", f"tile/entries/000.p/{size}"):
        data = (ledger / path).read_bytes()
        at = data.index(b"\n") + 1 if path.startswith("checkpoint") else len(data) // 2
        (ledger / path).write_bytes(flip(data, at))
        assert drive(ledger).returncode == 1, path
        (ledger / path).write_bytes(data)
    assert drive(ledger).returncode == 0
