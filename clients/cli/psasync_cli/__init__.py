"""The command line of PSA Sync, over its public HTTP interfaces."""
