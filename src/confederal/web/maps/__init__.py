"""The federation as one sees it."""
