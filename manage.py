#!/usr/bin/env python
"""Django's own commands, for whoever keeps a node: `./confederal manage check --deploy`, `… migrate`."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "confederal.web.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
