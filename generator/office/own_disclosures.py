"""What one person may open: their own place in every published block of people (P2-4.3; docs/spec/30-records.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.core.errors import FindingsError, UsageError
from generator.core.files import read_bounded
from generator.disclosure.openings import MAX_OPENINGS, Openings, decode_openings, unseal
from generator.ledger.statements import PublishedStatement
from generator.office.kept_openings import kept_openings
from generator.office.workspace import Workspace
from generator.published.commitment import Disclosure

RECORD_TYPE = "people"


@dataclass(frozen=True, slots=True)
class OwnDisclosure:
    """A person's disclosure in one statement: what is committed to at ``place`` (from 1) of the record at ``path``.

    ``path`` goes from the root of the published site.
    """

    index: int
    kind: str
    path: str
    place: int
    disclosure: Disclosure


def own_disclosures(
    workspace: Workspace, published: Sequence[PublishedStatement], cycle: str, person: str, identities: Sequence[str]
) -> list[OwnDisclosure]:
    """The person's own disclosure in every published statement of the cycle that has people, oldest first.

    Raises UsageError U170 where the cycle has no such statement, U171 where the person is in none of them;
    NotCheckedError D121 or D122 where openings do not open; FindingsError C130 where they are missing, G311 or G314
    where they are not those of the statement.
    """
    statements = [item for item in published if item.statement.cycle == cycle and item.of_type(RECORD_TYPE)]
    if not statements:
        raise UsageError.of("U170", cycle=cycle)
    opened = ((item, _openings(workspace, item, published, identities)) for item in statements)
    found = [own for item, openings in opened if (own := _own(item, openings, person))]
    if not found:
        raise UsageError.of("U171", person=person, cycle=cycle)
    return found


def _own(statement: PublishedStatement, openings: Openings, person: str) -> OwnDisclosure | None:
    opened = {item.digest: item for item in openings.disclosures}
    for path, (_, record) in statement.records.items():
        if record.type != RECORD_TYPE:
            continue
        for place, digest in enumerate(record.commitments, start=1):
            item = opened[digest]
            if item.value is not None and item.value["person"] == person:
                where = f"ledger/statements/{statement.index}/{path}"
                return OwnDisclosure(statement.index, statement.statement.kind, where, place, item)
    return None


def _openings(
    workspace: Workspace,
    statement: PublishedStatement,
    published: Sequence[PublishedStatement],
    identities: Sequence[str],
) -> Openings:
    path = kept_openings(workspace, statement, published)
    name = workspace.name(path)
    openings = decode_openings(unseal(read_bounded(path, name, MAX_OPENINGS), identities, name), name)
    if openings.statement != statement.sha256:
        raise FindingsError.of("G311", name)
    commitments = [digest for _, record in statement.records.values() for digest in record.commitments]
    if [item.digest for item in openings.disclosures] != commitments:
        raise FindingsError.of("G314", name)
    return openings
