"""Speed, measured side by side with peers in one run: `./confederal bench NAME`."""
