"""Posts that speak of files in libraries: who uses a file is told on its page."""
