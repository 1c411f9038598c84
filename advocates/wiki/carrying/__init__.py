"""Pages go out as a ZIP of Markdown and HTML that needs nobody, or on paper; and come in from a folder of Markdown."""
