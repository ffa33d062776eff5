"""The words: values, and what follows from an act. This room imports nothing of ours and does no I/O."""
