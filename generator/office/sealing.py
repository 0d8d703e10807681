"""Sealing records, opening them, and sealing everything again for other recipients (docs/spec/14-sealed.md).

At every moment a sealed file is the old one or the new one, and clear text is only where its command says.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from generator.core.errors import FindingsError, KaoheError, NotCheckedError, UsageError
from generator.core.files import read_bounded, sync_folder, write_atomic
from generator.core.problem import Problem
from generator.intake import reader, sealed
from generator.intake.discover import RECORDS, Found, classify, discover
from generator.intake.record_file import SEALED, WORKING_COPY, sealed_path, working_copy_path
from generator.intake.repository import Office
from generator.intake.similar import nearest
from generator.office import git_state
from generator.office.check import Checked, load_and_check
from generator.office.workspace import Workspace

MAX_BYTES = 64 * 1024 * 1024
"""Largest age file that ``rekey`` opens: openings are larger than records."""


class Resealed(NamedTuple):
    """What became of one record: the path of its sealed file, and whether that was written."""

    path: str
    written: bool


def locate(workspace: Workspace, file: Path) -> Found:
    """The record of which ``file`` is a form; from where one stands, or from the root of the repository.

    Raises UsageError U130 where it is of none, U146 where there is no such file either, U147 for the openings of a
    statement, U131 where the record is never sealed.
    """
    for candidate in (file, workspace.root / file):
        found = classify(workspace.name(candidate))
        if found is None:
            continue
        if found.file.sealing == "never":
            raise UsageError.of("U131", found.path)
        return found
    if file.name.endswith(".openings.age"):
        raise UsageError.of("U147", file.name)
    if not file.exists() and not (workspace.root / file).exists():
        known = {found.path for found in discover(workspace.root)[0]}
        raise UsageError.of("U146", file.name, near=nearest(workspace.name(file), known) or "—")
    raise UsageError.of("U130", file.name)


def seal_record(workspace: Workspace, found: Found, identities: Sequence[str]) -> Resealed:
    """Seal the clear form or working copy of a record, and remove it once the sealed file was read back.

    Raises UsageError U137 where there is none; FindingsError with the record's problems (nothing was sealed) or F230
    where what was read back differs; NotCheckedError F231 where no identity opens what was sealed. In these cases the
    clear text stays. A sealed file with the same content keeps its bytes.
    """
    source = workspace.root / (working_copy_path(found.record) if found.sealed else found.path)
    name = workspace.name(source)
    if not source.exists():
        raise UsageError.of("U137", name)
    data = read_bounded(source, name, reader.MAX_BYTES)
    checked = check_text(workspace, found, data, identities)
    if problems := record_problems(checked, found):
        raise FindingsError(problems)
    path = sealed_path(found.record)
    recipients = recipients_of(checked)
    target, keys = workspace.root / path, sealed.parse_identities(identities)
    written = not _holds(target, path, data, keys, len(recipients))
    if written:
        write_atomic(target, sealed.seal(data, recipients))
    try:
        back = sealed.unseal(read_bounded(target, path, sealed.MAX_BYTES), keys, path)
    except NotCheckedError as error:
        raise NotCheckedError.of("F231", path, clear=name) from error
    if back != data or read_bounded(source, name, reader.MAX_BYTES) != data:
        raise FindingsError.of("F230", path, clear=name)
    source.unlink()
    sync_folder(source.parent)
    return Resealed(path, written)


def replace_record(
    workspace: Workspace,
    found: Found,
    before: bytes | None,
    data: bytes,
    recipients: Sequence[str],
    keys: sealed.Identities,
) -> Resealed:
    """Seal ``data`` in place of the sealed bytes ``before`` (None: there was no file).

    Raises FindingsError F232 where the file is no longer what it was, F230 or NotCheckedError F221 where the new file
    would not open; the old file stays in both.
    """
    path = sealed_path(found.record)
    target = workspace.root / path
    new = sealed.seal(data, recipients)
    if sealed.unseal(new, keys, path) != data:
        raise FindingsError.of("F230", path, clear="")
    now = read_bounded(target, path, sealed.MAX_BYTES) if target.exists() else None
    if now != before:
        raise FindingsError.of("F232", path)
    write_atomic(target, new)
    return Resealed(path, True)


def open_record(workspace: Workspace, found: Found, keys: sealed.Identities) -> tuple[bytes, bytes]:
    """The sealed bytes of a record and its YAML. Raises UsageError U136 where there is no sealed file."""
    path = sealed_path(found.record)
    if not (workspace.root / path).exists():
        raise UsageError.of("U136", path)
    data = read_bounded(workspace.root / path, path, sealed.MAX_BYTES)
    return data, sealed.unseal(data, keys, path)


def unseal_record(workspace: Workspace, found: Found, identities: Sequence[str]) -> str:
    """Write a working copy that only its owner may read; its path.

    Raises UsageError U132 where one is there, U133 where git would not ignore it, and what :func:`open_record` raises.
    """
    name = working_copy_path(found.record)
    target = workspace.root / name
    if target.exists() or target.is_symlink():
        raise UsageError.of("U132", name)
    if name not in git_state.ignored(workspace.root, [name]):
        raise UsageError.of("U133", name)
    _, data = open_record(workspace, found, sealed.parse_identities(identities))
    # Its name ends like a working copy's, so that git ignores it too; it appears whole or not at all.
    temporary = target.with_name(f".new.{target.name}")
    temporary.unlink(missing_ok=True)
    write_private(temporary, data)
    try:
        target.hardlink_to(temporary)
    except FileExistsError as error:
        raise UsageError.of("U132", name) from error
    finally:
        temporary.unlink()
    sync_folder(target.parent)
    return name


def rekey(workspace: Workspace, identities: Sequence[str]) -> list[str]:
    """Seal every age file below ``records/`` for the recipients now in ``organ.yml``; their paths.

    Raises the problems of every file that could not be opened (FindingsError where one is damaged, else
    NotCheckedError); then nothing was written.
    """
    checked = load_and_check(workspace.root, identities)
    recipients, keys = recipients_of(checked), sealed.parse_identities(identities)
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    damaged = False
    for path in age_files(workspace):
        try:
            data = read_bounded(workspace.root / path, path, MAX_BYTES)
            files[path] = sealed.unseal(data, keys, path, MAX_BYTES)
        except KaoheError as error:
            problems += error.problems
            damaged = damaged or isinstance(error, FindingsError)
    if problems:
        raise (FindingsError if damaged else NotCheckedError)(problems)
    staged: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            new = sealed.seal(data, recipients)
            if sealed.count_stanzas(new, path, MAX_BYTES) != len(recipients):
                raise FindingsError.of("F230", path, clear="")
            target = workspace.root / path
            # The name that write_atomic uses, so that a later run sweeps it away.
            temporary = target.with_name(f".{target.name}.new")
            staged[target] = temporary
            temporary.unlink(missing_ok=True)
            write_private(temporary, new, 0o644)
        for target, temporary in staged.items():
            temporary.replace(target)
            sync_folder(target.parent)
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)
    return list(files)


def age_files(workspace: Workspace) -> list[str]:
    """Every age file below ``records/`` but the ledger, openings included; links are left alone."""
    return list(_files(workspace, ".age"))


def sealed_records(workspace: Workspace) -> list[Found]:
    """Every record that has a sealed file."""
    return _records(workspace, SEALED)


def working_copies(workspace: Workspace) -> list[Found]:
    """Every working copy of a record."""
    return _records(workspace, WORKING_COPY)


def check_text(workspace: Workspace, found: Found, data: bytes, identities: Sequence[str]) -> Checked:
    """The check of the whole office as if ``data`` were already the record's content."""
    return load_and_check(workspace.root, identities, {found.record: data})


