"""How a block of people differs from the one before it in its cycle: what a signer must not overlook.

A correction changes what it says it changes, and whatever rests on it (P1-A23). Anything else that differs was changed
in silence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from generator.cli.record_names import Names
from generator.core.exact import plain, shown
from generator.core.messages import text

People = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Earlier:
    """The block before: in which statement, and who is in it; None where its openings do not open."""

    index: int
    people: People | None


def changed_lines(kind: str, people: People, earlier: Earlier, names: Names) -> Iterator[str]:
    """Corrections with before and after, then everything else that differs; or that nothing does.

    Before anything is scored only the roster can be compared.
    """
    if earlier.people is None:
        yield _say(names, "unknown", index=earlier.index)
        return
    before = earlier.people
    told = [*_membership(people, before, names)]
    scored = any("total" in person for person in before.values())
    for key, person in people.items():
        was = before.get(key)
        if was is None or not scored:
            continue
        differing = _say(names, "semicolon").join(_differences(was, person, names))
        # Those of an earlier correction were told with it.
        corrections = person["corrections"][len(was["corrections"]) :] if kind == "change" else []
        for correction in corrections:
            told += _correction(key, correction, was, differing, names)
        if differing and not corrections:
            told.append(_say(names, "follows" if kind == "change" else "silent", person=key, what=differing))
    yield _say(names, "some" if told else "nothing" if scored else "roster", index=earlier.index)
    yield from (f"  {line}" for line in told)


def _say(names: Names, key: str, /, **words: object) -> str:
    return text(f"cli.changes.{key}", names.lang, **words)


def _membership(people: People, before: People, names: Names) -> Iterator[str]:
    separator = text("site.separator", names.lang)
    for key, more, fewer in (("joined", people, before), ("left", before, people)):
        if found := [person for person in more if person not in fewer]:
            yield _say(names, key, people=separator.join(found))


def _differences(was: Mapping[str, Any], now: Mapping[str, Any], names: Names) -> Iterator[str]:
    """Total and grade, before and after, as far as they differ."""
    if was["total"] != now["total"]:
        yield _arrow(names, "total", _total(was, names), _total(now, names))
    if _grade(was, "recommended", names) != _grade(now, "recommended", names):
        yield _arrow(names, "recommended", _grade(was, "recommended", names), _grade(now, "recommended", names))
    if was["decision"] is not None and _grade(was, "decision", names) != _grade(now, "decision", names):
        yield _arrow(names, "decided", _grade(was, "decision", names), _grade(now, "decision", names))


def _correction(
    key: str, correction: Mapping[str, Any], was: Mapping[str, Any], differing: str, names: Names
) -> Iterator[str]:
    """One correction: reason, clause, explanation; the figures that were put right; what came of it; who did it."""
    reason = text(f"site.people.reason.{correction['reason']}", names.lang)
    yield _say(
        names, "correction", person=key, reason=reason, clause=correction["clause"], said=correction["explanation"]
    )
    indicators = {item["id"]: item for item in (was["sheet"] or {"indicators": []})["indicators"]}
    for figure in correction["figures"]:
        given = indicators.get(figure["indicator"], {"inputs": []})["inputs"]
        old = next((_number(item["value"]) for item in given if item["name"] == "value"), "–")
        new = "–" if figure["value"] is None else _number(figure["value"])
        name = names.indicators.get(figure["indicator"], figure["indicator"])
        yield "  " + _say(names, "figure", name=name, old=old, new=new)
    for tally in correction["tallies"]:
        name = names.indicators.get(tally["indicator"], tally["indicator"])
        yield "  " + _say(names, "tally", name=name, group=tally["group"])
    yield "  " + (differing or _say(names, "same"))
    approved = text("site.separator", names.lang).join(correction["approved_by"])
    yield "  " + _say(names, "acts", entered=correction["entered_by"], approved=approved)


def _arrow(names: Names, what: str, old: str, new: str) -> str:
    return _say(names, f"arrow.{what}", old=old, new=new)


def _total(person: Mapping[str, Any], names: Names) -> str:
    """The total as shown, with the exact value: two totals may differ where it does not show."""
    if person["total"] is None:
        return text("cli.score.incomplete", names.lang)
    digits, mode = names.rounding[person["kind"]]
    exact = Fraction(person["total"])
    return _say(names, "total", shown=shown(exact, digits, mode), exact=plain(exact))


def _grade(person: Mapping[str, Any], which: str, names: Names) -> str:
    if which == "recommended":
        grade, reason = person["recommended"], person["reason"]
    else:
        grade, reason = person["decision"]["grade"], person["decision"]["no_grade"]
    return names.people_grade(grade) if grade else text(f"explain.reason.{reason}", names.lang)


def _number(exact: str) -> str:
    return plain(Fraction(exact))
