"""Plans over quarters: patterns of parks in quarters, tied together by money and by what stays."""