def record_problems(checked: Checked, found: Found) -> list[Problem]:
    """The problems of one record, leaving out what is wrong with the form in which it lies there now (F2xx)."""
    forms = {found.record, sealed_path(found.record)}
    return [p for p in checked.problems if p.place.path in forms and not p.code.startswith("F2")]


def recipients_of(checked: Checked) -> list[str]:
    """The recipients of the organ. Raises FindingsError with what keeps ``organ.yml`` from being read."""
    office: Office = checked.office
    if office.organ is None:
        raise FindingsError(checked.problems)
    return [recipient.key for recipient in office.organ.record.recipients]


def write_private(path: Path, data: bytes, mode: int = 0o600) -> None:
    """Write a new file that only its owner may read (or with ``mode``); never an existing one (FileExistsError)."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _records(workspace: Workspace, ending: str) -> list[Found]:
    classified = [classify(path) for path in _files(workspace, ending)]
    return [found for found in classified if found is not None and found.file.sealing != "never"]


def _files(workspace: Workspace, ending: str) -> Iterator[str]:
    for folder, folders, names in os.walk(workspace.records):
        at = Path(folder).relative_to(workspace.root).as_posix()
        folders[:] = sorted(name for name in folders if (at, name) != (RECORDS, "ledger"))
        for name in sorted(names):
            if name.endswith(ending) and not (Path(folder) / name).is_symlink() and not name.startswith("."):
                yield f"{at}/{name}"


def _holds(target: Path, path: str, data: bytes, keys: sealed.Identities, recipients: int) -> bool:
    """Whether the sealed file is there, holds ``data`` and is for as many recipients as there are."""
    if not target.exists():
        return False
    try:
        there = read_bounded(target, path, sealed.MAX_BYTES)
        return sealed.unseal(there, keys, path) == data and sealed.count_stanzas(there, path) == recipients
    except KaoheError:
        return False
