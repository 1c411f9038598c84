"""A draft shown to people without an account, by a link that ends after seven days; a checker says who they are."""
