"""Summaries: what was decided, what is open and who does what, in the words of a person."""
