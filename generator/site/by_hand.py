"""Commands that check the ledger with common tools: from the root to the keys, to a statement and to the log.

Each function returns one block of commands for a POSIX shell whose folder is the site's; every block ends there again.
The way leads from the root, which the reader brings, through each trust statement to the lists of signers: nothing that
a forger of the site could write anew is believed on the way (docs/spec/50-verify.md, "By hand").
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.ledger.note import parse_vkey
from generator.ledger.policy import parse_canonical_policy
from generator.ledger.statements import PublishedStatement
from generator.published.trust import Trust
from generator.signing.release import Release
from generator.site.ledger_view import LedgerView

SIGNERS = "allowed_signers"

ROOT = """ROOT=...
echo "$ROOT  ledger/statements/0/statement.json" | sha256sum -c"""

SUMS = """grep -o '"sums_sha256":"[0-9a-f]*"' statement.json | cut -d'"' -f4 |
  sed 's/$/  SHA256SUMS/' | sha256sum -c"""
"""Whether ``SHA256SUMS`` is the list that the statement names."""

_ALL = "sha256sum -c SHA256SUMS"
_WITHOUT_WITHDRAWN = """sha256sum -c --ignore-missing SHA256SUMS
while read -r digest path; do test -e "$path" || \\
  grep -qxF "$digest  statements/{index}/$path" ../../withdrawn || echo "$path"; done < SHA256SUMS"""

_STRANGERS = """! sed -E 's/^([^ ]+) namespaces="[a-z0-9@,.-]*" /\\1 /' ../../{signers} | grep -vxF "$(
  grep -oE '"id":"[^"]*"|"[a-z0-9@.-]+ AAAA[^"]*"' {record} |
  awk -F'"' '$2 == "id" {{id = $4; next}} {{print id, $2}}')\""""
"""Prints each line of a list of signers that is not a holder of the trust record with one of this holder's keys.

