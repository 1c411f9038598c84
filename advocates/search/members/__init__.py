"""The members' search: topics, posts, people and groups, as far as the viewer of this moment may read them."""
