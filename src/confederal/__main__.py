"""`python -m confederal` is the command line."""

from confederal.cli import main

main(prog_name="confederal")
