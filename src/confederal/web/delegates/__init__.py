"""What a delegate was told, did and reported, and how to recall them."""
