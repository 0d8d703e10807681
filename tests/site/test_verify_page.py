"""The commands on the pages for verification by hand, run as a reader would run them, on true and on forged sites."""

from __future__ import annotations

import hashlib
import html
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.core import ed25519
from generator.ledger.record_proof import decode_record_proof
from generator.ledger.record_verification import verify_record
from generator.signing import demo, sshsig
from generator.signing.release import signature_name
from generator.signing.ssh_keys import ed25519_key
from tests.site.conftest import Built

pytestmark = pytest.mark.peers
needs_openssh = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen")

ROOT, KEYS, RECORDS, SIGNATURES, FINGERPRINTS, WITHHELD, RELEASE, _, CHECKPOINT = range(9)
"""The places of the blocks of commands on the page; the witness's is there only where the trust names one."""

EXPECTED = re.compile(
    r"[\w./-]+: OK"
    r'|Good "kaohe-\w+@[\w-]+" signature for [\w-]+ with \S+ key SHA256:\S+'
    r'|"id":"[\w-]+" "role":"\w+"'
    r'|"\w+":\{("\w+":[1-9],?)+\} '
    r'|"total":\{.*\}'
)
"""What a reader was told to expect; any other line is an alarm."""

MALLORY = b"m" * 32


def blocks(text: str) -> list[str]:
    return [
        html.unescape(found) for found in re.findall(r"<pre tabindex=\"0\"><code>(.*?)</code></pre>", text, re.DOTALL)
    ]


def root_of(site: Built) -> str:
    """What the notice board says."""
    return hashlib.sha256(site.files["ledger/statements/0/statement.json"]).hexdigest()


def run(commands: str, folder: Path, root: str = "") -> subprocess.CompletedProcess[str]:
    """The commands as they stand, but for the root, which the reader writes in."""
    text = commands.replace("ROOT=...", f"ROOT={root}")
    return subprocess.run(["sh"], input=text, cwd=folder, capture_output=True, text=True, check=False)


def alarms(done: subprocess.CompletedProcess[str]) -> list[str]:
    return [line for line in (done.stdout + done.stderr).splitlines() if not EXPECTED.fullmatch(line)]


@needs_openssh
def test_every_command_works_and_gives_what_the_page_says(site: Built) -> None:
    found = blocks(site.text("verify.html"))
    done = run("\n".join(found[: SIGNATURES + 1]), site.folder, root_of(site))
    assert alarms(done) == []
    assert done.stdout.count("Good ") == 2
    assert '"total":{' in done.stdout
    assert run(found[WITHHELD].splitlines()[1], site.folder).stdout == "1\n"
    assert run(found[RELEASE].splitlines()[0], site.folder).stdout == ""


def test_no_command_names_the_root_of_the_page(site: Built) -> None:
    for path, text in site.pages.items():
        assert root_of(site) not in "".join(blocks(text)), path
    assert "ROOT=...\n" in blocks(site.text("verify.html"))[ROOT]
    assert root_of(site) in site.text("verify.html")


@needs_openssh
def test_without_a_root_nothing_is_said_to_be_well(site: Built) -> None:
    assert "OK" not in run(blocks(site.text("verify.html"))[ROOT], site.folder, "...").stdout


@needs_openssh
def test_fingerprints_stand_in_both_forms(site: Built) -> None:
    found = blocks(site.text("verify.html"))
    shown = set(re.findall(r"SHA256:\S+", run(found[FINGERPRINTS], site.folder).stdout))
    assert shown == set(re.findall(r"SHA256:\S+", run(found[SIGNATURES], site.folder).stdout))
    index = re.findall(r"statements/([0-9]+)", found[SIGNATURES])[0]
    for fingerprint in shown:
        assert fingerprint in site.text(f"statements/{index}.html")


def test_the_checkpoint_is_checked_with_openssl(site: Built, tmp_path: Path) -> None:
    found = blocks(site.text("verify.html"))
    signed = "Signature Verified Successfully"
    assert run(found[CHECKPOINT], site.folder).stdout.strip() == signed
    copy = Path(shutil.copytree(site.folder / "ledger", tmp_path / "ledger"))
    checkpoint = copy / "checkpoint"
    lines = checkpoint.read_text("utf-8").splitlines(keepends=True)
    checkpoint.write_text("".join([lines[0], f"1{lines[1]}", *lines[2:]]), "utf-8")
    assert signed not in run(found[CHECKPOINT], tmp_path).stdout


