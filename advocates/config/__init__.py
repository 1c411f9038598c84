"""Settings, addresses and the server: the top of the house."""
