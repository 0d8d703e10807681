"""The record types an office writes, one module per subject."""
