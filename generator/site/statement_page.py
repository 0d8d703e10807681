"""Statement pages: what was stated, by whom it is signed, on what it rests; and the list of all statements."""

from __future__ import annotations

import base64
import datetime
from typing import Any

from generator.ledger.proofs import receipt_path, record_path
from generator.ledger.statements import PublishedStatement
from generator.ledger.witnessed_times import WitnessedTimes
from generator.published.trust import Trust
from generator.signing.ssh_keys import parse_public_key
from generator.site.by_hand import statement_block
from generator.site.context import Context, Link, kind_key
from generator.site.withdrawn_page import gone_rows, withdrawal_rows

BASE = "../"
PAGES = {
    "plan": "plan.html",
    "office": "plan.html",
    "roster": "procedure.html#state-2",
    "goals": "procedure.html#state-3",
    "materials": "procedure.html#state-4",
    "population": "procedure.html#state-7",
    "review": "procedure.html#state-7",
    "gates": "procedure.html#state-8",
    "preliminary": "procedure.html#state-9",
    "release-review": "procedure.html#state-14",
    "notice": "procedure.html#state-15",
    "effective": "procedure.html#state-17",
    "appeals": "procedure.html#state-18",
    "application": "procedure.html#state-19",
    "amendment": "plan.html#amendments",
    "rectification": "rectification.html",
    "feedback": "feedback.html",
}
"""Where a cycle's pages show a record of the procedure, by type."""


def statement_context(context: Context, found: PublishedStatement) -> dict[str, Any]:
    """Everything the template ``statement.html`` shows."""
    label, statement = context.label, found.statement
    trust, successor = context.view.trust_for(found.index), context.view.trust_set_at(found.index)
    in_force = _signers(trust)
    signers = in_force if successor is None else {**_signers(successor), **in_force}
    titles = {known.sha256: _link(context, known) for known in context.view.statements}
    return {
        "base": BASE,
        "index": found.index,
        "kind": context.kind_name(statement),
        "about": label(f"kind.{kind_key(statement)}.text"),
        "cycle": statement.cycle,
        "date": statement.date,
        "witnessed": _witnessed(context, found.index),
        "root": context.view.root,
        "clauses": context.cites(statement.clauses, BASE),
        "builds_on": [(titles.get(digest), digest) for digest in statement.builds_on],
        "thresholds": _thresholds(context, statement.kind, statement.step, trust, successor),
        "signatures": [
            {
                "holder": signers.get(fingerprint, ("", ""))[0],
                "role": label(f"role.{signers[fingerprint][1]}") if fingerprint in signers else "",
                "fingerprint": fingerprint,
                "shown": by_openssh(fingerprint),
                "href": f"{context.top(BASE)}ledger/statements/{found.index}/signatures/{fingerprint}.sig",
            }
            for fingerprint in sorted(found.signatures)
        ],
        "fields": [
            (label("statement.sha256"), found.sha256),
            (label("statement.sums"), statement.sums_sha256),
            (label("statement.records_root"), statement.records_root),
            (label("statement.inputs_root"), statement.inputs_root),
        ],
        "records": _records(context, found),
        "withdrawals": withdrawal_rows(context, found, BASE),
        "gone": gone_rows(context, found, BASE),
        "files": [
            (f"{context.top(BASE)}ledger/statements/{found.index}/{name}", name)
            for name in ("statement.json", "SHA256SUMS")
        ],
        "receipt": f"{context.top(BASE)}{receipt_path(found.index)}",
        "receipt_name": receipt_path(found.index).rpartition("/")[2],
        "trusts": sum(1 for at, _ in context.view.trusts if at < found.index),
        "commands": statement_block(context.view, found),
    }


def by_openssh(fingerprint: str) -> str:
    """A fingerprint as OpenSSH shows it: the same digest in Base64."""
    return "SHA256:" + base64.b64encode(bytes.fromhex(fingerprint)).decode("ascii").rstrip("=")


def _witnessed(context: Context, index: int) -> str:
    """What others than the office say about when the statement came into the log."""
    after, before = context.witnessed[index] if index < len(context.witnessed) else WitnessedTimes(None, None)
    if before is None:
        return context.label("statement.witnessed.none")
    bounds = {"before": _minute(before), "after": _minute(after) if after is not None else ""}
    return context.label("statement.witnessed.between" if after is not None else "statement.witnessed.before", **bounds)


def _minute(time: int) -> str:
    """A time in seconds since 1970 as people read it (UTC); what no calendar has stays a number of seconds."""
    try:
        return datetime.datetime.fromtimestamp(time, datetime.UTC).strftime("%Y-%m-%d %H:%M")
    except (OverflowError, ValueError, OSError):
        return str(time)


def list_context(context: Context) -> dict[str, Any]:
    """Everything the template ``statements.html`` shows."""
    return {
        "base": BASE,
        "top": context.top(BASE),
        "root": context.view.root,
        "rows": [
            {
                "index": found.index,
                "link": Link(f"{found.index}.html", context.kind_name(found.statement)),
                "cycle": found.statement.cycle or context.label("none"),
                "date": found.statement.date,
                "records": sum(found.statement.counts.values()),
                "signatures": len(found.signatures),
                "sha256": found.sha256,
            }
            for found in context.view.statements
        ],
    }


def _link(context: Context, found: PublishedStatement) -> Link:
    kind = context.kind_name(found.statement)
    return Link(f"{found.index}.html", context.label("statement.title", index=found.index, kind=kind))


def _thresholds(context: Context, kind: str, step: str, trust: Trust, successor: Trust | None) -> list[tuple[str, int]]:
    """Role and number; of a trust that takes the place of another the thresholds of both, with their version."""
    label = context.label
    found = []
    for version in (trust,) if successor is None else (trust, successor):
        for role, number in sorted(version.threshold(kind, step).items()):
            name = label(f"role.{role}")
            shown = name if successor is None else label("role.version", role=name, version=version.version)
            found.append((shown, number))
    return found


def _signers(trust: Trust) -> dict[str, tuple[str, str]]:
    """Holder and role by key fingerprint."""
    return {
        parse_public_key(line).fingerprint_hex: (holder.id, holder.role)
        for holder in trust.holders
        for line in holder.keys
    }


def _records(context: Context, found: PublishedStatement) -> list[dict[str, str]]:
    label, cycle = context.label, found.statement.cycle
    units = {
        entry.unit: label.of(entry.name) for known in context.view.cycles if known.id == cycle for entry in known.units
    }
    rows = []
    for path, (_, record) in found.records.items():
        page = ""
        if record.type in ("unit-result", "unit-decision", "unit-correction") and record.name in units:
            page = f"{BASE}{cycle}/units/{record.name}.html"
        elif record.type == "scheme":
            page = f"{BASE}{cycle}/scheme.html"
        elif record.type in ("people-scheme", "people"):
            page = f"{BASE}{cycle}/people.html"
        elif record.type in ("report", "deliberation", "closure"):
            page = f"{BASE}{cycle}/index.html"
        elif record.type in PAGES:
            page = f"{BASE}{cycle}/{PAGES[record.type]}"
        elif record.type == "interpretation":
            page = f"{BASE}interpretations.html#{cycle}-{record.name}"
        rows.append(
            {
                "type": label(f"record.type.{record.type}"),
                "name": units.get(record.name, record.name),
                "page": page,
                "href": f"{context.top(BASE)}ledger/statements/{found.index}/{path}",
                "path": path,
                "proof": f"{context.top(BASE)}{record_path(found.index, path)}",
            }
        )
    return rows
