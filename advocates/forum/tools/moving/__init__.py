"""Posts find another place: a topic moves, is split or is merged. What led to them leads to them still."""
