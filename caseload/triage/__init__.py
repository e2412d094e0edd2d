"""Referrals: who is to be triaged and in what order, what to know first, and what was decided."""
