"""`python -m psasync_local`."""

import sys

from psasync_local.cli import main

if __name__ == "__main__":
    sys.exit(main())
