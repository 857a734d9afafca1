"""The plan lived through, repair by repair, and its promise held against what happened."""
