"""How the simulated records look in ConnectWise."""
