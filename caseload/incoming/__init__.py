"""Referrals that somebody who works here types: the page, who may be known, what was said."""
