"""What somebody can do to a site who can write all its files, holds the log's key, or has people's keys as well.

The keys of a demonstration are published, so that all of this can be done for real.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from generator.audit.verdict import Verdict
from generator.audit.verify import verify
from generator.core import canonical
from generator.core.canonical import sha256_hex
from generator.ledger import log, merkle
from generator.ledger.note import Signer
from generator.ledger.statements import read_statements
from generator.published.statement import encode_sums
from generator.published.vocabulary import act_of
from generator.signing import demo, sshsig
from tests.audit.office import write_manifest
from tests.example.course import SIGNERS

ORIGIN = "xinghe.example/kaohe"
ORGAN = "xinghe-bureau"
CYCLE = "2025"
LOG = Signer(ORIGIN, demo.log_seed())

Failing = dict[str, set[str]]
Body = dict[str, Any]


def failing(verdict: Verdict) -> Failing:
    """The codes of every check that failed, by its label."""
    return {
        check.label: {problem.code for problem in check.problems}
        for check in verdict.checks
        if check.status == "failed"
    }


def caught(site: Path, root: str | None) -> Failing:
    """What fails once the manifest is that of the files."""
    write_manifest(site)
    return failing(verify(site, root))


def size(site: Path) -> int:
    """How many statements there are."""
    return len(list((site / "ledger" / "statements").iterdir()))


def place(site: Path, act: str, cycle: str = CYCLE, number: int = 1) -> int:
    """The position of the ``number``-th statement of an act in a cycle; trust statements belong to none."""
    found = [at for at in range(size(site)) if _act_and_cycle(site, at) == (act, "" if act == "trust" else cycle)]
    return found[number - 1]


def folder(site: Path, index: int) -> Path:
    """The folder of a statement."""
    return site / "ledger" / "statements" / str(index)


def statement(site: Path, act: str, cycle: str = CYCLE, number: int = 1) -> Path:
    """The folder of the ``number``-th statement of an act in a cycle."""
    return folder(site, place(site, act, cycle, number))


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Change the bytes of a file; that they do change is made sure of."""
    before = path.read_bytes()
    after = change(before)
    assert after != before
    path.write_bytes(after)


def edit(path: Path, change: Callable[[Body], object]) -> None:
    """Change the body of a record."""

    def changed(data: bytes) -> bytes:
        record = json.loads(data)
        change(record["body"])
        return canonical.encode(record)

    rewrite(path, changed)


def reseal(site: Path, index: int) -> None:
    """Make the counts and digests inside a statement those of its records, as they are now."""
    base = folder(site, index)
    records = sorted(path.relative_to(base).as_posix() for path in base.glob("records/*/*.json"))
    data = {path: (base / path).read_bytes() for path in records}
    sums = encode_sums({path: sha256_hex(content) for path, content in data.items()})
    (base / "SHA256SUMS").write_bytes(sums)
    body = json.loads((base / "statement.json").read_bytes())
    types = [path.split("/")[1] for path in records]
    body["counts"] = {name: types.count(name) for name in set(types)}
    body["sums_sha256"] = sha256_hex(sums)
    body["records_root"] = merkle.root([merkle.leaf_hash(data[path]) for path in records]).hex()
    (base / "statement.json").write_bytes(canonical.encode(body))


def sign(site: Path, index: int, *holders: str, namespace: str = "") -> None:
    """Put the signatures of these holders' keys in the place of those that are there."""
    base = folder(site, index)
    data = (base / "statement.json").read_bytes()
    kind = json.loads(data)["kind"]
    for old in base.glob("signatures/*.sig"):
        old.unlink()
    for holder in holders:
        name = sha256_hex(demo.public_key_blob(holder))
        armored = sshsig.sign(data, namespace or f"kaohe-{kind}@{ORGAN}", demo.seed(holder))
        (base / "signatures" / f"{name}.sig").write_bytes(armored)


