"""Meetings: called, opened, put, counted, written down."""
