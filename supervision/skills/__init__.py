"""Clinical skills supervision and supervision of supervisors, as their pages show them."""
