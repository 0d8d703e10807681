"""The leak gate: the last check of a finished site before it is published (docs/spec/40-leakgate.md).

A program of its own: it knows the output folder and a request, and nothing of how the site was made.
"""
