"""Byte formats of everything that is published: records, commitments, statements, trust, log entries.

Both sides of the airlock read these; nothing here knows where values come from.
"""
