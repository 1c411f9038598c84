"""Files that come in parts: on a line that breaks, the next try goes on where the last one ended."""