Only a list of kinds without blanks, quotes and backslashes is taken out before the comparison: within quotes anything
else could hide another key.
"""

_NEEDED = """grep -oE '"id":"[^"]*"|"role":"[^"]*"|"{kind}":\\{{[^}}]*\\}}' {record} |
  paste -d ' ' - -"""
"""Prints who has which role, then how many of which role a kind of statement needs."""

_SIGNATURES = """for s in signatures/*.sig; do
  ssh-keygen -Y verify -f ../../{signers} -n {namespace} -s "$s" \\
    -I "$(ssh-keygen -Y find-principals -f ../../{signers} -s "$s")" < statement.json
done"""

_FINGERPRINTS = """for s in ledger/statements/{index}/signatures/*.sig; do
  echo "$s SHA256:$(basename "$s" .sig | tr a-f A-F | basenc --base16 -d | base64 | tr -d =)"
done"""

_RELEASE = """sha256sum -c --quiet manifest.sha256
for s in manifest.sha256.*.sig; do
  ssh-keygen -Y verify -f ledger/{signers} -n {namespace} -s "$s" \\
    -I "$(ssh-keygen -Y find-principals -f ledger/{signers} -s "$s")" < manifest.sha256
done"""

_PUBLIC_KEY = """{{ printf 302A300506032B6570032100 | basenc --base16 -d
  grep -oF '{key}' {record} |
  head -n 1 | cut -d+ -f3- | base64 -d | tail -c 32; }} > "$tmp/key.der\""""
"""An Ed25519 key of a note as OpenSSL reads it: what is fixed of its DER form, then the last 32 bytes."""

_SIGNED = """openssl pkeyutl -verify -pubin -inkey "$tmp/key.der" -keyform DER \\
  -rawin -in "$tmp/note" -sigfile "$tmp/sig\""""

_CHECKPOINT = f"""tmp=$(mktemp -d)
{_PUBLIC_KEY}
head -n 3 ledger/checkpoint > "$tmp/note"
grep -F -- '— {{name}} ' ledger/checkpoint | cut -d' ' -f3 | base64 -d | tail -c 64 > "$tmp/sig"
{_SIGNED}"""

_COSIGNED = f"""{_PUBLIC_KEY}
grep -F -- '— {{name}} ' ledger/checkpoint | cut -d' ' -f3 | base64 -d | tail -c 72 > "$tmp/both"
tail -c 64 "$tmp/both" > "$tmp/sig"
time=$((0x$(head -c 8 "$tmp/both" | basenc --base16)))
{{{{ printf 'cosignature/v1\\ntime %s\\n' "$time"; head -n 3 ledger/checkpoint; }}}} > "$tmp/note"
{_SIGNED}
date -u -d "@$time\""""


def keys_block(view: LedgerView, before: int) -> str:
    """From the root to the lists of signers of every trust statement that rules statements before ``before``."""
    chain = [at for at, _ in view.trusts if at < max(before, 1)]
    lines: list[str] = []
    for previous, at in zip([chain[0], *chain], chain, strict=False):
        found = view.statements[at]
        lines += [f"cd ledger/statements/{at}", SUMS, _ALL]
        if at:
            lines.append(_signatures(found, previous))
        lines.append(_STRANGERS.format(signers=f"{SIGNERS}.{at}", record=_trust_record(found)))
        if at:
            lines.append(_signatures(found, at))
        lines.append("cd ../../..")
    return "\n".join(lines)


def records_block(found: PublishedStatement, shown: str = "") -> str:
    """Whether the records of a statement are those that it names; ``shown``: one more command, to look at one."""
    check = _WITHOUT_WITHDRAWN.format(index=found.index) if found.withdrawn else _ALL
    return "\n".join(
        line for line in (f"cd ledger/statements/{found.index}", SUMS, check, shown, "cd ../../..") if line
    )


def signatures_block(view: LedgerView, found: PublishedStatement) -> str:
    """All signatures of a statement, and how many of which role its kind needs by the trust in force for it."""
    at = signers_at(view, found.index)
    record = f"../{at}/{_trust_record(view.statements[at])}"
    lines = [f"cd ledger/statements/{found.index}", _signatures(found, at)]
    lines += [_NEEDED.format(kind=found.statement.kind, record=record), "cd ../../.."]
    return "\n".join(lines)


def fingerprints_block(found: PublishedStatement) -> str:
    """The fingerprints by which the files of signatures are named, as OpenSSH shows them."""
    return _FINGERPRINTS.format(index=found.index)


def statement_block(view: LedgerView, found: PublishedStatement) -> str:
    """Everything from the root to one statement; a trust statement lies itself on the way to its keys."""
    if found.statement.kind == "trust":
        return "\n".join([ROOT, keys_block(view, found.index + 1), signatures_block(view, found)])
    return "\n".join([ROOT, keys_block(view, found.index), records_block(found), signatures_block(view, found)])


def release_block(view: LedgerView) -> str:
    """Whether the site's files are complete, and who put them on display."""
    at, _ = view.trusts[-1]
    return _RELEASE.format(signers=f"{SIGNERS}.{at}", namespace=Release(view.statements[0].statement.organ).namespace)


def checkpoint_block(view: LedgerView) -> str:
    """The log's signature on the newest checkpoint."""
    _, trust = view.trusts[-1]
    return _CHECKPOINT.format(name=parse_vkey(trust.log_key).name, key=trust.log_key, record=_newest(view))


def cosignature_block(view: LedgerView) -> str:
    """The signature and the time of the first witness on the newest checkpoint; empty where there is no witness."""
    _, trust = view.trusts[-1]
    for key in _witnesses(trust):
        return _COSIGNED.format(name=key.partition("+")[0], key=key, record=_newest(view))
    return ""


def signers_at(view: LedgerView, index: int) -> int:
    """The position of the trust in force for the statement at ``index``: its list of signers is named by it."""
    return next((at for at, _ in reversed(view.trusts) if at < index), view.trusts[0][0])


def _signatures(found: PublishedStatement, at: int) -> str:
    return _SIGNATURES.format(signers=f"{SIGNERS}.{at}", namespace=found.statement.namespace)


def _trust_record(found: PublishedStatement) -> str:
    return next(path for path, (_, record) in found.records.items() if record.type == "trust")


def _newest(view: LedgerView) -> str:
    at, _ = view.trusts[-1]
    return f"ledger/statements/{at}/{_trust_record(view.statements[at])}"


def _witnesses(trust: Trust) -> Sequence[str]:
    policy = parse_canonical_policy(trust.policy, trust.log_key)
    return [key.text() for key in policy.witnesses.values()]
