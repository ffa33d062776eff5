"""By what right, and why not."""
