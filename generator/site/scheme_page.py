"""The scheme page: every indicator with its rule in words, weights, grades, rounding, what is disclosed."""

from __future__ import annotations

from typing import Any

from generator.regulation import catalogue
from generator.site.context import Context, record_href
from generator.site.ledger_view import Cycle
from generator.site.numbers import number_text
from generator.site.rules import rule_text
from generator.site.scheme import Indicator

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
                "cites": context.cites(family.cites, BASE, cycle),
                "indicators": [_indicator(context, cycle, found) for found in family.indicators],
            }
            for family in scheme.families
        ],
        "grades": [
            (
                label.of(grade.name),
                label("grade.from", low=number_text(grade.at_least))
                if grade.at_least is not None
                else label("grade.rest"),
            )
            for grade in scheme.grades
        ],
        "grades_cites": context.cites(scheme.grades_cites, BASE, cycle),
        "rounding": label(f"rounding.{mode}", digits=digits),
        "rounding_cites": context.cites(rounding_cites, BASE, cycle),
        "notice": label("scheme.notice", days=days),
        "notice_cites": context.cites(notice_cites, BASE, cycle),
        "disclosure": [
            label("scheme.group_mean", number=scheme.group_mean),
            label("scheme.vote_counts", number=scheme.vote_counts),
            label("scheme.protection_width", width=number_text(scheme.protection_width)),
        ],
        "disclosure_cites": context.cites(scheme.disclosure_cites, BASE, cycle),
        "basis": [(found.id, label.of(found.title), found.article) for found in scheme.basis.values()],
        "record": (record_href(BASE, cycle.scheme_at), cycle.scheme_at.sha256),
        "statement": (f"{BASE}statements/{cycle.scheme_at.index}.html", cycle.scheme_at.index),
    }


def _indicator(context: Context, cycle: Cycle, found: Indicator) -> dict[str, Any]:
    label = context.label
    unit = label.of(found.unit)
    rule = rule_text(found.rule, found.weight, unit, label)
    departments = cycle.organ.departments
    return {
        "id": found.id,
        "name": label.of(found.name),
        "definition": label.of(found.definition),
        "weight": number_text(found.weight),
        "unit": unit,
        "provider": label.of(departments[found.provider]) if found.provider in departments else found.provider,
        "kinds": [_term(context, _VOCABULARIES[name], getattr(found, name)) for name in _VOCABULARIES],
        "method": label(f"method.{found.method}") if label.has(f"method.{found.method}") else found.method,
        "sentences": rule.sentences,
        "tables": rule.tables,
        "missing": label(f"missing.{found.missing}") if label.has(f"missing.{found.missing}") else found.missing,
        "missing_cites": context.cites(found.missing_cites, BASE, cycle),
        "cites": context.cites(found.cites, BASE, cycle),
    }


def _term(context: Context, vocabulary: str, slug: str) -> str:
    term = catalogue.vocabulary(vocabulary).get(slug)
    return term.name.text(context.lang) if term else slug
