"""One folder per page: `router.py` (what it answers), `view.py` (what it shows), and its templates."""
