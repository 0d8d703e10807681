"""The public site, made from an export that holds the ledger and the site configuration and nothing else.

Runs as a program of its own: ``python -I -m generator.site EXPORT OUT``. It has no access to what the office keeps,
so it filters nothing: what is not in the ledger cannot reach a page (design, section 8; docs/spec/41-site.md).
"""
