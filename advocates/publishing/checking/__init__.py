"""A draft shown to somebody without an account, by a link of their own that ends; what they say goes to its writers."""
