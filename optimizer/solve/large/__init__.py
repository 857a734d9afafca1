"""Large problems: prices of cells and of money, parks priced exactly, a bound on all pairs."""
