"""Makes the example office's people records, ledger, signatures and sealed files again, byte for byte.

    python -m tests.example.regenerate                     write them into this repository
    python -m tests.example.regenerate --check             compare instead; exit 1 where a byte differs
    python -m tests.example.regenerate --out DIR --until report
                                                           a practice copy that ends with the published report

The units' records and all schemes are YAML files that people edit; what speaks of people is made by code and sealed
(tests/example/people.py), and so is the record of the review, whose sample follows from the statement before it. Every
secret follows from the public label of the demonstration keys (docs/SPEC.md, "Demonstration keys").
"""

from __future__ import annotations

import argparse
import datetime
import filecmp
import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from generator.core.files import write_atomic
from generator.disclosure.openings import Seal
from generator.disclosure.salts import DerivedSalts
from generator.intake import repository
from generator.intake.record_file import SEALED
from generator.ledger import log
from generator.ledger.checkpoint import decode
from generator.ledger.cosignature import Cosigner, add_cosignature
from generator.ledger.note import Signer, parse_note
from generator.office.check import checked_office
from generator.office.drafts import add_signature, make_draft, open_draft, read_draft, require_recomputed
from generator.office.publish import publish
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from generator.signing import demo, ssh_keygen, sshsig
from tests.example import course, people_decision, review, sealing, steady_age
from tests.example.course import COURSE, FIRST_TRUST, OPEN, ORDER, ROOT, SIGNERS, TRUST

__all__ = [
    "COSIGNED_AT",
    "COURSE",
    "DERIVED",
    "IDENTITY",
    "OPEN",
    "ORDER",
    "ROOT",
    "SIGNERS",
    "copy_everything",
    "copy_inputs",
    "cosign",
    "differences",
    "main",
    "regenerate",
    "write_people",
]

COSIGNED_AT = datetime.time(8, tzinfo=datetime.UTC)
"""When on the day of each statement the first auditor cosigns; each further one an hour later."""

DERIVED = ("records/ledger", "records/sealed", "records/root")
IDENTITY = demo.age_identity("demo-office")


def regenerate(root: Path, until: str = OPEN, source: Path = ROOT) -> None:
    """Draft, sign and publish every statement up to the stage ``until`` that the office at ``root`` does not have.

    What is written for the statement after it is put in place as well. ``source`` holds every file as it is in the end.
    """
    workspace = Workspace(root)
    first = len(published_statements(workspace))
    last = max(at for at, entry in enumerate(COURSE) if entry.stage == until)
    if first == 0:
        course.set_back(root)
    with tempfile.TemporaryDirectory() as keys:
        for index in range(first, last + 1):
            _write(workspace, source, index)
            _publish(workspace, index, Path(keys))
    if last + 1 < len(COURSE) and COURSE[last + 1].stage != OPEN:
        _write(workspace, source, last + 1)


def _write(workspace: Workspace, source: Path, index: int) -> None:
    """Put in place what statement ``index`` says; the review follows from the statement before it."""
    course.write_files(workspace.root, source, index)
    if COURSE[index].act != "review":
        return
    office, _ = repository.load(workspace.root, [IDENTITY])
    materials = published_statements(workspace)[index - 1]
    text = review.review(*review.sample(office.cycles["2025"], materials.sha256))
    (workspace.root / review.PATH).write_text(text, encoding="utf-8")


def _publish(workspace: Workspace, index: int, keys: Path) -> None:
    """Draft, sign, publish and cosign statement ``index``."""
    _, act, name, _ = COURSE[index]
    root, published = workspace.root, published_statements(workspace)
    office = checked_office(root, [IDENTITY])
    assert office.trust is not None
    signer = Signer(office.trust.record.origin, demo.log_seed())
    before = sum((entry.act, entry.cycle) == (act, name) for entry in COURSE[:index])
    again = "" if act == "trust" or not before else f"{before + 1} "
    folder, _ = make_draft(
        workspace,
        office,
        published,
        act,
        name,
        DerivedSalts(name, lambda of: demo.salt(again + of)),
        _seal_for(f"{again}{act}", name),
        replace=False,
    )
    draft = read_draft(workspace, folder, len(published))
    require_recomputed(draft, open_draft(draft, [IDENTITY]), office, published)
    for holder in SIGNERS[act]:
        armored = ssh_keygen.sign(
            draft.content.data, draft.content.statement.namespace, _key_file(keys, holder), _quiet
        )
        add_signature(draft, sshsig.parse_signature(armored).public_key.fingerprint_hex, armored)
    draft = read_draft(workspace, folder, len(published))
    publish(workspace, folder, signer, [IDENTITY], keys / "state")
    cosign(workspace, datetime.date.fromisoformat(draft.content.statement.date))
    if not published:
        (root / "records" / "root").write_text(draft.content.sha256 + "\n", encoding="ascii")


