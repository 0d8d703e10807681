"""The append-only log and the statements that lie beside it."""
