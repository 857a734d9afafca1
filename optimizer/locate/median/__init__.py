"""p-median and fixed charge: swap search, Lagrangian bound, what it rules out, and a tree."""
