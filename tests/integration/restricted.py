"""What the example keeps to itself, found without the generator (but for the label of its demonstration identity):
every text of its inputs, sealed ones included, that holds a canary.

That each restricted field holds one is what ``tests/example/test_records.py`` makes sure of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyrage
import yaml

from generator.signing.demo import age_identity

PREFIX = "KAOHE-CANARY-"
CANARY = re.compile(PREFIX + "[0-9a-f]{16}")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_CLAUSES = re.compile("[，。；：、（）《》]")


def input_files(repository: Path) -> list[Path]:
    """The YAML files below ``records``, sealed ones included, without what is derived from them."""
    records = repository / "records"
    return [
        path for path in sorted([*records.rglob("*.yml"), *records.rglob("*.yml.age")]) if "ledger" not in path.parts
    ]


def read_input(path: Path) -> str:
    """The text of an input; a sealed one is opened."""
    data = path.read_bytes()
    if path.suffix == ".age":
        data = pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(age_identity("demo-office"))])
    return data.decode("utf-8")


def texts(repository: Path) -> tuple[list[str], list[str]]:
    """The restricted texts of all inputs with their canaries, and all others."""
    found = [text for path in input_files(repository) for text in _scalars(_read(path))]
    return [text for text in found if CANARY.search(text)], [text for text in found if not CANARY.search(text)]


def sentences(repository: Path) -> list[str]:
    """Restricted texts without their canaries, and their parts of at least eight Chinese characters; each once.

    Parts that stand in a public text too are left out, and whole texts that are a public text word for word: their
    canaries tell them apart. Whole texts must have at least four Chinese characters.
    """
    restricted, public = texts(repository)
    whole = {CANARY.sub("", text).strip() for text in restricted}.difference(public)
    parts = {part.strip() for text in whole for part in _CLAUSES.split(text)}
    known = "\n".join(public)
    return sorted(
        {text for text in whole if len(_CHINESE.findall(text)) >= 4}
        | {part for part in parts if len(_CHINESE.findall(part)) >= 8 and part not in known}
    )


def _read(path: Path) -> Any:
    return yaml.load(read_input(path), Loader=yaml.BaseLoader)


def _scalars(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _scalars(item)
    elif isinstance(value, list):
        for item in value:
            yield from _scalars(item)
    elif isinstance(value, str):
        yield value
