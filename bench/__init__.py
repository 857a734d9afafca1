"""Benchmarks: this product beside named peers, in one run."""
