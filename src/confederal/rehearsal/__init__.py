"""A federation in a bottle: people without keys act on the real reading, so that whole histories are tried fast."""
