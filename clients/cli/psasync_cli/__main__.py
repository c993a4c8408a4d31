"""`python -m psasync_cli`."""

from psasync_cli.main import main

main()
