"""★ The airlock: the only way from what the office knows to what is published.

Office values come in, :class:`~generator.published.record.PublicRecord` and the openings of what was withheld
go out. Nothing else in the project makes a public record.
"""
