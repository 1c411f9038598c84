"""`/members/`: what waits for me and what is new, from what the apps register in `core.cards`."""
