"""Measurements: ratios taken in one interleaved run, never a timed assertion in a test."""
