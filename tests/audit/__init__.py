"""The trail: append-only, whole, complete, and nothing shown without it."""
