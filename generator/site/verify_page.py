"""How to verify a result by hand: exact commands with this site's own files and digests, and what they prove."""

from __future__ import annotations

from typing import Any

from generator.ledger.proofs import record_path
from generator.ledger.statements import PublishedStatement
from generator.published.trust import Trust
from generator.signing.allowed_signers import allowed_signers
from generator.signing.release import Release
from generator.signing.ssh_keys import parse_public_key
from generator.site.context import Context
from generator.site.ledger_view import LedgerView

SIGNERS = "allowed_signers"


def verify_context(context: Context) -> dict[str, Any]:
    """Everything the template ``verify.html`` shows; the example is the first result of the latest cycle with any."""
    view = context.view
    example = next(((cycle, entry) for cycle in reversed(view.cycles) for entry in cycle.units if entry.result), None)
    found = view.statements[example[1].result_at.index if example else 0]
    path, (data, record) = next(iter(found.records.items()))
    if example:
        path = example[1].result_at.path
        data, record = found.records[path]
    digest = next(line for line in found.sums.decode("ascii").splitlines() if line.endswith(f"  {path}"))
    return {
        "base": "",
        "index": found.index,
        "kind": context.kind_name(found.statement),
        "path": path,
        "proof": record_path(found.index, path),
        "signers": SIGNERS,
        "release_namespace": Release(found.statement.organ).namespace,
        "record_sha256": digest.partition(" ")[0],
        "statement_sha256": found.sha256,
        "sums_sha256": found.statement.sums_sha256,
        "namespace": found.statement.namespace,
        "signers_file": signers_name(context, found.index),
        "signatures": _signatures(context, found),
        "root": view.root,
        "commitment": record.commitments[0] if record.commitments else "",
        "unit": context.label.of(example[1].name) if example else "",
        "page": f"{example[0].id}/units/{example[1].unit}.html" if example else "",
        "bytes": len(data),
    }


def signers_files(view: LedgerView) -> dict[str, bytes]:
    """``allowed_signers`` for each trust version by path in the site; that without a number belongs to the latest."""
    files: dict[str, bytes] = {}
    for index, trust in view.trusts:
        organ = view.statements[index].statement.organ
        text = allowed_signers(_lines(trust, organ)).encode("ascii")
        files[f"ledger/{SIGNERS}.{index}"] = text
        files[f"ledger/{SIGNERS}"] = text
    return files


def signers_name(context: Context, index: int) -> str:
    """The ``allowed_signers`` file of the trust in force for the statement at ``index``."""
    at = next((at for at, _ in reversed(context.view.trusts) if at < index), context.view.trusts[0][0])
    return f"{SIGNERS}.{at}"


def _lines(trust: Trust, organ: str) -> list[tuple[str, list[str], str]]:
    """Principal, namespaces and key: a holder may sign the kinds for which the thresholds name their role."""
    lines = []
    for holder in trust.holders:
        kinds = sorted(kind for kind, roles in trust.thresholds.items() if holder.role in roles)
        if kinds:
            lines += [(holder.id, [f"kaohe-{kind}@{organ}" for kind in kinds], key) for key in holder.keys]
    return lines


def _signatures(context: Context, found: PublishedStatement) -> list[tuple[str, str]]:
    """Holder and fingerprint of each signature of a known holder."""
    holders = {
        parse_public_key(line).fingerprint_hex: holder.id
        for holder in context.view.trust_for(found.index).holders
        for line in holder.keys
    }
    return [(holders[fingerprint], fingerprint) for fingerprint in sorted(found.signatures) if fingerprint in holders]
