"""Our log, read by the Go team's own packages; and the same logs with one byte changed."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest

from generator.ledger import log, note
from generator.ledger.log_keys import LogKeys

pytestmark = pytest.mark.peers

ORIGIN = "example.org/log"
SIGNER = note.Signer(ORIGIN, hashlib.sha256(b"log").digest())
SIZES = [1, 2, 5, 255, 256, 257, 700]


def make_log(folder: Path, sizes: list[int]) -> None:
    entries = [b'{"index":%d,"kind":"report"}' % i for i in range(sizes[-1])]
    for before, size in zip([0, *sizes], sizes, strict=False):
        published = [s for s in sizes if s <= before]
        for path, data in log.append(entries[:before], entries[before:size], SIGNER, ORIGIN, published).items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)


def drive(driver: Path, folder: Path, vkey: str | None = None) -> subprocess.CompletedProcess[str]:
    key = SIGNER.verifier.text() if vkey is None else vkey
    return subprocess.run([driver, folder, key], capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("count", range(1, len(SIZES) + 1), ids=[f"size {size}" for size in SIZES])
def test_accepts_our_log(log_driver: Path, tmp_path: Path, count: int) -> None:
    sizes = SIZES[:count]
    make_log(tmp_path, sizes)
    result = drive(log_driver, tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stdout == f"ok: {sizes[-1]} entries, {count} checkpoints\n"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("checkpoint", "invalid signature"),
        ("checkpoints/5", "invalid signature"),
        ("tile/0/000", "downloaded inconsistent tile"),
        ("tile/0/001.p/1", "downloaded inconsistent tile"),
        ("tile/entries/000", "invalid transparency proof"),
        ("tile/entries/001.p/1", "invalid transparency proof"),
    ],
)
def test_rejects_a_flipped_byte(log_driver: Path, tmp_path: Path, path: str, reason: str) -> None:
    make_log(tmp_path, [5, 256, 257])
    target = tmp_path / path
    data = bytearray(target.read_bytes())
    # The last byte of a checkpoint is a newline; a digit of its size is as good as any.
    position = data.index(b"\n") + 1 if path.startswith("checkpoint") else len(data) - 1
    data[position] ^= 1
    target.write_bytes(data)
    result = drive(log_driver, tmp_path)
    assert result.returncode == 1
    assert reason in result.stderr
    assert log.check_log(log.read_log(tmp_path), LogKeys.only(SIGNER.verifier))


def test_rejects_another_key_and_a_fork(log_driver: Path, tmp_path: Path) -> None:
    make_log(tmp_path, [2, 5])
    other = note.Signer(ORIGIN, hashlib.sha256(b"other").digest())
    assert "no verifiable signatures" in drive(log_driver, tmp_path, other.verifier.text()).stderr
    fork = log.append([b"another", b"history"], [b"c", b"d", b"e"], SIGNER, ORIGIN, [2])
    for path, data in fork.items():
        (tmp_path / path).write_bytes(data)
    result = drive(log_driver, tmp_path)
    assert result.returncode == 1
    assert "sizes 2 and 5" in result.stderr
