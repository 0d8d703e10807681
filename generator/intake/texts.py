"""Every text of an office's records by who may see it: what the leak gate looks for, and what may stand anywhere."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from generator.intake import rings
from generator.intake.bind import Bound
from generator.intake.node import Loc, Node, Scalar
from generator.intake.node import Sequence as NodeSequence
from generator.intake.repository import Office
from generator.intake.rings import Ring, ring_of


def restricted_values(office: Office) -> list[str]:
    """Every text that stands in a field that is not public, as written and as normalised; sorted, each once.

    What the leak gate looks for. A value may stand in a public field too: see :func:`public_values`.
    """
    return sorted({form for text, ring in _texts(office) if ring is not Ring.PUBLIC for form in _forms(text)})


def public_values(office: Office) -> list[str]:
    """Every text that stands in a public field; sorted, each once."""
    return sorted({form for text, ring in _texts(office) if ring is Ring.PUBLIC for form in _forms(text)})


def _forms(text: str) -> set[str]:
    # What a record holds may differ from what the file says only by this.
    return {form for form in (text, unicodedata.normalize("NFC", text).strip()) if form}


def restricted_at(bound: Bound[Any]) -> Loc | None:
    """Where the first text stands that is not public; None where everything is."""
    texts = _below(type(bound.record), (), (), bound.node)
    return next((loc for loc, _, ring in texts if ring is not Ring.PUBLIC), None)


def _texts(office: Office) -> Iterator[tuple[str, Ring]]:
    for bound in office.records():
        for _, text, ring in _below(type(bound.record), (), (), bound.node):
            yield text, ring


def _below(model: type[BaseModel], kind: Loc, loc: Loc, node: Node) -> Iterator[tuple[Loc, str, Ring]]:
    """Every text below ``node`` with its place and ring. ``kind`` is ``loc`` with every index 0.

    An index does not change the ring, so that all elements share one look-up.
    """
    if isinstance(node, Scalar):
        yield loc, node.text, _ring(model, kind)
    elif isinstance(node, NodeSequence):
        for at, value in enumerate(node.items):
            yield from _below(model, (*kind, 0), (*loc, at), value)
    else:
        keys_are_data = _is_dictionary(model, kind)
        for key, value in node.pairs:
            if keys_are_data:
                yield (*loc, key.text), key.text, _ring(model, kind)
            yield from _below(model, (*kind, key.text), (*loc, key.text), value)


@lru_cache(maxsize=4096)
def _ring(model: type[BaseModel], loc: Loc) -> Ring:
    return ring_of(model, loc)


@lru_cache(maxsize=4096)
def _is_dictionary(model: type[BaseModel], loc: Loc) -> bool:
    _, spot = rings.trace(model, loc)
    return spot is not None and rings.entry(spot) is not None
