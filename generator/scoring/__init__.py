"""From a published scheme and a cycle's inputs to exact, explained score sheets."""
