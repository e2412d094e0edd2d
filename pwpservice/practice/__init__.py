"""The practice service: invented people and years of work, calibrated to published figures."""
