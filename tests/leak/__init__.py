"""Clinical words stay where they belong."""
