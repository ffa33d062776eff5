"""Voting, counts, and the sheets one can follow with a finger."""
