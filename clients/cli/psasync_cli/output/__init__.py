"""What is shown, and in which form."""
