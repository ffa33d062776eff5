"""Confederal: the software a federation of self-managed workplaces runs on."""
