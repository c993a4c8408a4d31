"""Ticket callbacks: registering them, and believing only those that ConnectWise signed."""
