"""Releasing: the site made anew from the committed state, signed by those who answer for it, and put on display.

What is not signed by enough holders waits in ``records/drafts/release/``: the manifest and the signatures so far. The
same state gives the same manifest on every machine, so the next holder signs the same bytes (docs/spec/41-site.md,
"Release").
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.audit.verify import verify
from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError, NotCheckedError, UsageError
from generator.core.files import list_files, read_bounded, write_atomic, write_folder
from generator.core.problem import Place, Problem
from generator.ledger.log import read_log
from generator.ledger.merkle import Tree, leaf_hash
from generator.ledger.statements import PublishedStatement, read_statements
from generator.ledger.trust_chain import read_chain
from generator.office import git_state, mirror
from generator.office.build import EXPORT, MAX_FILE, SITE, Built, exchange, make_site, replaceable, run_gate
from generator.office.exclusive import exclusive
from generator.office.needles import Needles
from generator.office.scratch import scratch_in
from generator.office.workspace import Workspace
from generator.published.trust import Trust
from generator.signing.release import (
    MANIFEST,
    MAX_SIGNATURE_SIZE,
    Release,
    check_release,
    fingerprint_of,
    signature_name,
)
from generator.signing.sshsig import parse_signature
from generator.signing.threshold import Signed

SignFile = Callable[[bytes, str, Path], bytes]
"""Makes the armored signature of a message for a namespace with a key file."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is about to be signed: the site that was made, its manifest, how large the log is, who signed already."""

    built: Built
    manifest: bytes
    size: int
    log_root: str
    organ: str
    trust: Trust
    signatures: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        """SHA-256 of the manifest: it names the release."""
        return sha256_hex(self.manifest)

    @property
    def signed(self) -> Signed:
        """Who signed, and who is missing."""
        return check_release(self.trust, self.organ, self.manifest, self.signatures)[0]


@dataclass(frozen=True, slots=True)
class Released:
    """How it ended: ``shown`` where the site is on display, ``mirrored`` where the mirror has something new."""

    candidate: Candidate
    shown: bool
    mirrored: bool


def release(
    workspace: Workspace,
    target: Path,
    keys: Sequence[Path],
    texts: Needles,
    root: str | None,
    mirror_folder: Path | None,
    sign: SignFile,
    confirm: Callable[[Candidate], None],
) -> Released:
    """Make the site, sign its manifest with ``keys``, and put it at ``target`` once enough holders have signed.

    ``confirm`` is asked before the first key is used, and raises where the person does not want to.

    Raises, and then nothing was changed: UsageError U123 (see :func:`replaceable`), U153 (not what is committed), U154
    (a statement waits to be published), U155, U156 (the mirror), U158 (no root known); NotCheckedError U126 (someone is
    publishing), U157; FindingsError A330; and what :func:`make_site` raises. A signature that does not qualify is
    discarded: G313 with its reasons. What :func:`mirror.advance` raises comes after the site was put on display.
    """
    target, expected = replaceable(target), root or workspace.pinned_root()
    if expected is None:
        raise UsageError.of("U158")
    with exclusive(workspace.records, "records"), scratch_in(target.parent) as scratch:
        statements = _published(workspace)
        if mirror_folder is not None:
            _require_mirror(workspace, statements, mirror_folder)
        built = make_site(workspace, scratch, texts.restricted, texts.public, expected)
        _require_passed(built)
        _require_committed(workspace, scratch / EXPORT)
        candidate = _candidate(workspace, scratch / SITE, target, built, statements)
        confirm(candidate)
        candidate = _signed(candidate, keys, sign)
        shown = not candidate.signed.missing
        if shown:
            _put_signatures(scratch / SITE, candidate, texts, expected)
            exchange(scratch / SITE, target)
        _keep_pending(workspace, candidate, done=shown)
        mirrored = False
        if shown and mirror_folder is not None:
            message = f"Release {candidate.digest[:16]}: {candidate.size} statements\n\nmanifest {candidate.digest}\n"
            mirrored = mirror.advance(mirror_folder, workspace.root, workspace.ledger, target, message)
    return Released(candidate, shown, mirrored)


def pending_folder(workspace: Workspace) -> Path:
    """Where signatures wait for others."""
    return workspace.drafts / "release"


def _published(workspace: Workspace) -> list[PublishedStatement]:
    """The statements of the ledger, all of them in the log."""
    if not workspace.ledger.is_dir():
        raise UsageError.of("U122", workspace.name(workspace.ledger))
    statements = read_statements(workspace.ledger, "records/ledger")
    sizes = read_log(workspace.ledger).sizes
    if len(statements) != (sizes[-1] if sizes else 0):
        raise UsageError.of("U154", f"records/ledger/statements/{len(statements) - 1}")
    return statements


def _require_mirror(workspace: Workspace, statements: Sequence[PublishedStatement], folder: Path) -> None:
    entries = [found.entry(statements[0].sha256).encode() for found in statements]
    keys = read_chain(statements, "records/ledger").log_keys()
    mirror.require_beginning(folder, workspace.root, Tree(leaf_hash(entry) for entry in entries), keys)


