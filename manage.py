#!/usr/bin/env python
"""Django's command line for Newsroom. Without DJANGO_SETTINGS_MODULE it uses the development settings."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings.dev")
    execute_from_command_line(sys.argv)
