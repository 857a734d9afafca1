"""Covering problems: everybody, or as many as possible, within a distance."""
