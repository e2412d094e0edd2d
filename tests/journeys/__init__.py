"""Whole journeys across pages."""
