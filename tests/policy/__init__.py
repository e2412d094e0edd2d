"""Dated rules within bounds, decided by two people."""
