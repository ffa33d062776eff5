"""A council and its bodies: credentials, mandates, roll call, all counts side by side."""
