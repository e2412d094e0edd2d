"""The safety pages of a person: the plan, its line in the banner, the history of all referrals."""
