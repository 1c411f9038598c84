"""The newsletter: written by editors in several languages, approved by a second one, sent once, kept in an archive."""
