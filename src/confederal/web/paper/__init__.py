"""What is printed: posters, ballots, tally sheets, minutes, cards."""
