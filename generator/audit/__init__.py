"""Verification of a published site from its files alone: what anybody can redo who trusts one digest (the root).

Independent of how records, scores and pages are made: it reads :mod:`generator.published`, the log and the signatures.
"""
