"""What people see of a plan: the map page and the tables."""
