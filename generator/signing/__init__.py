"""Signatures by people: SSHSIG, thresholds by role, demonstration keys."""
