"""What waits for the editors: one list, from everything that asks something of them."""
