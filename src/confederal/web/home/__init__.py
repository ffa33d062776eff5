"""What waits for me, across all my bodies, by urgency."""
