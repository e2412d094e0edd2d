"""Pages of the service rules."""
