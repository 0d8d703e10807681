"""Seals the example's records that speak of people, the same bytes every time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

from generator.intake import repository
from generator.intake.record_file import sealed_path
from tests.example import steady_age


def seal(root: Path, records: Mapping[str, str]) -> None:
    """Write records, their YAML by path, sealed for the recipients of the office at ``root``."""
    office, _ = repository.load(root)
    assert office.organ is not None
    recipients = [recipient.key for recipient in office.organ.record.recipients]
    for path, text in records.items():
        data = text.encode()
        target = root / sealed_path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(steady_age.seal(data, recipients, _secrets(path, data)))


def _secrets(path: str, data: bytes) -> Callable[[str], bytes]:
    """What is random in a sealed input: never the same for two different contents."""
    label = f"kaohe demo seal v1\ninput\n{path}\n{hashlib.sha256(data).hexdigest()}\n"

    def derive(name: str) -> bytes:
        return hashlib.sha256((label + name).encode()).digest()

    return derive
