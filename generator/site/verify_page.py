"""How to verify a result by hand: exact commands with this site's own files and digests, and what they prove."""

from __future__ import annotations

from typing import Any

from generator.ledger.proofs import record_path
from generator.ledger.statements import PublishedStatement
from generator.published.trust import Trust
from generator.signing.allowed_signers import allowed_signers
from generator.site import by_hand
from generator.site.by_hand import SIGNERS
from generator.site.context import Context
from generator.site.ledger_view import LedgerView


def verify_context(context: Context) -> dict[str, Any]:
    """Everything the template ``verify.html`` shows; the example is the first result of the latest cycle with any."""
    view = context.view
    example = next(((cycle, entry) for cycle in reversed(view.cycles) for entry in cycle.units if entry.result), None)
    found = view.statements[example[1].result_at.index if example else 0]
    path, (_, record) = next(iter(found.records.items()))
    if example:
        path = example[1].result_at.path
        _, record = found.records[path]
    return {
        "base": "",
        "index": found.index,
        "kind": context.kind_name(found.statement),
        "root": view.root,
        "trusts": len(view.trusts),
        "unit": context.label.of(example[1].name) if example else "",
        "page": f"{example[0].id}/units/{example[1].unit}.html" if example else "",
        "blocks": _blocks(view, found, path, record.commitments[0] if record.commitments else ""),
    }


def _blocks(view: LedgerView, found: PublishedStatement, path: str, commitment: str) -> dict[str, str]:
    """The commands by what they check; ``path`` is the example's record in its statement's folder."""
    folder = f"ledger/statements/{found.index}"
    shown = f"grep -o '\"total\":{{[^}}]*}}' {path}" if "/unit-result/" in path else ""
    openings = 'printf %s "$DISCLOSURE" | openssl dgst -sha256 -binary | basenc --base64url | tr -d ='
    return {
        "root": by_hand.ROOT,
        "keys": by_hand.keys_block(view, len(view.statements)),
        "records": by_hand.records_block(found, shown),
        "signatures": by_hand.signatures_block(view, found),
        "fingerprint": by_hand.fingerprints_block(found),
        "withheld": f"{openings}\ngrep -c -e '{commitment}' {folder}/{path}",
        "release": by_hand.release_block(view),
        "whole": 'kaohe verify . --root "$ROOT"',
        "checkpoint": by_hand.checkpoint_block(view),
        "cosignature": by_hand.cosignature_block(view),
        "receipt": f'kaohe verify-record {folder}/{path} \\\n  {record_path(found.index, path)} --root "$ROOT"',
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


def _lines(trust: Trust, organ: str) -> list[tuple[str, list[str], str]]:
    """Principal, namespaces and key: a holder may sign the kinds for which the thresholds name their role."""
    lines = []
    for holder in trust.holders:
        kinds = trust.kinds_of(holder.role)
        if kinds:
            lines += [(holder.id, [f"kaohe-{kind}@{organ}" for kind in kinds], key) for key in holder.keys]
    return lines
