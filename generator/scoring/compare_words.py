"""Changes between schemes as sentences, in the words of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.messages import LANGS, Lang, text
from generator.intake.fields import Bilingual
from generator.intake.models.scheme import Scheme
from generator.intake.rings import Record
from generator.scoring.compare import Change

PLAIN = ("families", "indicators", "rule", "bands", "items", "rows", "options", "groups", "knots", "values", "breaks")
"""Steps of a path that are only there to hold what follows; they are not said."""


def change_text(change: Change, old: Scheme, new: Scheme, lang: Lang) -> str:
    """One sentence, and a second where the rule alone says who gains or loses."""
    names = _names(old, lang) | _names(new, lang)
    where = text("diff.step", lang).join(
        names.get(step) or _field(step, lang) for step in change.path if step not in PLAIN
    )
    key = f"diff.{change.field}" if change.field in ("added", "removed") else "diff.changed"
    words = {"field": _field(change.field, lang), "before": change.before, "after": change.after}
    sentence = text(key, lang, where=where or text("diff.scheme", lang), **words)
    effect = text(f"diff.effect.{change.effect}", lang) if change.effect else ""
    return text("diff.with_effect", lang, sentence=sentence, effect=effect) if effect else sentence


def change_json(change: Change, old: Scheme, new: Scheme) -> dict[str, object]:
    """The change for programs, with its sentence in both languages."""
    return {
        "path": list(change.path),
        "field": change.field,
        "before": change.before,
        "after": change.after,
        "effect": change.effect or None,
        "text": {lang: change_text(change, old, new, lang) for lang in LANGS},
    }


def _field(name: str, lang: Lang) -> str:
    key = f"diff.field.{name}"
    said = text(key, lang)
    return name if said == key else said


def _names(scheme: Scheme, lang: Lang) -> dict[str, str]:
    """What ids are called, for every entry that has a name."""
    return {name: text("diff.named", lang, name=called, id=name) for name, called in _named(scheme, lang)}


def _named(value: object, lang: Lang) -> Iterator[tuple[str, str]]:
    if isinstance(value, Record):
        name, key = getattr(value, "name", None), getattr(value, "id", None)
        if isinstance(name, Bilingual) and isinstance(key, str):
            yield key, getattr(name, lang)
        for _, part in value:
            yield from _named(part, lang)
    elif isinstance(value, list):
        for item in value:
            yield from _named(item, lang)
