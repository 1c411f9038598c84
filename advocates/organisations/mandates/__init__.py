"""Who speaks for an organisation: granting, ending, deputies, and what the viewer is told of it."""
