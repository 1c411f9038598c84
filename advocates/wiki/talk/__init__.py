"""Each page has a talk, which the forum keeps: what a page tells of itself for that."""
