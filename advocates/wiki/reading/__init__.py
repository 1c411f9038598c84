"""Pages and lists as their readers see them: stencils, drawn once for a language, filled for each reader."""
