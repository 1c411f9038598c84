"""Translations that members make of knowledge, and hand in to the editors."""