@needs_openssh
def test_a_release_is_checked_with_the_commands_of_the_page(site: Built, tmp_path: Path) -> None:
    commands = blocks(site.text("verify.html"))[RELEASE]
    released = Path(shutil.copytree(site.folder, tmp_path / "released"))
    manifest = (released / "manifest.sha256").read_bytes()
    namespace = re.findall(r"-n (kaohe-release@\S+)", commands)[0]
    for number in (1, 2):
        armored = sshsig.sign(manifest, namespace, demo.seed(f"demo-supervisor-{number}"))
        fingerprint = sshsig.parse_signature(armored).public_key.fingerprint_hex
        (released / signature_name(fingerprint)).write_bytes(armored)
    done = run(commands, released)
    assert (alarms(done), done.stdout.count("Good ")) == ([], 2)
    (released / "manifest.sha256").write_bytes(manifest + b"x")
    assert "Good " not in run(commands, released).stdout


def test_the_example_of_a_receipt_is_there_and_holds(site: Built) -> None:
    (command,) = re.findall(r"kaohe verify-record (\S+) \\\s+(\S+) --root \S+", blocks(site.text("verify.html"))[-1])
    record, proof = command
    found = verify_record(site.files[record], decode_record_proof(site.files[proof], proof), record, proof)
    assert found.root == root_of(site)


@needs_openssh
@pytest.mark.parametrize("index", range(8))
def test_commands_of_each_statement_work_and_reject_a_flipped_byte(site: Built, index: int, tmp_path: Path) -> None:
    (commands,) = blocks(site.text(f"statements/{index}.html"))
    done = run(commands, site.folder, root_of(site))
    assert alarms(done) == []
    assert done.stdout.count("Good ") >= len(list((site.folder / f"ledger/statements/{index}/signatures").iterdir()))
    shutil.copytree(site.folder / "ledger", tmp_path / "ledger")
    statement = tmp_path / "ledger" / "statements" / str(index) / "statement.json"
    statement.write_bytes(statement.read_bytes().replace(b'"version"', b'"versioN"'))
    assert alarms(run(commands, tmp_path, root_of(site)))


def signer(line: str, key: str) -> str:
    """A line of a list of signers with another key."""
    return " ".join([*line.split(" ")[:-2], key])


def instead(line: str, key: str) -> list[str]:
    return [signer(line, key)]


def besides(line: str, key: str) -> list[str]:
    return [line, signer(line, key)]


def twice(line: str, key: str) -> list[str]:
    return [signer(line, key), signer(line, key), line]


def in_quotes(line: str, key: str) -> list[str]:
    """The holder's key stands where a careless comparison looks, but ssh-keygen reads it as part of the namespaces."""
    holder, option, *true = line.split(" ")
    return [f'{holder} {option[:-1]}, {" ".join(true)}" {key}']


def without_namespaces(line: str, key: str) -> list[str]:
    return [f"{line.split(' ')[0]} {key}"]


FORGERIES = (instead, besides, twice, in_quotes, without_namespaces)


