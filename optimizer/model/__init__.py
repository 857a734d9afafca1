"""The mathematics: exact evaluation of a choice, and the compact MILP in PuLP."""
