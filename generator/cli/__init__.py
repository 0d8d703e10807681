"""The command line: reads clock, randomness, environment and arguments once, and hands them in."""
