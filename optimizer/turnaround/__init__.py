"""From facts to the Problem: demand, stages of a repair, curves of waiting, kits."""
