"""Checks a month’s folder, ours or another system’s, as the national checks do, and stricter."""
