"""`python -m engine` is the command `parcours`."""

import sys

from engine.cli import main

sys.exit(main())
