"""The commands on the page for verification by hand, run as a reader would run them."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from generator.ledger.record_proof import decode_record_proof
from generator.ledger.record_verification import verify_record
from generator.signing import demo, sshsig
from generator.signing.release import signature_name
from tests.site.conftest import Built

pytestmark = pytest.mark.peers
needs_openssh = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen")


def blocks(text: str) -> list[str]:
    return [
        html.unescape(found) for found in re.findall(r"<pre tabindex=\"0\"><code>(.*?)</code></pre>", text, re.DOTALL)
    ]


def run(commands: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", "-e"], input=commands, cwd=folder, capture_output=True, text=True, check=False)


@needs_openssh
def test_every_command_works_and_gives_what_the_page_says(site: Built) -> None:
    root, records, signatures, withheld, whole, _, _ = blocks(site.text("verify.html"))
    done = run("\n".join([root, records, signatures, withheld.splitlines()[1], whole.rpartition("\n")[0]]), site.folder)
    assert done.returncode == 0, done.stderr
    for block in (root, records):
        for expected in re.findall(r"^# ([0-9a-f]{64})$", block, re.MULTILINE):
            assert expected in done.stdout
    assert done.stdout.count("Good ") == 2
    sums = re.search(r"# ([0-9a-f]{64})\ngrep", records)
    assert sums is not None
    assert f'"sums_sha256":"{sums[1]}"' in done.stdout


@needs_openssh
def test_a_release_is_checked_with_the_commands_of_the_page(site: Built, tmp_path: Path) -> None:
    commands = blocks(site.text("verify.html"))[5]
    released = Path(shutil.copytree(site.folder, tmp_path / "released"))
    manifest = (released / "manifest.sha256").read_bytes()
    namespace = re.findall(r"-n (kaohe-release@\S+)", commands)[0]
    for number in (1, 2):
        armored = sshsig.sign(manifest, namespace, demo.seed(f"demo-supervisor-{number}"))
        fingerprint = sshsig.parse_signature(armored).public_key.fingerprint_hex
        (released / signature_name(fingerprint)).write_bytes(armored)
    done = run(commands, released)
    assert (done.returncode, done.stdout.count("Good ")) == (0, 2), done.stderr
    (released / "manifest.sha256").write_bytes(manifest + b"x")
    assert "Good " not in run(commands, released).stdout


def test_the_example_of_a_receipt_is_there_and_holds(site: Built) -> None:
    (command,) = re.findall(r"kaohe verify-record (\S+) \\\s+(\S+) --root (\S+)", blocks(site.text("verify.html"))[6])
    record, proof, root = command
    found = verify_record(site.files[record], decode_record_proof(site.files[proof], proof), record, proof)
    assert found.root == root


@needs_openssh
@pytest.mark.parametrize("index", range(8))
def test_commands_of_each_statement_work_and_reject_a_flipped_byte(site: Built, index: int, tmp_path: Path) -> None:
    (commands,) = blocks(site.text(f"statements/{index}.html"))
    assert run(commands, site.folder).returncode == 0
    copy = tmp_path / "copy"
    shutil.copytree(site.folder / "ledger", copy / "ledger")
    statement = copy / "ledger" / "statements" / str(index) / "statement.json"
    statement.write_bytes(statement.read_bytes().replace(b'"version"', b'"versioN"'))
    assert run(commands, copy).returncode != 0
