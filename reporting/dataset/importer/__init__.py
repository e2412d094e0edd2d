"""Moves a service in from the files that its old system made of each month."""
