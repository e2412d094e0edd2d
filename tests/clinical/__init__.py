"""The clinical rules: no database; tables, whole-space checks and the published worked cases."""
