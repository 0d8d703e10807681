"""The manifest of the site, and which files a site must have, worked out from the export without rendering anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path

from generator.core.canonical import sha256_hex
from generator.core.files import list_files
from generator.core.messages import LANGS
from generator.ledger.log import LogFiles
from generator.ledger.proofs import proof_paths
from generator.ledger.statements import read_statements
from generator.published.withdrawal import LIST
from generator.site import changes, languages
from generator.site.answer_pages import INTERPRETATIONS
from generator.site.arrangement import arrange
from generator.site.by_hand import SIGNERS
from generator.site.clause_files import FOLDER as CLAUSE_FOLDER
from generator.site.configuration import Configuration, read_configuration
from generator.site.download_columns import CLAUSE_COLUMNS, columns_of
from generator.site.export import LEDGER_FOLDER
from generator.site.ledger_view import Cycle, LedgerView, UnitEntry
from generator.site.sitemap import PATH as SITEMAP
from generator.site.staging import THEME_FILES

PATH = "manifest.sha256"
_THEME_STYLES = "assets/stylesheets"


def manifest_bytes(digests: Mapping[str, str]) -> bytes:
    """``sha256sum -c`` format over paths relative to the site, sorted by path bytes, the manifest itself excepted."""
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests, key=str.encode)).encode()


def digests_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """SHA-256 by path."""
    return {path: sha256_hex(data) for path, data in files.items()}


def expected_files(export: Path) -> frozenset[str]:
    """Every file that the site made from ``export`` has, the manifest included.

    Derived from ledger, configuration and theme alone, so that a file too many or too few in a finished site is found
    without trusting what built it.
    """
    configuration = read_configuration(export)
    view = arrange(read_statements(export / LEDGER_FOLDER))
    return expected_of(configuration, view, list_files(export / LEDGER_FOLDER, LEDGER_FOLDER))


def expected_of(configuration: Configuration, view: LedgerView, ledger: Iterable[str]) -> frozenset[str]:
    """The same from what was already read; ``ledger`` are the ledger's files by path inside it."""
    paths = list(ledger)
    sizes = LogFiles(dict.fromkeys(paths, b"")).sizes
    return frozenset(
        {
            *page_dates(configuration, view),
            *site_assets(configuration),
            *(f"{LEDGER_FOLDER}/{path}" for path in paths),
            *proof_paths(view.statements, sizes),
            *ledger_additions(view),
            *(f"{CLAUSE_FOLDER}{name}" for name in CLAUSE_COLUMNS),
            *(f"data/{cycle.id}/{name}" for cycle in view.cycles if cycle.units for name in columns_of(cycle)),
            "404.html",
            SITEMAP,
            PATH,
        }
    )


def page_dates(configuration: Configuration, view: LedgerView) -> dict[str, str]:
    """Every page (``404.html`` excepted) with the date of the statement that last changed what it shows."""
    filled = _filled_dates(view)
    return {
        f"{languages.folder(lang)}{path}": date
        for lang in LANGS
        for path, date in ({page.url: view.date for page in configuration.words[lang].pages} | filled).items()
    }


def _filled_dates(view: LedgerView) -> dict[str, str]:
    """The same for the pages that are filled from records, below any language's folder."""
    dates = {
        "clauses.html": view.date,
        "verify.html": view.date,
        "statements/index.html": view.date,
    }
    for found in view.statements:
        newest = max([found.index, *(item.by for item in found.withdrawn.values())])
        dates[f"statements/{found.index}.html"] = view.statements[newest].statement.date
    for cycle in view.cycles:
        last = cycle.statements[-1].statement.date
        dates[f"{cycle.id}/index.html"] = last
        dates[f"{cycle.id}/scheme.html"] = view.statements[cycle.scheme_at.index].statement.date
        for entry in cycle.units:
            dates[f"{cycle.id}/units/{entry.unit}.html"] = _unit_date(view, cycle, entry)
        if cycle.units:
            dates[f"{cycle.id}/data.html"] = last
        if cycle.people:
            dates[f"{cycle.id}/people.html"] = last
        if before := changes.previous(view, cycle):
            dates[f"{cycle.id}/{changes.PATH}"] = max(last, before.statements[-1].statement.date)
        if cycle.planned:
            dates |= {f"{cycle.id}/{name}.html": last for name in ("plan", "feedback")}
            # They say what is overdue on the day of the ledger's last statement.
            dates |= {f"{cycle.id}/{name}.html": view.date for name in ("procedure", "rectification")}
            dates[INTERPRETATIONS] = max(last, dates.get(INTERPRETATIONS, ""))
    return dates


def _unit_date(view: LedgerView, cycle: Cycle, entry: UnitEntry) -> str:
    """The day of the last statement that the page of a unit speaks of; of one with something to mend, of the last."""
    held = [at for at in (entry.result_at, entry.decision_at, entry.correction_at) if at is not None]
    indices = [at.withdrawn.by if at.withdrawn else at.index for at in held]
    if cycle.planned:
        if cycle.acts.rectifications_of(entry.unit):
            return view.date
        indices += [found.held.index for name in ("goals", "gates", "application") for found in cycle.acts.each(name)]
    return view.statements[max(indices)].statement.date


def site_assets(configuration: Configuration) -> frozenset[str]:
    """Style sheets and pictures: ours, the owner's, and those of the installed theme that pages link to."""
    wanted = ("main.", "palette.") if configuration.palette else ("main.",)
    installed = resources.files("material") / "templates" / _THEME_STYLES
    styles = {
        f"{_THEME_STYLES}/{item.name}"
        for item in installed.iterdir()
        if item.name.startswith(wanted) and item.name.endswith(".min.css")
    }
    own = {f"assets/theme/{name}" for name in configuration.styles}
    return frozenset({*styles, *THEME_FILES, *configuration.assets, *own})


def ledger_additions(view: LedgerView) -> frozenset[str]:
    """What the site adds beside the ledger's own files: ``allowed_signers`` for each trust version, ``withdrawn``."""
    signers = {f"ledger/{SIGNERS}", *(f"ledger/{SIGNERS}.{index}" for index, _ in view.trusts)}
    return frozenset(signers | ({f"ledger/{LIST}"} if any(found.withdrawn for found in view.statements) else set()))


def missing_and_extra(found: Iterable[str], expected: Iterable[str]) -> tuple[list[str], list[str]]:
    """Files that should be there and are not, and files that are there and should not be."""
    have, want = set(found), set(expected)
    return sorted(want - have), sorted(have - want)
