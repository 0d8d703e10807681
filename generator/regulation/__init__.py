"""The regulation: clauses, errata, the words it fixes, what carries each clause out, what a scheme must cover."""
