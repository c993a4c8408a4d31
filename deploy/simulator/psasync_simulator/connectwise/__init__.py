"""A simulated ConnectWise PSA: behaves as the reference notes say that the real one does."""
