"""A plan worked out a second time: from the tables, by other formulas, without any solver."""
