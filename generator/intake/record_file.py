"""A kind of file below ``records/``: where it lies, what is in it, whether it is sealed."""

from __future__ import annotations

from typing import Generic, Literal, NamedTuple, TypeVar

from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)

Sealing = Literal["never", "may", "must"]
"""Never: public in full. May: restricted fields beside public ones. Must: nothing in it is public."""

CLEAR = ".yml"
SEALED = ".yml.age"
WORKING_COPY = ".clear.yml"


class RecordFile(NamedTuple, Generic[M]):
    """A path below ``records/`` with ``<placeholders>``, and the model of its file (None: not an input).

    ``path`` is that of the clear form; ``checks`` names the codes that cannot be found without the file
    (docs/spec/14-sealed.md).
    """

    path: str
    model: type[M] | None
    sealing: Sealing = "never"
    checks: str = ""


def record_path(path: str) -> str:
    """The path that stands for a record in all its forms: ``a.yml`` for ``a.yml``, ``a.yml.age``, ``a.clear.yml``."""
    if path.endswith(SEALED):
        return path.removesuffix(".age")
    return path.removesuffix(WORKING_COPY) + CLEAR if path.endswith(WORKING_COPY) else path


def sealed_path(path: str) -> str:
    """The path of a record's sealed form."""
    return record_path(path) + ".age"


def working_copy_path(path: str) -> str:
    """The path of a record's unsealed working copy."""
    return record_path(path).removesuffix(CLEAR) + WORKING_COPY
