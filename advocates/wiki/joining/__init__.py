"""Two pages that exist become translations of one another, and part again."""
