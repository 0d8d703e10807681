"""The spot check of a cycle: what could be drawn, how a public event drew it, what was found (P1-A16)."""

from __future__ import annotations

from typing import Any

from generator.published.sampling import KINDS
from generator.published.shapes import Document
from generator.site.acts import Recorded
from generator.site.context import Context
from generator.site.ledger_view import Cycle
from generator.site.marks import Marked, count, pointer_of, words
from generator.site.numbers import ratio_text
from generator.site.unit_page import groups_of

BASE = "../"
_FIGURES = KINDS[0]
RECIPE = """D={digits}
S=$D,$(sha256sum < ledger/statements/{materials}/statement.json | cut -c1-64)
P=ledger/statements/{path}
list() {{ grep -o "\\"$1\\":\\[[^]]*\\]" $P | grep -o '"[^"]*"' | sed 1d | tr -d '"'; }}
for s in $(list strata); do for u in $(list units); do echo $s/$u; done; done | grep -vxFf <(list absent) |
while read i; do echo "$(printf %s "$S,$i" | sha256sum | cut -c1-64) $i"; done | sort | head -n {sample}"""
"""The commands that draw the sample again; bash with GNU coreutils, in the folder of the site."""


def spot_check(context: Context, cycle: Cycle) -> dict[str, Any] | None:
    """What the template shows of the spot check; None before the items were published. Raises FindingsError C110."""
    population = cycle.acts.one("population")
    if population is None:
        return None
    body = population.body
    plan = cycle.acts.one("plan")
    rule = plan.body.get("spot_check") if plan else None
    return {
        "of": body.get("size").integer(),
        "share": ratio_text(rule.get("share").exact()) if rule else "",
        "minimum": rule.get("minimum").integer() if rule else 0,
        "population": population.held.key,
        "materials": population.statement.sha256,
        "materials_index": population.statement.index,
        "size": count(body.get("size")),
        "sample": count(body.get("sample")),
        "strata": len(body.get("strata").items()),
        "units": len(body.get("units").items()),
        "absent": len(body.get("absent").items()),
        "event": words(context, body.get("event")),
        "drawn": body.get("drawn").text(),
        **_drawn(context, cycle, population),
    }


def _drawn(context: Context, cycle: Cycle, population: Recorded) -> dict[str, Any]:
    """What was drawn and what came of it; nothing before the review is published."""
    review = cycle.acts.one("review")
    if review is None:
        return {"review": "", "checked": [], "adjustments": [], "reports": [], "recipe": ""}
    seed = review.body.get("seed")
    names = item_names(context, cycle)
    digits = seed.get("digits").text()
    return {
        "review": review.held.key,
        "digits": Marked(digits, "/seed/digits"),
        "drawn_on": seed.get("drawn").text(),
        "seed": f"{digits},{population.statement.sha256}",
        "recipe": RECIPE.format(
            digits=digits,
            materials=population.statement.index,
            path=population.held.key,
            sample=population.body.get("sample").integer(),
        ),
        "checked": [
            {
                **_item(item.get("item"), names),
                "expert": item.get("expert").text(),
                "result": item.get("result").text(),
                "result_text": context.label(f"check.{item.get('result').text()}"),
            }
            for item in review.body.get("checked").items()
        ],
        "adjustments": [
            {
                **_item(item.get("item"), names),
                "expert": item.get("expert").text(),
                "reason": words(context, item.get("reason")),
            }
            for item in review.body.get("adjustments").items()
        ],
        "reports": [
            {
                "unit": names.get(item.get("unit").text(), item.get("unit").text()),
                "expert": item.get("expert").text(),
                "date": item.get("date").text(),
            }
            for item in review.body.get("self_reports").items()
        ],
    }


def item_names(context: Context, cycle: Cycle) -> dict[str, str]:
    """The names of indicators and rater groups (``data/…``, ``votes/…``) and of units, for items of the population."""
    of = context.label.of
    names = {unit: of(name) for unit, name in cycle.organ.departments.items()}
    names |= {f"{_FIGURES}/{found.id}": of(found.name) for found in cycle.scheme.indicators().values()}
    return names | {f"votes/{group}": name for group, name in groups_of(context, cycle).items()}


def _item(item: Document, names: dict[str, str]) -> dict[str, Any]:
    """An item in words: figures of an indicator or ballots of a group, of which unit; and as the record names it."""
    stratum, _, unit = item.text().rpartition("/")
    return {
        "item": Marked(item.text(), pointer_of(item)),
        "what": names.get(stratum, stratum),
        "votes": not stratum.startswith(f"{_FIGURES}/"),
        "unit": names.get(unit, unit),
    }
