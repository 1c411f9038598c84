"""One page for everything that somebody follows: topics, categories, organisations."""
