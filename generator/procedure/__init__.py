"""The yearly procedure: what each gate asks of the records, clocks, and where a cycle stands on a day (pure)."""
