"""``kaohe verify-record``: one record, its proof and the root; no site, no log, no network."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli.context import Context
from generator.cli.main import kaohe, option_help
from generator.core.errors import FindingsError, NotCheckedError
from generator.core.files import read_bounded
from generator.ledger import record_proof
from generator.ledger.record_proof import decode_record_proof
from generator.ledger.record_verification import verify_record
from generator.published import record as record_format
from generator.published.shapes import HEX64
from generator.published.vocabulary import act_of


@kaohe.command("verify-record")
@click.argument("record", metavar="RECORD", type=click.Path(path_type=Path))
@click.argument("proof", metavar="PROOF", type=click.Path(path_type=Path))
@click.option("--root", help=option_help("root"))
@click.pass_obj
def verify_record_file(context: Context, record: Path, proof: Path, root: str | None) -> None:
    """Replaced by the catalogue's text."""
    if root is not None and not HEX64.fullmatch(root):
        raise click.BadParameter(root, param_hint="--root")
    data = _read(record, record_format.MAX_BYTES)
    found = verify_record(
        data, decode_record_proof(_read(proof, record_proof.MAX_BYTES), proof.name), record.name, proof.name
    )
    if root is not None and found.root != root:
        raise FindingsError.of("A345", proof.name, found=found.root)
    if not found.quorum:
        raise NotCheckedError.of("A346", proof.name)
    statement = found.statement
    context.say(
        "cli.verify-record.holds",
        organ=statement.organ,
        kind=act_of(statement.kind, statement.step),
        cycle=statement.cycle or "-",
        date=statement.date,
        index=found.index,
        type=found.record.type,
        name=found.record.name,
        holders=", ".join(found.holders),
        size=found.size,
        cosigned=", ".join(found.cosigned) or "—",
        root=found.root,
    )
    if found.demo:
        context.say("cli.demo")
    if root is None:
        context.say("cli.verify-record.no-root")
    context.result(
        {
            "status": "checked" if root else "not_checked",
            "root": found.root,
            "demo": found.demo,
            "record": {"type": found.record.type, "name": found.record.name},
            "statement": {"index": found.index, "kind": statement.kind, "cycle": statement.cycle},
            "holders": list(found.holders),
            "size": found.size,
            "cosigned": list(found.cosigned),
        }
    )
    if root is None:
        raise SystemExit(NotCheckedError.exit_code)


def _read(path: Path, limit: int) -> bytes:
    """A file that somebody names; that it is not there says nothing about a record."""
    if not path.is_file():
        raise NotCheckedError.of("C130", path.name)
    return read_bounded(path.resolve(), path.name, limit)
