"""What the relay keeps: counts, times, reasons and sizes, never contents."""