def relog(site: Path, order: list[int] | None = None) -> None:
    """The log that somebody with its key makes of the statements as they are, one checkpoint for each."""
    ledger = site / "ledger"
    statements = read_statements(ledger)
    root = statements[0].sha256
    entries = [statements[i].entry(root).encode() for i in order or range(len(statements))]
    for old in (*ledger.glob("checkpoints/*"), *(p for p in ledger.rglob("tile/**/*") if p.is_file())):
        old.unlink()
    for grown in range(len(entries)):
        made = log.append(entries[:grown], entries[grown : grown + 1], LOG, ORIGIN, range(1, grown + 1))
        for path, data in made.items():
            (ledger / path).parent.mkdir(parents=True, exist_ok=True)
            (ledger / path).write_bytes(data)
    for empty in sorted((p for p in ledger.rglob("tile/**") if p.is_dir()), reverse=True):
        if not any(empty.iterdir()):
            empty.rmdir()


def cut_off(site: Path, count: int) -> None:
    """Drop the last statements with everything in the log that came with them."""
    ledger = site / "ledger"
    last = size(site)
    for index in range(last - count, last):
        shutil.rmtree(folder(site, index))
        (ledger / "checkpoints" / str(index + 1)).unlink()
        for tiles in ("tile/0", "tile/entries"):
            (ledger / tiles / "000.p" / str(index + 1)).unlink()
    shutil.copy(ledger / "checkpoints" / str(last - count), ledger / "checkpoint")


def take_out(site: Path, index: int) -> str:
    """Take a statement out; those after it move up, with the lists of who may sign. Its digest."""
    gone = sha256_hex((folder(site, index) / "statement.json").read_bytes())
    shutil.rmtree(folder(site, index))
    for later in range(index + 1, size(site) + 1):
        folder(site, later).rename(folder(site, later - 1))
        signers = site / "ledger" / f"allowed_signers.{later}"
        if signers.exists():
            signers.rename(signers.with_suffix(f".{later - 1}"))
    return gone


def forge(site: Path, index: int, change: Callable[[Path], object] = lambda site: None, without: str = "") -> None:
    """Change what statements say from ``index`` on, have everybody sign them again, and log it all.

    Nobody's word is left but the witnesses'. Wherever a later statement names an earlier one, or a record of it, it
    names the new one; what it says of the statement ``without`` is left out.
    """
    before = {path: sha256_hex(path.read_bytes()) for at in range(index, size(site)) for path in _named(site, at)}
    change(site)
    renamed: dict[bytes, bytes] = {}
    for at in range(index, size(site)):
        *records, said = _named(site, at)
        for path in records:
            path.write_bytes(_renamed(_left_out(path.read_bytes(), without), renamed))
        said.write_bytes(_renamed(_left_out(said.read_bytes(), without), renamed))
        reseal(site, at)
        for path in (*records, said):
            renamed[before[path].encode()] = sha256_hex(path.read_bytes()).encode()
        sign(site, at, *SIGNERS[_act_and_cycle(site, at)[0]])
    relog(site)


def _named(site: Path, index: int) -> list[Path]:
    """What others name by its digest: the records of a statement and, last, the statement."""
    base = folder(site, index)
    return [*sorted(base.glob("records/*/*.json")), base / "statement.json"]


def _renamed(data: bytes, digests: dict[bytes, bytes]) -> bytes:
    for old, new in digests.items():
        data = data.replace(old, new)
    return data


def _left_out(data: bytes, digest: str) -> bytes:
    """A statement or closure that does not name a statement any more."""
    if not digest or digest.encode() not in data:
        return data
    value = json.loads(data)
    for holder, key in ((value, "builds_on"), (value.get("body", {}), "statements")):
        if key in holder:
            holder[key] = [named for named in holder[key] if named != digest]
    return canonical.encode(value)


def _act_and_cycle(site: Path, index: int) -> tuple[str, str]:
    said = json.loads((folder(site, index) / "statement.json").read_bytes())
    return act_of(said["kind"], said["step"]), said["cycle"]
