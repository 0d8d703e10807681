"""What the office does, step by step: check, draft, sign, publish, build, release. The shell around the pure stages."""
