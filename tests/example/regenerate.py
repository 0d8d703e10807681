"""Makes the example office's ledger, signatures and sealed files again, byte for byte, from its YAML records.

    python -m tests.example.regenerate                     write them into this repository
    python -m tests.example.regenerate --check             compare instead; exit 1 where a byte differs
    python -m tests.example.regenerate --out DIR --until report
                                                           a practice copy that ends with the published report

Every secret follows from the public label of the demonstration keys (docs/SPEC.md, "Demonstration keys").
"""

from __future__ import annotations

import argparse
import filecmp
import hashlib
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from generator.disclosure.openings import Seal
from generator.disclosure.salts import DerivedSalts
from generator.ledger.note import Signer
from generator.office.check import checked_office
from generator.office.drafts import add_signature, make_draft, open_draft, read_draft, require_recomputed
from generator.office.publish import publish
from generator.office.published_state import published_statements
from generator.office.workspace import Workspace
from generator.signing import demo, ssh_keygen, sshsig
from tests.example import steady_age

ROOT = Path(__file__).resolve().parents[2]
ORDER = ("trust", "scheme", "report", "decision", "closed")
SIGNERS = {
    "trust": ("demo-leader-1", "demo-leader-2", "demo-supervisor-1"),
    "scheme": ("demo-office-1", "demo-office-2", "demo-leader-1"),
    "report": ("demo-office-1", "demo-office-3"),
    "decision": ("demo-leader-1", "demo-leader-2"),
    "closed": ("demo-office-1", "demo-supervisor-1"),
}
DERIVED = ("records/ledger", "records/sealed", "records/root")


def regenerate(root: Path, until: str = "closed", cycle: str = "2025") -> None:
    """Draft, sign and publish every statement up to ``until`` that the office at ``root`` does not have yet."""
    workspace = Workspace(root)
    office = checked_office(root)
    assert office.trust is not None
    signer = Signer(office.trust.record.origin, demo.log_seed())
    with tempfile.TemporaryDirectory() as keys:
        for kind in ORDER[len(published_statements(workspace)) : ORDER.index(until) + 1]:
            name = "" if kind == "trust" else cycle
            published = published_statements(workspace)
            folder, _ = make_draft(
                workspace, office, published, kind, name, DerivedSalts(name, demo.salt), _seal_for(kind), replace=False
            )
            draft = read_draft(workspace, folder, len(published))
            openings = open_draft(draft, [demo.age_identity("demo-office")])
            require_recomputed(draft, openings, office, published)
            for holder in SIGNERS[kind]:
                armored = ssh_keygen.sign(
                    draft.content.data, draft.content.statement.namespace, _key_file(Path(keys), holder), _quiet
                )
                add_signature(draft, sshsig.parse_signature(armored).public_key.fingerprint_hex, armored)
            draft = read_draft(workspace, folder, len(published))
            publish(workspace, folder, signer, [demo.age_identity("demo-office")], Path(keys, "state"))
            if kind == "trust":
                (root / "records" / "root").write_text(draft.content.sha256 + "\n", encoding="ascii")


def copy_inputs(source: Path, target: Path) -> None:
    """The example without anything that is derived from it."""

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


def _seal_for(kind: str) -> Seal:
    def derive(name: str) -> bytes:
        return hashlib.sha256(f"kaohe demo seal v1\n{kind}\n{name}".encode()).digest()

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
    parser.add_argument("--until", choices=ORDER, default="closed")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "office"
        copy_inputs(ROOT, made)
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
        for name in (*DERIVED, "records/cycles/2025/sealed"):
            target = ROOT / name
            if target.is_dir():
                shutil.rmtree(target)
            if (made / name).is_dir():
                shutil.copytree(made / name, target)
            elif (made / name).is_file():
                shutil.copy(made / name, target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
