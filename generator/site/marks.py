"""Numbers inside sentences that verification holds against their record (docs/spec/50-verify.md, "Marks")."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True)
class Marked:
    """A number of a record: ``pointer`` leads to it in the body of the record that the element around it names."""

    value: int
    pointer: str

    def __str__(self) -> str:
        return str(self.value)

    def __html__(self) -> Markup:
        return Markup('<span data-kaohe-field="{}">{}</span>').format(self.pointer, self.value)
