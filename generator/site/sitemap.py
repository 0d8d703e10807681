"""The site's own sitemap, with dates from the ledger: the engine's would name frames and dates by the clock."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import escape

PATH = "sitemap.xml"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap_bytes(pages: Mapping[str, str], site_url: str) -> bytes:
    """The sitemap of ``pages`` (path to ``YYYY-MM-DD``), sorted; without a site address the paths stand alone."""
    entries = "".join(
        f"<url><loc>{escape(site_url + path)}</loc><lastmod>{date}</lastmod></url>\n"
        for path, date in sorted(pages.items())
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{NAMESPACE}">\n{entries}</urlset>\n'.encode()
