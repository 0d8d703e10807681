"""The yearly procedure as predicates: order, gates, working days (pure)."""
