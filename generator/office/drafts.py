"""Drafts on disk: ``records/drafts/<cycle>-<kind>/``.

``statement/`` holds what will be published, ``openings.age`` the sealed openings.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.core.errors import FindingsError, UsageError
from generator.core.files import is_unfinished, list_files, read_bounded, write_atomic, write_folder
from generator.core.problem import Place, Problem
from generator.disclosure.openings import MAX_OPENINGS, Openings, Seal, decode_openings, unseal
from generator.disclosure.salts import Salts
from generator.intake.repository import Office
from generator.ledger import merkle
from generator.ledger.statements import PublishedStatement, decode_files, size_limit
from generator.ledger.trust_chain import trust_of
from generator.office import rehearsal
from generator.office.compose import Composition, compose
from generator.office.workspace import Workspace
from generator.procedure.plan import lacking
from generator.published.commitment import slot_name
from generator.published.trust import Trust
from generator.published.vocabulary import act_of


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it lies on disk."""

    folder: Path
    name: str
    content: PublishedStatement

    @property
    def statement_folder(self) -> Path:
        """What becomes ``ledger/statements/<INDEX>``."""
        return self.folder / "statement"


def make_draft(
    workspace: Workspace,
    office: Office,
    published: Sequence[PublishedStatement],
    kind: str,
    cycle: str,
    salts: Salts,
    seal: Seal,
    *,
    replace: bool,
) -> tuple[Path, Composition]:
    """Compose and write a draft. Raises UsageError U112 where one exists and ``replace`` is not set.

    A scheme is not drafted without its plan: FindingsError X300. Nor is anything that verification would find wrong
    once it is published: the codes of V08, V10 and V17, and P119 (:mod:`generator.office.rehearsal`).
    """
    folder = workspace.draft(kind, cycle)
    if folder.exists() and not replace:
        raise UsageError.of("U112", workspace.name(folder))
    if kind == "scheme" and cycle in office.cycles and (problems := [*lacking(office.cycles[cycle])]):
        raise FindingsError(problems)
    composition = compose(kind, cycle, office, published, salts)
    assert office.organ is not None
    recipients = [recipient.key for recipient in office.organ.record.recipients]
    made = composition.files()
    if cycle:
        rehearsal.require_verifiable(workspace.ledger, made, len(published), f"{workspace.name(folder)}/statement")
    files = {f"statement/{path}": data for path, data in made.items()}
    files["openings.age"] = seal(composition.openings.encode(), recipients)
    if folder.exists():
        shutil.rmtree(folder)
    write_folder(folder, files, workspace.drafts)
    return folder, composition


def read_draft(workspace: Workspace, folder: Path, index: int) -> Draft:
    """The draft in ``folder``, read as if it stood at ``index``.

    ``folder`` may be a link or relative; the draft says where it really lies. Raises UsageError U113 where there is
    none.
    """
    try:
        folder = folder.resolve()
    except RuntimeError as error:
        # Links in a circle.
        raise UsageError.of("U113", folder=folder.name) from error
    if not (folder / "statement" / "statement.json").is_file():
        raise UsageError.of("U113", folder=folder.name)
    name = workspace.name(folder)
    shown, files = f"{name}/statement", {}
    for path in list_files(folder / "statement", shown):
        if is_unfinished(path.rpartition("/")[2]):
            # A signature whose writing was cut off; signing again takes its place.
            continue
        files[path] = read_bounded(folder / "statement" / path, f"{shown}/{path}", size_limit(path))
    return Draft(folder, name, decode_files(files, index, shown))


def open_draft(draft: Draft, identities: Sequence[str]) -> Openings:
    """The draft's openings.

    Raises NotCheckedError D121 or D122, FindingsError G311 (they belong to another draft) and those of
    :func:`decode_openings`.
    """
    return open_sealed(draft, read_sealed(draft), identities)


def read_sealed(draft: Draft) -> bytes:
    """The draft's sealed openings as they lie there."""
    return read_bounded(draft.folder / "openings.age", f"{draft.name}/openings.age", MAX_OPENINGS)


