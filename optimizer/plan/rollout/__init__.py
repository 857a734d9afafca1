"""Plans over quarters: what is built when, what it costs, and how turnaround falls."""
