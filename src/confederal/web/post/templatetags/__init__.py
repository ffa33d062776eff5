"""What templates ask the post."""
