"""Journeys by keyboard in a real browser, with their key counts and an accessibility check."""
