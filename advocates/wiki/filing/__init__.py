"""Pictures and documents that hang on a page."""
