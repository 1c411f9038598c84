"""Pages of the wiki that were accepted for everybody: editors take them over, make an article, and say where it is."""
