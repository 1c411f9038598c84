"""Pages in several languages."""
