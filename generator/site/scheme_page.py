"""The scheme page: every indicator with its rule in words, weights, grades, rounding, what is disclosed."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from generator.regulation import catalogue
from generator.site.changes import PATH, previous
from generator.site.context import Context
from generator.site.ledger_view import Cycle, Sources
from generator.site.numbers import number_text
from generator.site.rules import RuleText, rule_text
from generator.site.scheme import Indicator, Scheme

BASE = "../"
_VOCABULARIES = {"part": "parts", "nature": "natures", "scope": "scopes", "dimension": "dimensions"}


def scheme_context(context: Context, cycle: Cycle) -> dict[str, Any]:
    """Everything the template ``scheme.html`` shows."""
    label, scheme = context.label, cycle.scheme
    mode, digits, rounding_cites = scheme.rounding
    days, notice_cites = scheme.notice
    return {
        "base": BASE,
        "cycle": cycle.id,
        "title": label.of(scheme.title),
        "organ": label.of(cycle.organ.name),
        "published": context.date(scheme.published),
        "total": number_text(scheme.total),
        "count": len(scheme.indicators()),
        "families": [
            {
                "id": family.id,
                "name": label.of(family.name),
                "weight": number_text(family.weight),
                "cites": context.cites(family.cites, BASE, cycle.sources),
                "indicators": [_indicator(context, cycle, found) for found in family.indicators],
            }
            for family in scheme.families
        ],
        "grades": grade_bounds(context, scheme),
        "grades_cites": context.cites(scheme.grades_cites, BASE, cycle.sources),
        "rounding": label(f"rounding.{mode}", digits=digits),
        "rounding_cites": context.cites(rounding_cites, BASE, cycle.sources),
        "notice": label("scheme.notice", days=days),
        "notice_cites": context.cites(notice_cites, BASE, cycle.sources),
        "weight_cap": _cap(context, cycle),
        "changes": PATH if previous(context.view, cycle) else "",
        "disclosure": [
            label("scheme.group_mean", number=scheme.group_mean),
            label("scheme.vote_counts", number=scheme.vote_counts),
            label("scheme.protection_width", width=number_text(scheme.protection_width)),
        ],
        "disclosure_cites": context.cites(scheme.disclosure_cites, BASE, cycle.sources),
        "basis": [(found.id, label.of(found.title), label.of(found.article)) for found in scheme.basis.values()],
        "record": (context.record_href(BASE, cycle.scheme_at), cycle.scheme_at.sha256),
        "statement": (f"{BASE}statements/{cycle.scheme_at.index}.html", cycle.scheme_at.index),
    }


def _cap(context: Context, cycle: Cycle) -> tuple[str, Markup] | None:
    """What one indicator may weigh at most, and by what."""
    if cycle.scheme.weight_cap is None:
        return None
    most, cites = cycle.scheme.weight_cap
    return context.label("scheme.weight_cap", cap=number_text(most)), context.cites(cites, BASE, cycle.sources)


def _indicator(context: Context, cycle: Cycle, found: Indicator) -> dict[str, Any]:
    return {
        "id": found.id,
        "name": context.label.of(found.name),
        "definition": context.label.of(found.definition),
        "weight": number_text(found.weight),
        "kinds": indicator_kinds(context, found),
        "rules": [("", indicator_rule(context, found))],
        "facts": [("", indicator_facts(context, cycle, found, cycle.sources))],
    }


def indicator_kinds(context: Context, found: Indicator) -> list[str]:
    """What an indicator is by each vocabulary of the regulation."""
    return [_term(context, _VOCABULARIES[name], getattr(found, name)) for name in _VOCABULARIES]


def indicator_rule(context: Context, found: Indicator) -> RuleText:
    """An indicator's rule in words."""
    return rule_text(found.rule, found.weight, context.label.of(found.unit), context.label)


def indicator_facts(context: Context, cycle: Cycle, found: Indicator, sources: Sources) -> dict[str, Any]:
    """What else there is to say about an indicator: missing values, unit, provider, method, what it cites."""
    label, departments = context.label, cycle.organ.departments
    return {
        "unit": label.of(found.unit),
        "provider": label.of(departments[found.provider]) if found.provider in departments else found.provider,
        "kinds": indicator_kinds(context, found),
        "method": label(f"method.{found.method}") if label.has(f"method.{found.method}") else found.method,
        "missing": label(f"missing.{found.missing}") if label.has(f"missing.{found.missing}") else found.missing,
        "missing_cites": context.cites(found.missing_cites, BASE, sources),
        "cites": context.cites(found.cites, BASE, sources),
    }


def grade_bounds(context: Context, scheme: Scheme) -> list[tuple[str, str]]:
    """Name and range of every grade, the best first."""
    label, rows = context.label, []
    lowest = min((grade.at_least for grade in scheme.grades if grade.at_least is not None), default=None)
    for grade in scheme.grades:
        if grade.at_least is not None:
            span = label("grade.from", low=number_text(grade.at_least))
        else:
            span = label("grade.any") if lowest is None else label("grade.below", high=number_text(lowest))
        rows.append((label.of(grade.name), span))
    return rows


def _term(context: Context, vocabulary: str, slug: str) -> str:
    term = catalogue.vocabulary(vocabulary).get(slug)
    return term.name.text(context.lang) if term else slug
