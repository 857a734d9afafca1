"""The answer: hubs, levels, kits and assignments, with tables, words and proof."""
