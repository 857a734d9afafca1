"""The p-center problem: the farthest client as near as possible."""
