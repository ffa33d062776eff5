"""Stories: a federation acted out by people with keys, on a shelf in memory, with a clock of its own.

Used by `confederal tell`, by the demonstration and by the tests. Everything goes through the desk, as in life.
"""
