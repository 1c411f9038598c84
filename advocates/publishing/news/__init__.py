"""News as readers get them: the list with its archive, one article, the feed, the newest on the home page."""
