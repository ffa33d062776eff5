"""A body's page: what is open, who holds what, what was decided, our rules, our record."""
