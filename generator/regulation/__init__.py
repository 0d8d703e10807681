"""The regulation: its clauses, the words it fixes, and whether a scheme covers what it asks for."""
