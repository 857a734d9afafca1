"""Whole-park patterns: how a region with parts, seasons and one budget is proven."""
