"""The working day: allocation, contacts, risk follow-up, flags."""
