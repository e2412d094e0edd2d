"""Referrals: moves, next step, conflicts, the door and who sees what."""
