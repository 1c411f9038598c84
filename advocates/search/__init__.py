"""Site search: asks every app for what it knows, in the reader's language, and merges the answers.

Others call `sources.register_source`. Members search what they may read in `members`, by an index of its own.
"""