def cosign(workspace: Workspace, day: datetime.date) -> None:
    """Both auditors cosign the newest checkpoint on ``day``, as ``kaohe cosign`` does after checking it."""
    newest = workspace.ledger / log.NEWEST
    data = newest.read_bytes()
    text = parse_note(data).text
    for number, holder in enumerate(demo.WITNESSES):
        auditor = Cosigner(demo.witness_name(holder), demo.witness_seed(holder))
        time = int(datetime.datetime.combine(day, COSIGNED_AT).timestamp()) + 3600 * number
        data = add_cosignature(data, auditor.sign(text, time), auditor.key)
    for path in (newest, workspace.ledger / f"{log.PUBLISHED}{decode(text).size}"):
        write_atomic(path, data)


def write_people(root: Path) -> None:
    """Make and seal the records of the office at ``root`` that speak of people, in place of those it has."""
    for old in _sealed_inputs(root):
        old.unlink()
    sealing.seal(root, people_decision.records(root))


def copy_inputs(source: Path, target: Path) -> None:
    """The example with nothing published: every file of 2025 as it is in the end, but the first trust record."""
    copy_everything(source, target)
    shutil.copy(ROOT / FIRST_TRUST, target / TRUST)
    course.without_later_cycle(target)


def copy_everything(source: Path, target: Path) -> None:
    """Every file of the example as it is in the end, without anything that is published or that opens it."""

    def derived(folder: str, names: list[str]) -> list[str]:
        relative = Path(folder).relative_to(source).as_posix()
        return [name for name in names if f"{relative}/{name}" in DERIVED or name in ("sealed", "drafts")]

    target.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source / "records", target / "records", ignore=derived)
    shutil.copytree(source / "site_config", target / "site_config")
    shutil.copy(source / "mkdocs.yml", target / "mkdocs.yml")


def differences(left: Path, right: Path) -> list[str]:
    """Paths below ``records`` that differ between two offices, or exist in one only."""
    files = {path.relative_to(base).as_posix() for base in (left, right) for path in (base / "records").rglob("*")}
    return sorted(
        path
        for path in files
        if not (left / path).is_dir()
        and not (
            (left / path).is_file()
            and (right / path).is_file()
            and filecmp.cmp(left / path, right / path, shallow=False)
        )
    )


def _seal_for(kind: str, cycle: str) -> Seal:
    def derive(name: str) -> bytes:
        return hashlib.sha256(f"kaohe demo seal v1\n{kind} {cycle}\n{name}".encode()).digest()

    def seal(data: bytes, recipients: Sequence[str]) -> bytes:
        return steady_age.seal(data, recipients, derive)

    return seal


def _key_file(folder: Path, holder: str) -> Path:
    path = folder / holder
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(demo.private_key_file(holder))
    return path


def _quiet(command: list[str], /) -> int:
    return subprocess.run(command, check=False, capture_output=True).returncode


def main(arguments: Sequence[str] | None = None) -> int:
    """See the module's text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--until", choices=(*ORDER, OPEN), default=OPEN)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        whole, made = Path(scratch) / "whole", Path(scratch) / "office"
        copy_everything(ROOT, whole)
        write_people(whole)
        shutil.copytree(whole, made)
        regenerate(made, options.until, whole)
        if options.check:
            different = differences(ROOT, made)
            for path in different:
                sys.stdout.write(f"differs: {path}\n")
            return 1 if different else 0
        if options.out:
            if options.out.exists():
                sys.stderr.write(f"{options.out} exists\n")
                return 2
            shutil.copytree(made, options.out)
            return 0
        for name in (*DERIVED, "records/cycles/2025/sealed", "records/cycles/2026/sealed"):
            target = ROOT / name
            if target.is_dir():
                shutil.rmtree(target)
            if (made / name).is_dir():
                shutil.copytree(made / name, target)
            elif (made / name).is_file():
                shutil.copy(made / name, target)
        for sealed in _sealed_inputs(ROOT):
            sealed.unlink()
        for sealed in _sealed_inputs(whole):
            target = ROOT / sealed.relative_to(whole)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(sealed, target)
        if (made / review.PATH).is_file():
            shutil.copy(made / review.PATH, ROOT / review.PATH)
    return 0


def _sealed_inputs(root: Path) -> list[Path]:
    """The sealed records below records/cycles; openings, which are sealed too, are none."""
    return [path for path in (root / "records" / "cycles").rglob(f"*{SEALED}") if path.parent.name != "sealed"]


if __name__ == "__main__":
    sys.exit(main())
