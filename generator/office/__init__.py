"""What the office does, step by step: check, draft, sign, publish, build. The shell around the pure stages."""
