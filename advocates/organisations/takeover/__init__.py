"""A further administrator whom the network names for a group that has one already: with a week's notice."""
