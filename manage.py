#!/usr/bin/env python
"""Django's command line."""

import os
import sys

from conductatlas import embedded


def main() -> None:
    """Start what embedded services are missing, then hand over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conductatlas.settings.dev")
    embedded.start()
    from django.core.management import execute_from_command_line  # slow import

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
