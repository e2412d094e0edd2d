"""How messages to patients leave the house: one adapter for each provider, named in settings."""
