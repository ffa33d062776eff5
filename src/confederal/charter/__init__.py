"""The law: articles that judge, settings inside bounds, the returning of a vote, the reading of a book."""
