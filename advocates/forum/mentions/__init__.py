"""People, groups and posts that a text names by their ids, so that the name of today stands there."""
