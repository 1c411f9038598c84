"""Articles in several languages: what is missing or older, documents for translators, and going live together."""
