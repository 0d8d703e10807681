"""The published statements as they lie in ``ledger/statements/`` (docs/SPEC.md, "Statements").

Reading is structure only: which files there are, that each is in its one encoding, that digests inside a
statement agree with its files. Who signed, and whether that suffices, is :mod:`generator.signing.threshold`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.core.canonical import sha256_hex
from generator.core.errors import FindingsError
from generator.core.files import list_files, read_bounded
from generator.core.problem import Problem
from generator.ledger import merkle
from generator.ledger.withdrawals import named, survey_withdrawals, withdrawals_of
from generator.published import statement as statement_format
from generator.published.entry import Entry
from generator.published.record import MAX_BYTES, PublicRecord, decode_record
from generator.published.statement import Statement, decode_statement, decode_sums
from generator.published.withdrawal import Withdrawn

MAX_SIGNATURE = 16 * 1024
MAX_SUMS = 4 * 1024 * 1024
FOLDER = "statements/"
STATEMENT = "statement.json"
SUMS = "SHA256SUMS"

_PLACE = re.compile(r"statements/(0|[1-9][0-9]{0,8})/(.+)", re.ASCII | re.DOTALL)
_SIGNATURE = re.compile(r"signatures/([0-9a-f]{64})\.sig", re.ASCII)


@dataclass(frozen=True, slots=True)
class PublishedStatement:
    """One statement with its files: ``records`` by path, ``signatures`` by key fingerprint.

    ``withdrawn`` are, by path, the records that are not there any more, with what says so.
    """

    index: int
    data: bytes
    statement: Statement
    sums: bytes
    records: Mapping[str, tuple[bytes, PublicRecord]]
    signatures: Mapping[str, bytes]
    withdrawn: Mapping[str, Withdrawn] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """The digest by which other statements and the log name it."""
        return sha256_hex(self.data)

    def of_type(self, record_type: str) -> list[PublicRecord]:
        """Its records of one type, by name."""
        return [record for _, record in self.records.values() if record.type == record_type]

    def entry(self, root: str) -> Entry:
        """The log entry for it, under the ledger's root."""
        return Entry(
            index=self.index,
            organ=self.statement.organ,
            root=root,
            kind=self.statement.kind,
            cycle=self.statement.cycle,
            statement=self.sha256,
            signatures={fingerprint: sha256_hex(data) for fingerprint, data in self.signatures.items()},
        )


def read_statements(ledger: Path, name: str = "ledger") -> list[PublishedStatement]:
    """All statements below ``ledger``, by index. Raises FindingsError with every problem found."""
    statements, problems = survey_statements(ledger, name)
    if problems:
        raise FindingsError(problems)
    return statements


def survey_statements(ledger: Path, name: str = "ledger") -> tuple[list[PublishedStatement], list[Problem]]:
    """What can be read of the folder ``ledger``, and what is wrong with the rest.

    Raises NotCheckedError C132 where the system does not let us read.
    """
    problems: list[Problem] = []
    files: dict[str, bytes] = {}
    try:
        paths = list_files(ledger / "statements", f"{name}/statements")
    except FindingsError as error:
        return [], error.problems
    for path in paths:
        inner = FOLDER + path
        try:
            files[inner] = read_bounded(ledger / inner, f"{name}/{inner}", size_limit(inner))
        except FindingsError as error:
            problems += error.problems
    statements, found = survey_files(files, name)
    known = {problem.place.path for problem in problems}
    found = [problem for problem in found if problem.place.path not in known]
    # A statement of which a file could not be taken in is not complete, whatever the rest of it says.
    whole = [s for s in statements if not any(path.startswith(f"{name}/{FOLDER}{s.index}/") for path in known)]
    return whole, problems + found


def survey_files(files: Mapping[str, bytes], name: str = "ledger") -> tuple[list[PublishedStatement], list[Problem]]:
    """The statements in ``files`` (bytes by path below the ledger; only ``statements/`` counts), and what is wrong.

    A pure function. Problems: L301 (a file outside a statement's directory), L302 (indices with a gap, or no
    statement at all), those of :func:`decode_files` and those of withdrawals (L210 to L215).
    """
    problems: list[Problem] = []
    folders: dict[int, dict[str, bytes]] = {}
    for path, data in files.items():
        if not path.startswith(FOLDER):
            continue
        place = _PLACE.fullmatch(path)
        if place:
            folders.setdefault(int(place[1]), {})[place[2]] = data
        else:
            problems += FindingsError.of("L301", f"{name}/{path}").problems
    if not folders or sorted(folders) != list(range(len(folders))):
        problems += FindingsError.of("L302", f"{name}/statements").problems
    found: list[PublishedStatement] = []
    withdrawn: list[Withdrawn] = []
    # From the last to the first: what is missing from a statement, one after it has withdrawn.
    for index in sorted(folders, reverse=True):
        shown = f"{name}/statements/{index}"
        try:
            found.append(decode_files(folders[index], index, shown, withdrawn))
            withdrawn += withdrawals_of(found[-1], shown)
        except FindingsError as error:
            problems += error.problems
    found.reverse()
    return found, [*problems, *survey_withdrawals(found, name)]


