"""Pages of supervision: a read or one action each."""