def forge(site: Built, folder: Path, index: int, lines: Callable[[str, str], list[str]]) -> Path:
    """A site whose report says another total, signed by somebody else in the names of the two who signed it."""
    forged = Path(shutil.copytree(site.folder, folder / "forged"))
    ledger = forged / "ledger"
    statement = ledger / "statements" / str(index)
    record = next(path for path in (statement / "records/unit-result").iterdir() if b'"shown":"' in path.read_bytes())
    old = hashlib.sha256(record.read_bytes()).hexdigest()
    record.write_bytes(re.sub(rb'("total":\{[^}]*"shown":)"[^"]*"', rb'\1"99.99"', record.read_bytes()))
    sums = statement / "SHA256SUMS"
    before = hashlib.sha256(sums.read_bytes()).hexdigest()
    sums.write_text(sums.read_text().replace(old, hashlib.sha256(record.read_bytes()).hexdigest()))
    said = (statement / "statement.json").read_text()
    said = said.replace(before, hashlib.sha256(sums.read_bytes()).hexdigest())
    (statement / "statement.json").write_text(said)
    key = ed25519_key(ed25519.public_key_of(MALLORY))
    signers = ledger / "allowed_signers.0"
    changed = [
        lines(line, key.line) if "kaohe-report@" in line else [line] for line in signers.read_text().splitlines()
    ]
    signers.write_text("".join(f"{line}\n" for group in changed for line in group))
    for path in (statement / "signatures").iterdir():
        path.unlink()
    namespace = re.findall(r"kaohe-report@[\w-]+", site.text("ledger/allowed_signers.0"))[0]
    signature = sshsig.sign(said.encode(), namespace, MALLORY)
    (statement / "signatures" / f"{key.fingerprint_hex}.sig").write_bytes(signature)
    return forged


@needs_openssh
@pytest.mark.parametrize("lines", FORGERIES)
@pytest.mark.parametrize("page", ["verify.html", "statements"])
def test_signers_who_are_not_of_the_root_are_noticed(
    site: Built, tmp_path: Path, page: str, lines: Callable[[str, str], list[str]]
) -> None:
    found = blocks(site.text("verify.html"))
    index = int(re.findall(r"statements/([0-9]+)", found[RECORDS])[0])
    forged = forge(site, tmp_path, index, lines)
    # Without the way from the root to the keys, nothing looks wrong: that is the attack.
    careless = run("\n".join([found[ROOT], found[RECORDS]]), forged, root_of(site))
    assert alarms(careless) == []
    commands = (
        "\n".join(found[: SIGNATURES + 1])
        if page == "verify.html"
        else blocks(site.text(f"statements/{index}.html"))[0]
    )
    assert alarms(run(commands, site.folder, root_of(site))) == []
    assert any("AAAA" in line for line in alarms(run(commands, forged, root_of(site))))


@needs_openssh
@pytest.mark.parametrize("lines", FORGERIES)
def test_the_forgeries_are_such_that_openssh_believes_them(
    site: Built, tmp_path: Path, lines: Callable[[str, str], list[str]]
) -> None:
    found = blocks(site.text("verify.html"))
    index = int(re.findall(r"statements/([0-9]+)", found[RECORDS])[0])
    forged = forge(site, tmp_path, index, lines)
    (signature,) = (forged / f"ledger/statements/{index}/signatures").iterdir()
    true = site.text("ledger/allowed_signers.0").splitlines()
    holder = next(line for line in true if "kaohe-report@" in line).split(" ")[0]
    namespace = re.findall(r"-n (kaohe-report@\S+)", found[SIGNATURES])[0]
    check = f"ssh-keygen -Y verify -f allowed_signers.0 -I {holder} -n {namespace} -s {signature} < statements/{index}/"
    assert "Good " in run(f"{check}statement.json", forged / "ledger").stdout


@needs_openssh
def test_a_trust_record_that_is_not_of_the_root_is_noticed(site: Built, tmp_path: Path) -> None:
    """The forger writes the trust record anew, too: its digest, the list of digests, at last the statement."""
    commands = "\n".join(blocks(site.text("verify.html"))[: KEYS + 1])
    forged = Path(shutil.copytree(site.folder / "ledger", tmp_path / "ledger"))
    statement = forged / "statements/0"
    (record,) = (statement / "records/trust").iterdir()
    steps: list[tuple[bytes, bytes]] = []
    for path in (record, statement / "SHA256SUMS", statement / "statement.json"):
        before = path.read_bytes()
        if path == record:
            after = re.sub(
                rb"ssh-ed25519 [^\"]+", ed25519_key(ed25519.public_key_of(MALLORY)).line.encode(), before, count=1
            )
        else:
            after = before.replace(*steps[-1])
        path.write_bytes(after)
        steps.append((hashlib.sha256(before).hexdigest().encode(), hashlib.sha256(after).hexdigest().encode()))
        assert any("FAILED" in line for line in alarms(run(commands, tmp_path, root_of(site)))), path.name
