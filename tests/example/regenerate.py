"""Makes the example office's people records, ledger, signatures and sealed files again, byte for byte.

    python -m tests.example.regenerate                     write them into this repository
    python -m tests.example.regenerate --check             compare instead; exit 1 where a byte differs
    python -m tests.example.regenerate --out DIR --until report
                                                           a practice copy that ends with the published report

The units' records and all schemes are YAML files that people edit; the people records are made by code and sealed
(tests/example/people.py). Every secret follows from the public label of the demonstration keys (docs/SPEC.md,
"Demonstration keys").
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
from collections.abc import Callable, Sequence
from pathlib import Path

from generator.core.files import write_atomic
from generator.disclosure.openings import Seal
from generator.disclosure.salts import DerivedSalts
from generator.intake import repository
from generator.intake.record_file import SEALED, sealed_path
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
from tests.example import people_decision, steady_age

ROOT = Path(__file__).resolve().parents[2]
ORDER = ("trust", "scheme", "inputs", "report", "decision", "change", "closed")
"""What is published in the finished cycle, one stage each."""

OPEN = "open"
"""The stage after them: the next cycle has begun."""

PLAN = (
    *((kind, kind, "" if kind == "trust" else "2025") for kind in ORDER),
    (OPEN, "trust", ""),
    (OPEN, "scheme", "2026"),
    (OPEN, "inputs", "2026"),
)
"""Stage, kind and cycle of every statement, in order. The second trust statement takes the place of the first."""

SIGNERS = {
    "trust": ("demo-leader-1", "demo-leader-2", "demo-supervisor-1"),
    "scheme": ("demo-office-1", "demo-office-2", "demo-leader-1"),
    "inputs": ("demo-office-1", "demo-office-2"),
    "report": ("demo-office-1", "demo-office-3"),
    "decision": ("demo-leader-1", "demo-leader-2"),
    "change": ("demo-leader-1", "demo-leader-2", "demo-supervisor-1"),
    "closed": ("demo-office-1", "demo-supervisor-1"),
}
TRUST = "records/trust.yml"
FIRST_TRUST = "tests/example/trust-v1.yml"
"""What stood in records/trust.yml until the second trust statement."""

COSIGNED_AT = datetime.time(8, tzinfo=datetime.UTC)
"""When on the day of each statement the first auditor cosigns; each further one an hour later."""

DERIVED = ("records/ledger", "records/sealed", "records/root")
SEALED_PEOPLE = f"*/people/**/*{SEALED}"
IDENTITY = demo.age_identity("demo-office")


def regenerate(root: Path, until: str = OPEN) -> None:
    """Draft, sign and publish every statement up to the stage ``until`` that the office at ``root`` does not have."""
    workspace = Workspace(root)
    office = checked_office(root, [IDENTITY])
    assert office.trust is not None
    signer = Signer(office.trust.record.origin, demo.log_seed())
    with tempfile.TemporaryDirectory() as keys:
        last = max(at for at, (stage, _, _) in enumerate(PLAN) if stage == until)
        for _, kind, name in PLAN[len(published_statements(workspace)) : last + 1]:
            published = published_statements(workspace)
            if kind == "trust" and published:
                shutil.copy(ROOT / TRUST, root / TRUST)
                office = checked_office(root, [IDENTITY])
            folder, _ = make_draft(
                workspace,
                office,
                published,
                kind,
                name,
                DerivedSalts(name, demo.salt),
                _seal_for(kind, name),
                replace=False,
            )
            draft = read_draft(workspace, folder, len(published))
            openings = open_draft(draft, [IDENTITY])
            require_recomputed(draft, openings, office, published)
            for holder in SIGNERS[kind]:
                armored = ssh_keygen.sign(
                    draft.content.data, draft.content.statement.namespace, _key_file(Path(keys), holder), _quiet
                )
                add_signature(draft, sshsig.parse_signature(armored).public_key.fingerprint_hex, armored)
            draft = read_draft(workspace, folder, len(published))
            publish(workspace, folder, signer, [demo.age_identity("demo-office")], Path(keys, "state"))
            cosign(workspace, datetime.date.fromisoformat(draft.content.statement.date))
            if kind == "trust" and not published:
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
    """Make and seal the people records of the office at ``root``, in place of those it has."""
    for old in (root / "records" / "cycles").glob(SEALED_PEOPLE):
        old.unlink()
    office, _ = repository.load(root)
    assert office.organ is not None
    recipients = [recipient.key for recipient in office.organ.record.recipients]
    for path, text in people_decision.records(root).items():
        data = text.encode()
        target = root / sealed_path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(steady_age.seal(data, recipients, _input_secrets(path, data)))


def copy_inputs(source: Path, target: Path) -> None:
    """The example without anything that is published or that opens it."""

    def derived(folder: str, names: list[str]) -> list[str]:
        relative = Path(folder).relative_to(source).as_posix()
        return [name for name in names if f"{relative}/{name}" in DERIVED or name in ("sealed", "drafts")]

    target.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source / "records", target / "records", ignore=derived)
    shutil.copy(source / FIRST_TRUST, target / TRUST)
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


def _input_secrets(path: str, data: bytes) -> Callable[[str], bytes]:
    """What is random in a sealed input: never the same for two different contents."""
    label = f"kaohe demo seal v1\ninput\n{path}\n{hashlib.sha256(data).hexdigest()}\n"

    def derive(name: str) -> bytes:
        return hashlib.sha256((label + name).encode()).digest()

    return derive


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
        made = Path(scratch) / "office"
        copy_inputs(ROOT, made)
        write_people(made)
        regenerate(made, options.until)
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
        _replace_people(made)
    return 0


def _replace_people(made: Path) -> None:
    for path in (ROOT / "records" / "cycles").glob(SEALED_PEOPLE):
        path.unlink()
    for path in (made / "records" / "cycles").glob(SEALED_PEOPLE):
        target = ROOT / path.relative_to(made)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)


if __name__ == "__main__":
    sys.exit(main())
