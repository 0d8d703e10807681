"""``kaohe keys``: make the log's key, a witness's, an age identity, or a demonstration key."""

from __future__ import annotations

import os
from pathlib import Path

import click
import pyrage

from generator.cli.context import Context
from generator.cli.main import LocalisedGroup, kaohe, option_help
from generator.cli.private_file import write_private
from generator.core.errors import UsageError
from generator.ledger.cosignature import Cosigner
from generator.ledger.note import Signer
from generator.signing import demo

PUBLIC = ".pub"
"""What the public half of a key file is called, besides the file's own name."""

OUT = click.option("--out", required=True, type=click.Path(path_type=Path), help=option_help("out-key"))


@kaohe.group("keys", cls=LocalisedGroup)
def keys() -> None:
    """Replaced by the catalogue's text."""


@keys.command("log")
@click.argument("origin")
@OUT
@click.pass_obj
def log_key(context: Context, origin: str, out: Path) -> None:
    """Replaced by the catalogue's text."""
    signer = Signer(origin, os.urandom(32))
    public = signer.verifier.text()
    _write_pair(out, signer.text(), public)
    context.show(public)
    context.say("cli.keys.written", path=out.name)
    context.say("cli.keys.public", path=f"{out.name}{PUBLIC}")
    context.result({"status": "ok", "log_key": public})


@keys.command("age")
@OUT
@click.pass_obj
def age_key(context: Context, out: Path) -> None:
    """Replaced by the catalogue's text."""
    identity = pyrage.x25519.Identity.generate()
    write_secret(out, f"{identity}\n".encode())
    context.show(str(identity.to_public()))
    context.say("cli.keys.written", path=out.name)
    context.result({"status": "ok", "recipient": str(identity.to_public())})


@keys.command("witness")
@click.argument("name")
@OUT
@click.pass_obj
def witness_key(context: Context, name: str, out: Path) -> None:
    """Replaced by the catalogue's text."""
    cosigner = Cosigner(name, os.urandom(32))
    _write_pair(out, cosigner.text(), cosigner.key.text())
    context.show(cosigner.key.text())
    context.say("cli.keys.written", path=out.name)
    context.say("cli.keys.public", path=f"{out.name}{PUBLIC}")
    context.result({"status": "ok", "witness_key": cosigner.key.text()})


@keys.command("demo")
@click.argument("name")
@click.option("--origin", default="xinghe.example/kaohe", show_default=True, help=option_help("origin"))
@click.option("--witness", is_flag=True, help=option_help("witness"))
@OUT
@click.pass_obj
def demo_key(context: Context, name: str, origin: str, witness: bool, out: Path) -> None:
    """Replaced by the catalogue's text."""
    if witness:
        if name not in demo.WITNESSES:
            raise UsageError.of("U119", name=name, known=", ".join(demo.WITNESSES))
        cosigner = Cosigner(demo.witness_name(name), demo.witness_seed(name))
        write_secret(out, cosigner.text().encode() + b"\n")
        context.show(cosigner.key.text())
    elif name == "log":
        write_secret(out, Signer(origin, demo.log_seed()).text().encode() + b"\n")
    elif name in demo.HOLDERS:
        write_secret(out, demo.private_key_file(name))
    elif name in demo.RECIPIENTS:
        write_secret(out, f"{demo.age_identity(name)}\n".encode())
    else:
        raise UsageError.of("U119", name=name, known=", ".join(("log", *demo.HOLDERS, *demo.RECIPIENTS)))
    context.say("cli.demo")
    context.result({"status": "ok", "name": name})


def write_secret(path: Path, data: bytes) -> None:
    """Write a key file that only its owner may read; an existing file is never overwritten (UsageError U121)."""
    write_private(path, data, "U121")


def _write_pair(path: Path, private: str, public: str) -> None:
    """Write a private key and, beside it, its public half. Raises UsageError U121 where one of the two exists."""
    beside = path.with_name(f"{path.name}{PUBLIC}")
    if os.path.lexists(beside):
        raise UsageError.of("U121", beside.name)
    write_secret(path, f"{private}\n".encode())
    beside.write_text(f"{public}\n", encoding="utf-8")
