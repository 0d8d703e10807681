"""Reading what an office writes: strict YAML, typed records with a ring per field, references between records."""