def size_limit(path: str) -> int:
    """How many bytes the file at ``path`` (its end suffices) of a statement's directory may have."""
    if path.endswith(f"/{STATEMENT}") or path == STATEMENT:
        return statement_format.MAX_BYTES
    if path.endswith(f"/{SUMS}") or path == SUMS:
        return MAX_SUMS
    return MAX_SIGNATURE if path.endswith(".sig") else MAX_BYTES


def decode_files(
    files: Mapping[str, bytes], index: int, name: str, withdrawn: Sequence[Withdrawn] = ()
) -> PublishedStatement:
    """One statement from the files of its directory (by path inside it), complete and in agreement with itself.

    A pure function; ``name`` is how messages call the directory, ``withdrawn`` what later statements withdraw: of those
    records the digests stand in for the bytes. Raises FindingsError: C130 (``statement.json`` or
    ``SHA256SUMS`` missing), C111 (a file too large), L303 (a file that does not belong), L304 (digest of SHA256SUMS),
    L305 (a record's digest or a record missing), L306 (records_root), L307 (a record of another organ or cycle, or at
    the wrong path), L308 (counts), and what the decoders raise.
    """
    problems: list[Problem] = []
    for path, content in files.items():
        if len(content) > size_limit(path):
            problems += FindingsError.of("C111", f"{name}/{path}", limit=size_limit(path)).problems
    for path in (STATEMENT, SUMS):
        if path not in files:
            problems += FindingsError.of("C130", f"{name}/{path}").problems
    if problems:
        raise FindingsError(problems)
    data, sums = files[STATEMENT], files[SUMS]
    statement = decode_statement(data, f"{name}/{STATEMENT}")
    if sha256_hex(sums) != statement.sums_sha256:
        problems += FindingsError.of("L304", f"{name}/{SUMS}").problems
    digests = decode_sums(sums, f"{name}/{SUMS}")
    records: dict[str, tuple[bytes, PublicRecord]] = {}
    gone: dict[str, Withdrawn] = {}
    may_miss = named(withdrawn, index, sha256_hex(data))
    for path, digest in digests.items():
        if path not in files and path in may_miss and may_miss[path].withdrawal.sha256 == digest:
            gone[path] = may_miss[path]
            continue
        try:
            records[path] = _decode_record(files.get(path), f"{name}/{path}", path, digest, statement)
        except FindingsError as error:
            problems += error.problems
    signatures: dict[str, bytes] = {}
    for path in sorted(set(files) - set(digests) - {STATEMENT, SUMS}):
        signature = _SIGNATURE.fullmatch(path)
        if signature:
            signatures[signature[1]] = files[path]
        else:
            problems += FindingsError.of("L303", f"{name}/{path}").problems
    if problems:
        raise FindingsError(problems)
    leaves = [
        bytes.fromhex(gone[path].withdrawal.leaf) if path in gone else merkle.leaf_hash(records[path][0])
        for path in digests
    ]
    if merkle.root(leaves).hex() != statement.records_root:
        raise FindingsError.of("L306", f"{name}/{STATEMENT}")
    counts = Counter(path.split("/")[1] for path in digests)
    if dict(counts) != dict(statement.counts):
        raise FindingsError.of("L308", f"{name}/{STATEMENT}")
    return PublishedStatement(index, data, statement, sums, records, signatures, gone)


def _decode_record(
    content: bytes | None, full: str, path: str, digest: str, statement: Statement
) -> tuple[bytes, PublicRecord]:
    if content is None or sha256_hex(content) != digest:
        raise FindingsError.of("L305", full)
    record = decode_record(content, full)
    if record.path != path or record.organ != statement.organ or record.cycle != statement.cycle:
        raise FindingsError.of("L307", full)
    return content, record
