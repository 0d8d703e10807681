"""``kaohe disclose``: what one person is handed so that they can open what concerns them, and check it by hand."""

from __future__ import annotations

import json
from pathlib import Path

import click

from generator.cli.context import Context
from generator.cli.identities import IDENTITY, read_identities
from generator.cli.main import kaohe, option_help
from generator.cli.private_file import write_private
from generator.core import messages
from generator.core.errors import UsageError
from generator.office.own_disclosures import OwnDisclosure, own_disclosures
from generator.office.published_state import published_statements


@kaohe.command("disclose")
@click.argument("cycle")
@click.argument("person")
@IDENTITY
@click.option("--out", type=click.Path(path_type=Path), help=option_help("out-disclosures"))
@click.pass_obj
def disclose(context: Context, cycle: str, person: str, identity: Path | None, out: Path | None) -> None:
    """Replaced by the catalogue's text."""
    if identity is None:
        raise UsageError.of("U172")
    workspace = context.workspace()
    found = own_disclosures(workspace, published_statements(workspace), cycle, person, read_identities(identity))
    answer = {"status": "ok", "cycle": cycle, "person": person, "statements": [item.index for item in found]}
    text = disclosures_text(cycle, person, found)
    if out is None:
        context.show(text)
        context.result(answer | {"disclosures": [_as_json(item) for item in found]})
        return
    write_private(out, f"{text}\n".encode(), "U173")
    context.say("cli.disclose.written", path=out.name, statements=len(found), person=person)
    context.result(answer)


def disclosures_text(cycle: str, person: str, found: list[OwnDisclosure]) -> str:
    """The disclosures in words, in both languages, each with the commands that check it in the folder of the site."""
    return "\n\n".join([_both("head", cycle=cycle, person=person), *(_one(item) for item in found), _both("end")])


def _one(item: OwnDisclosure) -> str:
    text, digest = item.disclosure.encode(), item.disclosure.digest
    content = json.dumps(item.disclosure.value, ensure_ascii=False, indent=2, sort_keys=True)
    commands = (
        f"D={text}",
        f'printf %s "$D{"=" * (-len(text) % 4)}" | basenc --base64url -d',
        'printf %s "$D" | openssl dgst -sha256 -binary | basenc --base64url | tr -d =',
        f"grep -o -e '{digest}' {item.path}",
    )
    words = {"index": item.index, "kind": item.kind, "path": item.path, "place": item.place, "digest": digest}
    return "\n".join([_both("statement", **words), content, "", _both("check"), *(f"    {line}" for line in commands)])


def _both(key: str, **params: object) -> str:
    return "\n".join(messages.text(f"cli.disclose.{key}", lang, **params) for lang in messages.LANGS)


def _as_json(item: OwnDisclosure) -> dict[str, object]:
    return {
        "index": item.index,
        "kind": item.kind,
        "record": item.path,
        "place": item.place,
        "commitment": item.disclosure.digest,
        "disclosure": item.disclosure.encode(),
    }
