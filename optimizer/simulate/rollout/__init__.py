"""A plan over quarters lived through: each quarter alone, and one after the other."""
