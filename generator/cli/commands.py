"""Registers every command; one module per user task."""

from generator.cli import inspect, keys, site, statements

__all__ = ["inspect", "keys", "site", "statements"]
