"""Titles, places, links, and the end of a page."""
