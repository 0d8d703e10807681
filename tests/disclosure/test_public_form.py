"""Exactly the public fields of every record model go out, whatever stands in the others."""

from __future__ import annotations

import datetime
import itertools
import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from pydantic import BaseModel

from generator.disclosure.public_form import public_form
from generator.intake import rings
from generator.intake.discover import PATTERNS
from generator.intake.fields import Bilingual, Record, Slug, Text
from generator.intake.models.scheme import Bounds, Indicator
from generator.intake.rings import Ring, Spot

MODELS = [pattern.model for pattern in PATTERNS if pattern.model is not None]

Made = tuple[Any, Any]
"""A value, and what it is in public."""


class Maker:
    """Records with a different value in every field; whatever is not public, or below such a field, is a secret."""

    def __init__(self) -> None:
        self.numbers = itertools.count(1_000_001)
        self.secrets: list[str] = []
        self.seen: set[type[BaseModel]] = set()

    def record(self, model: type[BaseModel], outer: Ring, public: bool) -> Made:
        self.seen.add(model)
        values: dict[str, Any] = {}
        form: dict[str, Any] = {}
        spots = rings.fields(model, outer)
        for name, info in model.model_fields.items():
            key = info.alias or name
            goes_out = public and spots[key].ring is Ring.PUBLIC
            values[name], shown = self.value(spots[key], goes_out)
            if spots[key].ring is Ring.PUBLIC:
                form[key] = shown
        return model.model_construct(**values), form

    def value(self, spot: Spot, public: bool) -> Made:
        members = rings.members(spot)
        if len(members) > 1:
            made = [self.value(member, public) for member in members]
            return made[0]
        if (record := rings.as_record(spot)) is not None:
            return self.record(record, spot.ring, public)
        if (item := rings.item(spot)) is not None:
            made = [self.value(member, public) for member in rings.members(item)]
            return [value for value, _ in made], [form for _, form in made]
        if (entry := rings.entry(spot)) is not None:
            value, form = self.value(entry, public)
            key = self.text(public)
            return {key: value}, {key: form}
        if words := rings.choices(spot):
            return words[0], words[0]
        return self.scalar(spot, public)

    def scalar(self, spot: Spot, public: bool) -> Made:
        number = next(self.numbers)
        kind = spot.annotation
        made: Made
        if kind is bool:
            return True, True
        if kind is int:
            made = number, number
        elif kind is Fraction:
            made = Fraction(number, 7), str(Fraction(number, 7))
        elif kind is datetime.date:
            day = datetime.date(1900, 1, 1) + datetime.timedelta(days=number - 1_000_000)
            made = day, day.isoformat()
        else:
            assert kind is str, kind
            text = self.text(public)
            return text, text
        if not public:
            self.secrets.append(json.dumps(made[1]).strip('"'))
        return made

    def text(self, public: bool) -> str:
        text = f"text-{next(self.numbers)}"
        if not public:
            self.secrets.append(text)
        return text


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield value


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_exactly_the_public_fields_come_out(model: type[Record]) -> None:
    maker = Maker()
    record, form = maker.record(model, Ring.RESTRICTED, public=True)
    found = public_form(record, leave_out=())
    assert found == form
    written = json.dumps(list(leaves(found)))
    assert [secret for secret in maker.secrets if secret in written] == []


PEOPLE = {
    "CorrectedFigure", "CorrectedTally", "Correction", "Goal", "GoalChange", "Goals", "PeopleCorrection",
    "PeopleData", "PeopleDecision", "PeopleRoster", "PeopleStatus", "PeopleVotes", "PersonEntry", "PersonFigure",
    "PersonGrade", "PersonTally", "StatusEntry", "TieDecision", "VetoEntry",
}  # fmt: skip

PROCEDURE = {
    "Adjustment", "Appeal", "Appeals", "Application", "Attendance", "ChangedFigure", "Checked", "Comment",
    "CommentRegister", "Departure", "Effective", "Expert", "Feedback", "GateFinding", "Notified", "NoticeContact",
    "Objection", "PersonUse", "Rectification", "ReleaseReview", "SelfReport", "Source", "Submission", "TargetChange",
    "UnitCorrection", "UnitGoals", "Verified",
}  # fmt: skip


def test_every_model_with_secrets_was_looked_at() -> None:
    maker = Maker()
    for model in MODELS:
        maker.record(model, Ring.RESTRICTED, public=True)
    with_secrets = {
        model.__name__
        for model in maker.seen
        if any(spot.ring is not Ring.PUBLIC for spot in rings.fields(model, Ring.PUBLIC).values())
    }
    assert with_secrets == {
        "Closing", "Comments", "Data", "DataPoint", "Deliberation", "Tally", "Unit", "UnitGrade", "Votes",
        "Withdrawal",
    } | PEOPLE | PROCEDURE  # fmt: skip
    assert len(maker.seen) > 30
    assert len(maker.secrets) > 15


class Below(Record):
    """A record whose only field is public."""

    open_: Slug
    name: Text


class Holder(Record):
    """A field without a ring, and a record in it."""

    plain: Slug
    below: Below
    words: Bilingual


def test_what_has_no_ring_is_left_behind() -> None:
    below = Below.model_construct(open_="a", name="b")
    words = Bilingual.model_construct(zh="甲", en="a")
    assert public_form(Holder.model_construct(plain="x", below=below, words=words)) == {}
    # A text in two languages has no rings of its own: whoever hands it over has picked a public field.
    assert public_form(words) == {"zh": "甲", "en": "a"}


def test_the_keys_left_out_are_those_of_the_outermost_record() -> None:
    maker = Maker()
    for model in MODELS:
        record, form = maker.record(model, Ring.RESTRICTED, public=True)
        assert public_form(record) == {key: value for key, value in form.items() if key != "schema"}


def test_what_has_no_public_form_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="float"):
        public_form(Bilingual.model_construct(zh=1.5, en=""))


def test_a_field_that_came_later_leaves_no_trace_where_it_is_absent() -> None:
    def form(bounds: Bounds | None) -> dict[str, Any]:
        values: dict[str, Any] = {**dict.fromkeys(Indicator.model_fields), "bounds": bounds}
        return public_form(Indicator.model_construct(**values))

    assert "bounds" not in form(None) and "rule" in form(None)
    given = form(Bounds(at_most=Fraction(5)))
    assert given == {**form(None), "bounds": {"at_least": None, "at_most": "5"}}
