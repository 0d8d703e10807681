"""What an earlier statement committed to, opened again: so that a signer sees what changed since."""

from __future__ import annotations

from collections.abc import Sequence

from generator.core.errors import KaoheError, NotCheckedError
from generator.core.files import read_bounded
from generator.disclosure.openings import MAX_OPENINGS, Openings, decode_openings, unseal
from generator.ledger.statements import PublishedStatement
from generator.office.kept_openings import kept_openings
from generator.office.workspace import Workspace


def last_openings(
    workspace: Workspace,
    published: Sequence[PublishedStatement],
    cycle: str,
    record_type: str,
    identities: Sequence[str],
) -> tuple[PublishedStatement, Openings | None] | None:
    """The cycle's last statement with a record of this type, and its openings where they open to ``identities``.

    None where there is no such statement. Openings that are missing, damaged, or do not belong to the statement are
    None too: they say nothing. Raises NotCheckedError D122 for a malformed identity.
    """
    found = [item for item in published if item.statement.cycle == cycle and item.of_type(record_type)]
    if not found:
        return None
    statement = found[-1]
    path = kept_openings(workspace, statement, published)
    name = workspace.name(path)
    try:
        openings = decode_openings(unseal(read_bounded(path, name, MAX_OPENINGS), identities, name), name)
    except NotCheckedError as error:
        if error.problems[0].code == "D122":
            raise
        return statement, None
    except KaoheError:
        return statement, None
    commitments = [digest for _, record in statement.records.values() for digest in record.commitments]
    belongs = [item.digest for item in openings.disclosures] == commitments
    return statement, openings if belongs else None