def _require_passed(built: Built) -> None:
    """Everything was checked, but who releases it."""
    left = [check for check in built.verdict.checks if check.status != "ok" and check.id != "release"]
    if left:
        reasons = [problem for check in left for problem in check.problems]
        labels = ", ".join(check.label for check in left)
        raise NotCheckedError(reasons or Problem("A323", Place(""), {"checks": labels}))


def _require_committed(workspace: Workspace, export: Path) -> None:
    """The bytes that the site was made from are those of the last commit, where git keeps this office's files."""
    # The export is a copy that nobody else writes to.
    names = {"ledger": "records/ledger", "site_config": "site_config", "mkdocs.yml": "mkdocs.yml"}
    kept = git_state.committed(workspace.root, names.values())
    if kept is None:
        return
    there = {}
    for path in list_files(export, EXPORT):
        first, slash, rest = path.partition("/")
        there[f"{names[first]}{slash}{rest}"] = path
    wrong = [
        path
        for path in sorted(kept.keys() | there.keys())
        if path not in there
        or path not in kept
        or git_state.digest((export / there[path]).read_bytes(), kept[path]) != kept[path]
    ]
    if wrong:
        raise UsageError([Problem("U153", Place(path)) for path in wrong])


def _candidate(
    workspace: Workspace, site: Path, target: Path, built: Built, statements: Sequence[PublishedStatement]
) -> Candidate:
    """The site with the signatures that others, or a run that was cut off, made over the same manifest."""
    manifest = read_bounded(site / MANIFEST, MANIFEST, MAX_FILE)
    trust = read_chain(statements, "records/ledger").in_force(len(statements))
    assert trust is not None
    organ = statements[0].statement.organ
    if not trust.thresholds.get(Release(organ).kind):
        raise FindingsError.of("A320", "records/ledger")
    signatures: dict[str, bytes] = {}
    for folder in (pending_folder(workspace), target):
        if (folder / MANIFEST).is_file() and read_bounded(folder / MANIFEST, MANIFEST, MAX_FILE) == manifest:
            signatures |= _signatures_in(folder)
    true = {
        fingerprint: data
        for fingerprint, data in signatures.items()
        if not check_release(trust, organ, manifest, {fingerprint: data})[1]
    }
    facts = next(check.facts for check in built.verdict.checks if check.id == "checkpoint")
    return Candidate(built, manifest, len(statements), str(facts["log_root"]), organ, trust, true)


def _signatures_in(folder: Path) -> dict[str, bytes]:
    found = {}
    for path in sorted(folder.iterdir()):
        fingerprint = fingerprint_of(path.name)
        if fingerprint is not None:
            found[fingerprint] = read_bounded(path, path.name, MAX_SIGNATURE_SIZE)
    return found


def _signed(candidate: Candidate, keys: Sequence[Path], sign: SignFile) -> Candidate:
    """The candidate with a signature by each key more."""
    signatures = dict(candidate.signatures)
    for key in keys:
        armored = sign(candidate.manifest, Release(candidate.organ).namespace, key)
        fingerprint = parse_signature(armored).public_key.fingerprint_hex
        wrong = check_release(candidate.trust, candidate.organ, candidate.manifest, {fingerprint: armored})[1]
        if wrong:
            raise FindingsError([*wrong, Problem("G313", Place(signature_name(fingerprint)))])
        # One that is there already stays: a second one of the same key would change the site for nothing.
        signatures.setdefault(fingerprint, armored)
    return Candidate(
        candidate.built,
        candidate.manifest,
        candidate.size,
        candidate.log_root,
        candidate.organ,
        candidate.trust,
        signatures,
    )


def _put_signatures(site: Path, candidate: Candidate, texts: Needles, root: str) -> None:
    """Lay the signatures beside the manifest; gate and verification see the site as it will be on display."""
    names = {signature_name(fingerprint): data for fingerprint, data in candidate.signatures.items()}
    for name, data in names.items():
        (site / name).write_bytes(data)
    run_gate(site, texts.restricted, texts.public, sorted(names))
    verdict = verify(site, root)
    problems = [problem for check in verdict.checks for problem in check.problems]
    if problems:
        raise FindingsError(problems)


def _keep_pending(workspace: Workspace, candidate: Candidate, *, done: bool) -> None:
    """What waits for other holders' signatures is that of the last state only."""
    folder = pending_folder(workspace)
    manifest = folder / MANIFEST
    same = manifest.is_file() and read_bounded(manifest, MANIFEST, MAX_FILE) == candidate.manifest
    signatures = {signature_name(fingerprint): data for fingerprint, data in candidate.signatures.items()}
    if same and not done:
        for name, data in signatures.items():
            write_atomic(folder / name, data)
        return
    if folder.exists():
        shutil.rmtree(folder)
    if not done:
        workspace.drafts.mkdir(exist_ok=True)
        write_folder(folder, {MANIFEST: candidate.manifest, **signatures}, workspace.drafts)
    elif workspace.drafts.is_dir() and not any(workspace.drafts.iterdir()):
        workspace.drafts.rmdir()
