"""Who may see a field: the ring of disclosure of each field of each record model.

A field declares its ring in its annotation, ``score: Annotated[Number, Ring.PUBLIC]``; a field that declares
none is RESTRICTED (design, section 7). A record inside a record answers for its own fields.
"""

from __future__ import annotations

import enum
import types
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import repeat
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo

from generator.intake.node import Loc


class Ring(enum.IntEnum):
    """From open to closed; the larger, the fewer people see it."""

    PUBLIC = 0
    INTERNAL = 1
    PERSON = 2
    RESTRICTED = 3


class Record(BaseModel):
    """Base of every record model: unknown fields are refused, values are never changed or coerced.

    ``ring_from_field`` is for small value types such as a text in two languages: their fields take the ring of
    the field that holds them. ``left_out_when_absent`` names optional fields whose public form has no key where they
    have no value, so that what was published before a model had them keeps its bytes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)

    ring_from_field: ClassVar[bool] = False
    left_out_when_absent: ClassVar[frozenset[str]] = frozenset()


class Spot(NamedTuple):
    """A place in a model: the type found there and the ring it has. ``discriminator`` is set for a tagged union."""

    annotation: Any
    ring: Ring
    discriminator: str | None = None


def ring_of(model: type[BaseModel], loc: Loc) -> Ring:
    """The ring of the field at ``loc``, with or without the tags that pydantic puts into locations of unions.

    Where ``loc`` may mean several fields (members of a union) the most closed one counts; what is not part of the
    model is RESTRICTED.
    """
    spots = [unwrap(model, Ring.RESTRICTED)]
    for part in loc:
        spots = [below for spot in spots for below in _step(spot, part)]
    return max((spot.ring for spot in spots), default=Ring.RESTRICTED)


def trace(model: type[BaseModel], loc: Loc) -> tuple[Loc, Spot | None]:
    """A location as pydantic reports it, without union tags, and the field found there (None if not in the model)."""
    spot: Spot | None = unwrap(model, Ring.RESTRICTED)
    data: list[int | str] = []
    rest = list(loc)
    while rest and spot is not None:
        union = members(spot)
        if len(union) > 1:
            label = rest.pop(0)
            spot = next((m for m in union if label in labels(m, spot.discriminator)), None)
            continue
        part = rest.pop(0)
        if part == "[key]":
            break
        if spot := next(iter(_step(spot, part)), None):
            data.append(part)
        else:
            data.extend([part, *rest])
            rest = []
    return tuple(data), spot


def unwrap(annotation: Any, ring: Ring) -> Spot:
    """Takes ``Annotated`` and ``X | None`` off a type; a ring or discriminator met on the way is kept."""
    discriminator: str | None = None
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *metadata = get_args(annotation)
            ring, discriminator = _metadata(metadata, ring, discriminator)
        elif _is_union(annotation):
            inner = [m for m in get_args(annotation) if m is not types.NoneType]
            if len(inner) != 1:
                return Spot(annotation, ring, discriminator)
            annotation = inner[0]
        else:
            return Spot(annotation, ring, discriminator)


def members(spot: Spot) -> list[Spot]:
    """The members of a union (nothing nested is opened), or the type itself."""
    if _is_union(spot.annotation):
        return [unwrap(m, spot.ring) for m in get_args(spot.annotation) if m is not types.NoneType]
    return [spot]


def labels(member: Spot, discriminator: str | None) -> set[str]:
    """What stands for this member of a union: the values of its tag, or its name where the union has no tag."""
    record = as_record(member)
    if record is None:
        return {getattr(member.annotation, "__name__", str(member.annotation))}
    if discriminator is None or discriminator not in record.model_fields:
        return {record.__name__}
    return set(choices(unwrap(record.model_fields[discriminator].annotation, Ring.RESTRICTED)))


def choices(spot: Spot) -> list[str]:
    """The allowed values where the type is a closed list of words (Literal or an enumeration), otherwise nothing."""
    if get_origin(spot.annotation) is Literal:
        return [str(v.value if isinstance(v, enum.Enum) else v) for v in get_args(spot.annotation)]
    if isinstance(spot.annotation, type) and issubclass(spot.annotation, enum.Enum):
        return [str(member.value) for member in spot.annotation]
    return []


@lru_cache(maxsize=1024)
def fields(record: type[BaseModel], outer: Ring) -> Mapping[str, Spot]:
    """The fields of a record by the key they have in the file."""
    start = outer if getattr(record, "ring_from_field", False) else Ring.RESTRICTED
    return {info.alias or name: _field(info, start) for name, info in record.model_fields.items()}


def as_record(spot: Spot) -> type[BaseModel] | None:
    """The record type of a spot, if it is one."""
    return spot.annotation if isinstance(spot.annotation, type) and issubclass(spot.annotation, BaseModel) else None


def item(spot: Spot, index: int = 0) -> Spot | None:
    """The type of an element, where the type is a list, tuple or set."""
    origin = get_origin(spot.annotation)
    args = get_args(spot.annotation)
    if not isinstance(origin, type) or not args or not issubclass(origin, (list, tuple, set, frozenset)):
        return None
    if origin is tuple and args[-1] is not Ellipsis:
        return unwrap(args[index], spot.ring) if index < len(args) else None
    return unwrap(args[0], spot.ring)


def items(spot: Spot, count: int) -> Iterator[Spot | None]:
    """The types of the first ``count`` elements: one and the same, but for a tuple of fixed length."""
    args = get_args(spot.annotation)
    if get_origin(spot.annotation) is tuple and args[-1] is not Ellipsis:
        yield from (item(spot, index) for index in range(count))
    else:
        yield from repeat(item(spot), count)


def entry(spot: Spot) -> Spot | None:
    """The type of a value, where the type is a dictionary."""
    origin = get_origin(spot.annotation)
    args = get_args(spot.annotation)
    return unwrap(args[1], spot.ring) if isinstance(origin, type) and issubclass(origin, dict) and args else None


def _field(info: FieldInfo, start: Ring) -> Spot:
    ring, discriminator = _metadata(info.metadata, start, None)
    if isinstance(info.discriminator, str):
        discriminator = info.discriminator
    spot = unwrap(info.annotation, ring)
    return spot._replace(discriminator=spot.discriminator or discriminator)


def _metadata(metadata: list[Any], ring: Ring, discriminator: str | None) -> tuple[Ring, str | None]:
    for mark in metadata:
        if isinstance(mark, Ring):
            ring = mark
        elif isinstance(mark, FieldInfo) and isinstance(mark.discriminator, str):
            discriminator = mark.discriminator
    return ring, discriminator


def _step(spot: Spot, part: int | str) -> Iterator[Spot]:
    """Every meaning ``part`` can have below ``spot``."""
    union = members(spot)
    if len(union) > 1:
        for member in union:
            if part in labels(member, spot.discriminator):
                yield member
            yield from _step(member, part)
        return
    record = as_record(spot)
    if record is not None:
        below = fields(record, spot.ring).get(str(part))
    elif isinstance(part, int):
        below = item(spot, part)
    else:
        below = spot if part == "[key]" else entry(spot)
    if below is not None:
        yield below


def _is_union(annotation: Any) -> bool:
    return get_origin(annotation) in (Union, types.UnionType)
