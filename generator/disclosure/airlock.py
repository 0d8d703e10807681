"""Making a public record: allow-listed body, one commitment per slot, openings kept apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.core.canonical import sha256_hex
from generator.disclosure.salts import Salts
from generator.published.commitment import Disclosure, slot_name
from generator.published.record import PublicRecord


@dataclass(frozen=True, slots=True)
class Released:
    """A public record with what opens its commitments (empty slots included, in slot order)."""

    record: PublicRecord
    disclosures: tuple[Disclosure, ...]

    @property
    def sha256(self) -> str:
        """Digest of the record's file."""
        return sha256_hex(self.record.encode())


@dataclass(frozen=True, slots=True)
class Airlock:
    """The release of one statement's records: one organ, one cycle, one source of randomness, one slot table."""

    organ: str
    cycle: str
    salts: Salts
    slots: Mapping[str, Sequence[str]]

    def release(
        self, record_type: str, name: str, body: dict[str, Any], withheld: Mapping[str, Any] | None = None
    ) -> Released:
        """Make the record ``record_type/name``: ``body`` goes out, ``withheld`` is committed to slot by slot.

        A withheld value without a slot is a mistake of ours and raises ValueError: it would be lost silently.
        """
        return self.record(record_type, name, 1, body, self.slotted(record_type, name, 1, withheld or {}))

    def slotted(self, record_type: str, name: str, revision: int, withheld: Mapping[str, Any]) -> list[Disclosure]:
        """A disclosure for every slot of the record type, in slot order; raises as :meth:`release` does."""
        fields = self.slots.get(record_type, ())
        if unknown := set(withheld) - set(fields):
            raise ValueError(f"{record_type} has no slot for {sorted(unknown)}")
        names = {field: slot_name(self.organ, self.cycle, record_type, name, revision, field) for field in fields}
        return [Disclosure(self.salts.salt(slot), slot, withheld.get(field)) for field, slot in names.items()]

    def record(
        self, record_type: str, name: str, revision: int, body: dict[str, Any], disclosures: Sequence[Disclosure]
    ) -> Released:
        """The record around disclosures that are made already, in slot order."""
        record = PublicRecord(
            organ=self.organ,
            cycle=self.cycle,
            type=record_type,
            name=name,
            revision=revision,
            nonce=self.salts.nonce(f"records/{record_type}/{name}.json").hex(),
            body=body,
            commitments=tuple(item.digest for item in disclosures),
        )
        return Released(record, tuple(disclosures))
