"""Tags of the pages about keys."""