def open_sealed(draft: Draft, sealed: bytes, identities: Sequence[str]) -> Openings:
    """The openings in ``sealed``. Raises as :func:`open_draft` does."""
    name = f"{draft.name}/openings.age"
    openings = decode_openings(unseal(sealed, identities, name), name)
    if openings.statement != draft.content.sha256:
        raise FindingsError.of("G311", name)
    return openings


def require_openings(draft: Draft, openings: Openings) -> None:
    """Every nonce, every commitment in order and the root of the inputs follow from ``openings``.

    Raises FindingsError G314: once published, nobody could ever open what they do not.
    """
    records = {path: record for path, (_, record) in draft.content.records.items()}
    commitments = [digest for record in records.values() for digest in record.commitments]
    inputs = merkle.root([merkle.leaf_hash(item.digest.encode("ascii")) for item in openings.inputs]).hex()
    if (
        [item.digest for item in openings.disclosures] != commitments
        or dict(openings.nonces) != {path: record.nonce for path, record in records.items()}
        or inputs != draft.content.statement.inputs_root
    ):
        raise FindingsError.of("G314", f"{draft.name}/openings.age")


def require_recomputed(
    draft: Draft, openings: Openings, office: Office, published: Sequence[PublishedStatement]
) -> None:
    """Recompute the draft from the inputs as they are now and compare every byte.

    Raises FindingsError G310 naming each file that differs, G312 naming each input that changed since, and G311 where
    the openings name inputs of another statement.
    """
    statement = draft.content.statement
    problems: list[Problem] = []
    act = act_of(statement.kind, statement.step)
    prefix = slot_name(statement.organ, statement.cycle, "inputs", act, 1, "")
    for disclosure in openings.inputs:
        path = disclosure.name.removeprefix(prefix)
        if path == disclosure.name:
            raise FindingsError.of("G311", f"{draft.name}/openings.age")
        if office.files.get(path) != disclosure.value:
            problems.append(Problem("G312", Place(path)))
    try:
        files = compose(act, statement.cycle, office, published, openings.replay()).files()
    except FindingsError as error:
        raise FindingsError([*problems, *error.problems]) from error
    content = draft.content
    there = {"statement.json": content.data, "SHA256SUMS": content.sums}
    there |= {path: data for path, (data, _) in content.records.items()}
    for path in sorted(files.keys() | there.keys()):
        if files.get(path) != there.get(path):
            problems.append(Problem("G310", Place(f"{draft.name}/statement/{path}")))
    if problems:
        raise FindingsError(problems)


def require_verifiable(workspace: Workspace, draft: Draft) -> None:
    """Look at a draft as its readers will, once more: the drafter may not have.

    Raises FindingsError with what verification would find of it and P119 (:mod:`generator.office.rehearsal`).
    """
    content = draft.content
    files = {"statement.json": content.data, "SHA256SUMS": content.sums}
    files |= {path: data for path, (data, _) in content.records.items()}
    if content.statement.cycle:
        rehearsal.require_verifiable(workspace.ledger, files, content.index, f"{draft.name}/statement")


def add_signature(draft: Draft, fingerprint: str, armored: bytes) -> Path:
    """Put a signature beside the statement."""
    path = draft.statement_folder / "signatures" / f"{fingerprint}.sig"
    write_atomic(path, armored)
    return path


def trust_in_force(published: Sequence[PublishedStatement], draft: PublishedStatement | None = None) -> Trust:
    """The trust that rules the next entry: the last one published, or the draft's own when nothing is published yet.

    Raises FindingsError P102 (there is none), G351, C110, G301.
    """
    statements = [s for s in published if s.statement.kind == "trust"]
    if not statements and draft is not None and draft.statement.kind == "trust":
        statements = [draft]
    if not statements:
        raise FindingsError.of("P102", "records/ledger", kind="scheme", needed="trust")
    return trust_of(statements[-1], "ledger")
