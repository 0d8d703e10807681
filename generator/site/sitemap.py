"""The site's own sitemap, with dates from the ledger: the engine's would name frames and dates by the clock."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import escape

from generator.site.languages import MAIN, twins

PATH = "sitemap.xml"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"


def sitemap_bytes(pages: Mapping[str, str], site_url: str) -> bytes:
    """The sitemap of ``pages`` (path to ``YYYY-MM-DD``), sorted, each with the same page in the other languages.

    Without a site address the paths stand alone.
    """
    entries = "".join(
        f"<url><loc>{escape(site_url + path)}</loc><lastmod>{date}</lastmod>{_alternates(path, site_url)}</url>\n"
        for path, date in sorted(pages.items())
    )
    head = f'<urlset xmlns="{NAMESPACE}" xmlns:xhtml="{XHTML}">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n{entries}</urlset>\n'.encode()


def _alternates(path: str, site_url: str) -> str:
    known = twins(path)
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{lang}" href="{escape(site_url + twin)}"/>'
        for lang, twin in (*known.items(), ("x-default", known[MAIN]))
    )
