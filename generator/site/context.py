"""What every page needs besides its own record: labels, names, links to clauses, where files lie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from generator.core.messages import Lang
from generator.ledger.witnessed_times import WitnessedTimes
from generator.published.statement import Statement
from generator.regulation import catalogue
from generator.site import languages
from generator.site.held import Held
from generator.site.labels import Labels
from generator.site.ledger_view import LedgerView, Sources


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
    lang: Lang
    labels: Mapping[Lang, Labels]
    site_url: str
    witnessed: tuple[WitnessedTimes, ...] = ()
    """For each statement between which times others than the office saw it come into the log."""

    _cites: dict[tuple[str, str, tuple[str, ...]], Markup] = field(default_factory=dict)

    @property
    def label(self) -> Labels:
        """The words of the pages."""
        return self.labels[self.lang]

    @property
    def folder(self) -> str:
        """Where this language's pages lie in the site."""
        return languages.folder(self.lang)

    def top(self, base: str) -> str:
        """The way to the site's root, where files that the languages share lie; ``base`` leads to the language's."""
        return base + languages.up(self.lang)

    def record_href(self, base: str, held: Held) -> str:
        """Where a record's file lies in the site, seen from a page."""
        return f"{self.top(base)}ledger/statements/{held.index}/{held.path}"

    def chinese(self, text: str) -> Markup:
        """A text of the office that exists only in Chinese; on pages in another language it says that it is."""
        return escape(text) if self.lang == "zh" or not text else Markup('<span lang="zh">{}</span>').format(text)

    def clause_link(self, clause_id: str, base: str, sources: Sources | None = None) -> Link:
        """The link for a cited id: a clause of the regulation, an interpretation, or one of ``sources``."""
        if catalogue.exists(clause_id):
            title = catalogue.clause(clause_id).title.text(self.lang)
            return Link(f"{base}clauses.html#{anchor(clause_id)}", clause_id, title)
        if sources and clause_id in sources.rulings:
            place = f"{base}interpretations.html#{sources.rulings[clause_id]}"
            return Link(place, self.label("cites.ruling", id=clause_id))
        basis = sources.basis.get(clause_id) if sources else None
        if sources is None or basis is None:
            return Link("", clause_id)
        href = f"{base}{sources.page}#basis-{clause_id}"
        name = self.label.of(basis.title) + self.label("cites.part") + self.label.of(basis.article)
        return Link(href, name)

    def clause_by_id(self, clause_id: str, base: str, sources: Sources | None = None) -> Link:
        """The link for a cited id that is shown as the record has it; what it is called stands beside it."""
        link = self.clause_link(clause_id, base, sources)
        title = link.title if catalogue.exists(clause_id) else f"{link.text} {link.title}".strip()
        return Link(link.href, clause_id, title if title != clause_id else "")

    def cites(self, ids: Iterable[str], base: str, sources: Sources | None = None) -> Markup:
        """Links to cited ids as HTML, separated as the language does; the same ids are made once."""
        key = (base, sources.page if sources else "", tuple(ids))
        if key not in self._cites:
            self._cites[key] = escape(self.label("separator")).join(
                cite_html(self.clause_link(found, base, sources)) for found in key[2]
            )
        return self._cites[key]

    def short_cites(self, ids: Iterable[str], base: str, sources: Sources) -> Markup:
        """Links to cited ids by id alone, for places where the titles stand nearby."""
        key = (f"{base} short", sources.page, tuple(ids))
        if key not in self._cites:
            links = (self.clause_link(found, base, sources) for found in key[2])
            self._cites[key] = escape(self.label("separator")).join(
                cite_html(Link(link.href, found)) for found, link in zip(key[2], links, strict=True)
            )
        return self._cites[key]

    def date(self, date: str) -> str:
        """A day as a sentence says it; tables and lists show it as it is, ``YYYY-MM-DD``."""
        year, month, day = date.split("-")
        return self.label("date", year=year, month=self.label(f"month.{int(month)}"), day=int(day))

    def kind_name(self, statement: Statement) -> str:
        """The name of a statement's kind, or of its step where the kind has several."""
        return self.label(f"kind.{kind_key(statement)}")

    def url(self, path: str) -> str:
        """The full address of the page at ``path`` in this language, empty where the site's address is not known."""
        return self.site_url + self.folder + path if self.site_url else ""


def kind_key(statement: Statement) -> str:
    """How the catalogue calls a statement's kind: ``report``, ``change.correction``."""
    return f"{statement.kind}.{statement.step}" if statement.step else statement.kind


def anchor(clause_id: str) -> str:
    """A clause id as a fragment identifier: ``P2-3.2(4)`` becomes ``P2-3.2-4``."""
    return clause_id.replace("(", "-").replace(")", "")


def cite_html(link: Link) -> Markup:
    """One cited id as a link with its title beside it."""
    title = Markup(" <span>{}</span>").format(link.title) if link.title else Markup("")
    if not link.href:
        return Markup('<span class="k-cite">{}</span>').format(link.text)
    return Markup('<a class="k-cite" href="{}">{}{}</a>').format(link.href, link.text, title)
