"""Patients and their referrals, from receipt to closing; the one door to a patient's record."""
