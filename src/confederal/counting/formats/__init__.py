"""Files of ballots: read into elections, and written so that others can count again.

One file a format. Nothing here opens a file: bytes or text come in, elections and text go out.
"""
