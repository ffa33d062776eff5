"""Founding an assembly or a federation, and practice mode."""
