"""Proposals, elections and everything else that is put to those it concerns."""
