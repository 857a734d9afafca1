"""How a Problem is solved: adapters, methods, and the Solution with its proof."""
