"""The ring of each field, through lists, nested records and unions."""

from typing import Annotated, Literal

import pytest
from pydantic import Field

from generator.intake.fields import Bilingual, Items, Number, Record, Ring, Text, ring_of
from generator.intake.node import Loc
from generator.intake.rings import trace


class Linear(Record):
    kind: Annotated[Literal["linear"], Ring.PUBLIC]
    target: Annotated[Number, Ring.PUBLIC]
    note: Text


class Bands(Record):
    kind: Annotated[Literal["bands"], Ring.PUBLIC]
    bands: Annotated[Items[Annotated[Number, Ring.PERSON]], Ring.PUBLIC]
    target: Annotated[Number, Ring.INTERNAL]


class Office(Record):
    name: Annotated[Bilingual, Ring.PUBLIC]
    inner_name: Bilingual
    rule: Annotated[Linear | Bands, Field(discriminator="kind"), Ring.PUBLIC]
    rules: Items[Annotated[Linear | Bands, Field(discriminator="kind")]]
    more: Annotated[Linear | Bands, Field(discriminator="kind")] | None = None
    scores: Annotated[dict[str, Number], Ring.INTERNAL]
    texts: Annotated[list[Text] | None, Ring.PUBLIC] = None
    maybe: Annotated[Text, Ring.PUBLIC] | None = None
    plain: Text
    either: Linear | Bands


@pytest.mark.parametrize(
    ("loc", "ring"),
    [
        ((), Ring.RESTRICTED),
        (("plain",), Ring.RESTRICTED),
        (("unknown",), Ring.RESTRICTED),
        (("plain", "deeper"), Ring.RESTRICTED),
        (("name",), Ring.PUBLIC),
        (("name", "zh"), Ring.PUBLIC),
        (("inner_name", "zh"), Ring.RESTRICTED),
        (("rule",), Ring.PUBLIC),
        (("rule", "kind"), Ring.PUBLIC),
        (("rule", "note"), Ring.RESTRICTED),
        (("rule", "target"), Ring.INTERNAL),
        (("rule", "linear", "target"), Ring.PUBLIC),
        (("rule", "bands"), Ring.PUBLIC),
        (("rule", "bands", 0), Ring.PERSON),
        (("rule", "bands", "bands", 0), Ring.PERSON),
        (("rules", 3, "linear", "note"), Ring.RESTRICTED),
        (("rules", 3, "kind"), Ring.PUBLIC),
        (("more", "linear", "target"), Ring.PUBLIC),
        (("scores", "甲"), Ring.INTERNAL),
        (("texts", 0), Ring.PUBLIC),
        (("maybe",), Ring.PUBLIC),
        (("either", "Linear", "target"), Ring.PUBLIC),
    ],
)
def test_ring_of(loc: Loc, ring: Ring) -> None:
    assert ring_of(Office, loc) is ring


@pytest.mark.parametrize(
    ("reported", "data"),
    [
        (("rule", "bands", "bands", 0), ("rule", "bands", 0)),
        (("rules", 0, "linear", "target"), ("rules", 0, "target")),
        (("more", "linear", "target"), ("more", "target")),
        (("either", "Bands", "target"), ("either", "target")),
        (("name", "zh"), ("name", "zh")),
        (("name", "fr"), ("name", "fr")),
        (("scores", "甲", "[key]"), ("scores", "甲")),
        (("unknown",), ("unknown",)),
    ],
)
def test_union_tags_are_taken_out_of_locations(reported: Loc, data: Loc) -> None:
    assert trace(Office, reported)[0] == data
