"""What every stage shares: problems, errors, messages, canonical bytes, careful file reading."""
