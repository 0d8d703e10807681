"""Filling frames: our own templates, escaped everywhere, one page per record; no Markdown and no theme on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Any

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined, Template
from jinja2.bccache import Bucket
from markupsafe import Markup

from generator.site import (
    answer_pages,
    changes_page,
    clause_matrix,
    cycle_page,
    downloads,
    people_page,
    plan_page,
    procedure_page,
    scheme_page,
    statement_page,
    unit_page,
    verify_page,
    withdrawn_page,
)
from generator.site.changes import PATH as CHANGES
from generator.site.changes import previous
from generator.site.context import Context
from generator.site.ledger_view import Cycle, UnitEntry
from generator.site.objections import ANCHOR, newest, objections


@dataclass(frozen=True, slots=True)
class Fragment:
    """A page before it is put into its frame: path in its language, section whose frame it takes, head and article."""

    path: str
    section: str
    title: str
    description: str
    article: str


class _Compiled(BytecodeCache):
    """What templates were compiled to, for the other language: to compile them takes longer than to fill them."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """The code of a template as it reads now, where it was compiled already."""
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was just compiled."""
        assert bucket.code is not None
        self._code[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


class Templates:
    """The page templates in one language; every value is escaped, an unknown name is an error."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._environment = Environment(
            loader=PackageLoader("generator.site", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=_COMPILED,
        )
        self._environment.globals.update(t=context.label, lang=context.lang, demo=context.view.demo)
        self._known: dict[str, Template] = {}

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """The article made from template ``name``."""
        if name not in self._known:
            self._known[name] = self._environment.get_template(name)
        return self._known[name].render(values)


def summary(context: Context, templates: Templates) -> Markup:
    """What the home page says: the latest cycle with results, and how far those that are under way have come."""
    latest, under_way = context.view.latest, context.view.open
    rows = (
        [cycle_page.unit_row(context, latest, entry, f"{latest.id}/units/") for entry in latest.units] if latest else []
    )
    contact = newest(context.view)
    named = {cycle.id for cycle in (latest, *under_way) if cycle}
    values = {
        "cycle": latest.id if latest else "",
        "rows": rows,
        "people": latest.people is not None if latest else False,
        "planned": latest.planned if latest else False,
        "filled": latest.acts.filled if latest else {},
        "grades": cycle_page.grade_counts(context, latest) if latest else [],
        "open": [cycle_page.state(context, cycle) for cycle in under_way],
        "others": [cycle.id for cycle in reversed(context.view.cycles) if cycle.id not in named],
        "objections": objections(context, contact, "") if contact else None,
        "objections_anchor": ANCHOR,
        "date": context.date(context.view.date),
        "last": context.view.statements[-1].index,
    }
    return Markup(templates.render("home.html", values))  # noqa: S704 - made by an escaping template


def fragments(context: Context, templates: Templates, files: Mapping[str, Mapping[str, bytes]]) -> Iterator[Fragment]:
    """Every filled page but those of units, in a fixed order; ``files`` are the downloads by cycle."""
    label = context.label
    for found in context.view.statements:
        values = statement_page.statement_context(context, found)
        title = label("statement.title", index=found.index, kind=values["kind"])
        article = templates.render("statement.html", values)
        yield Fragment(f"statements/{found.index}.html", "statements", title, values["about"], article)
    yield _page(
        "statements/index.html", "statements", "statements", statement_page.list_context(context), context, templates
    )
    yield _page("verify.html", "verify", "verify", verify_page.verify_context(context), context, templates)
    yield _page("clauses.html", "clauses", "clauses", clause_matrix.clauses_context(context), context, templates)
    if any(cycle.planned for cycle in context.view.cycles):
        values = answer_pages.interpretations_context(context)
        yield _page(answer_pages.INTERPRETATIONS, "clauses", "interpretations", values, context, templates)
    for cycle in context.view.cycles:
        yield from _cycle(context, templates, cycle, dict(files[cycle.id]))


def _cycle(context: Context, templates: Templates, cycle: Cycle, files: dict[str, bytes]) -> Iterator[Fragment]:
    label = context.label
    title = label("cycle.title", cycle=cycle.id)
    organ = label.of(cycle.organ.name)
    about = label("cycle.description", organ=organ, cycle=cycle.id)
    article = templates.render("cycle.html", cycle_page.cycle_context(context, cycle, files))
    yield Fragment(f"{cycle.id}/index.html", f"results-{cycle.id}", title, about, article)
    values = scheme_page.scheme_context(context, cycle)
    values["toc"] = [(f"family-{family['id']}", family["name"]) for family in values["families"]]
    article = templates.render("scheme.html", values)
    yield Fragment(f"{cycle.id}/scheme.html", f"scheme-{cycle.id}", values["title"], about, article)
    if before := previous(context.view, cycle):
        values = changes_page.changes_context(context, cycle, before)
        article = templates.render("changes.html", values)
        yield Fragment(f"{cycle.id}/{CHANGES}", f"scheme-{cycle.id}", values["title"], label("changes.lead"), article)
    if cycle.people:
        values = people_page.people_context(context, cycle, cycle.people)
        article = templates.render("people.html", values)
        yield Fragment(f"{cycle.id}/people.html", f"results-{cycle.id}", values["title"], label("people.lead"), article)
    for name, values in _planned(context, cycle).items():
        article, lead = templates.render(f"{name}.html", values), label(f"{name}.lead")
        yield Fragment(f"{cycle.id}/{name}.html", f"results-{cycle.id}", values["title"], lead, article)
    if not cycle.units:
        return
    data = {"base": "../", "cycle": cycle.id, "files": downloads.dictionary(context, cycle)}
    about_data = label("data.lead")
    article = templates.render("data.html", data)
    yield Fragment(f"{cycle.id}/data.html", f"results-{cycle.id}", label("data.title"), about_data, article)


def _planned(context: Context, cycle: Cycle) -> dict[str, dict[str, Any]]:
    """The pages that only a cycle with a plan has, by name."""
    if not cycle.planned:
        return {}
    return {
        "procedure": procedure_page.procedure_context(context, cycle),
        "plan": plan_page.plan_context(context, cycle),
        "rectification": answer_pages.rectification_context(context, cycle),
        "feedback": answer_pages.feedback_context(context, cycle),
    }


def unit_fragments(
    context: Context, templates: Templates, cycle: Cycle, entries: Sequence[UnitEntry]
) -> Iterator[Fragment]:
    """The result pages of some units of a cycle; independent of one another, so that they can be made side by side."""
    label = context.label
    title = label("cycle.title", cycle=cycle.id)
    organ = label.of(cycle.organ.name)
    names = unit_page.names_of(context, cycle)
    records = {found.index: found.records for found in cycle.statements}
    for entry in entries:
        if entry.result is None:
            article = templates.render("withdrawn.html", withdrawn_page.withdrawn_context(context, cycle, entry))
        else:
            record = records[entry.result_at.index][entry.result_at.path][1]
            values = unit_page.unit_context(context, cycle, entry, entry.result, names, record)
            article = templates.render("unit.html", values)
        name = label.of(entry.name)
        about = label("unit.description", organ=organ, unit=name, cycle=cycle.id)
        path = f"{cycle.id}/units/{entry.unit}.html"
        yield Fragment(path, f"units-{cycle.id}", f"{name} - {title}", about, article)


def _page(
    path: str, section: str, name: str, values: Mapping[str, Any], context: Context, templates: Templates
) -> Fragment:
    titles: Mapping[str, Callable[[], str]] = {
        "statements": lambda: context.label("menu.statements"),
        "verify": lambda: context.label("verify.title"),
        "clauses": lambda: context.label("menu.clauses"),
        "interpretations": lambda: context.label("interpretations.title"),
    }
    leads = {"statements": "statements.lead", "verify": "verify.lead", "clauses": "clauses.lead"}
    leads["interpretations"] = "interpretations.lead"
    article = templates.render(f"{name}.html", values)
    return Fragment(path, section, titles[name](), context.label(leads[name]), article)
