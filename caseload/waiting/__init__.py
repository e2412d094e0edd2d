"""Who waits, in which order and why: on nobody's caseload, and on one without a first or a second
session.
"""
