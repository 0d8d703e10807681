"""What every page needs besides its own record: labels, names, links to clauses, where files lie."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from generator.core.messages import Lang
from generator.regulation import catalogue
from generator.site.labels import Labels
from generator.site.ledger_view import Cycle, Held, LedgerView


@dataclass(frozen=True)
class Link:
    """A link as it is shown: address relative to the page, text, and what it is called in full."""

    href: str
    text: str
    title: str = ""


@dataclass(frozen=True)
class Context:
    """One site in one language."""

    view: LedgerView
    label: Labels
    site_name: str
    site_url: str
    _cites: dict[tuple[str, str, tuple[str, ...]], Markup] = field(default_factory=dict)

    @property
    def lang(self) -> Lang:
        """The language of the pages."""
        return self.label.lang

    def clause_link(self, clause_id: str, base: str, cycle: Cycle | None = None) -> Link:
        """The link for a cited id: a clause of the regulation, else a basis of the cycle's scheme."""
        if catalogue.exists(clause_id):
            title = catalogue.clause(clause_id).title.text(self.lang)
            return Link(f"{base}clauses.html#{anchor(clause_id)}", clause_id, title)
        basis = cycle.scheme.basis.get(clause_id) if cycle else None
        if cycle is None or basis is None:
            return Link("", clause_id)
        return Link(f"{base}{cycle.id}/scheme.html#basis-{clause_id}", self.label.of(basis.title), basis.article)

    def cites(self, ids: Iterable[str], base: str, cycle: Cycle | None = None) -> Markup:
        """Links to cited ids as HTML, separated as the language does; the same ids are made once."""
        key = (base, cycle.id if cycle else "", tuple(ids))
        if key not in self._cites:
            self._cites[key] = escape(self.label("separator")).join(
                cite_html(self.clause_link(found, base, cycle)) for found in key[2]
            )
        return self._cites[key]

    def short_cites(self, ids: Iterable[str], base: str, cycle: Cycle) -> Markup:
        """Links to cited ids by id alone, for places where the titles stand nearby."""
        key = (f"{base} short", cycle.id, tuple(ids))
        if key not in self._cites:
            links = (self.clause_link(found, base, cycle) for found in key[2])
            self._cites[key] = escape(self.label("separator")).join(
                cite_html(Link(link.href, found)) for found, link in zip(key[2], links, strict=True)
            )
        return self._cites[key]

    def date(self, date: str) -> str:
        """A day as a sentence says it."""
        year, month, day = date.split("-")
        return self.label("date", year=year, month=int(month), day=int(day))

    def kind_name(self, kind: str) -> str:
        """The name of a kind of statement."""
        return self.label(f"kind.{kind}")

    def url(self, path: str) -> str:
        """The page's full address, empty where the site's address is not known."""
        return self.site_url + path if self.site_url else ""


def anchor(clause_id: str) -> str:
    """A clause id as a fragment identifier: ``P2-3.2(4)`` becomes ``P2-3.2-4``."""
    return clause_id.replace("(", "-").replace(")", "")


def cite_html(link: Link) -> Markup:
    """One cited id as a link with its title beside it."""
    title = Markup(" <span>{}</span>").format(link.title) if link.title else Markup("")
    if not link.href:
        return Markup('<span class="k-cite">{}</span>').format(link.text)
    return Markup('<a class="k-cite" href="{}">{}{}</a>').format(link.href, link.text, title)


def record_href(base: str, held: Held) -> str:
    """Where a record's file lies in the site, seen from a page."""
    return f"{base}ledger/statements/{held.index}/{held.path}"
