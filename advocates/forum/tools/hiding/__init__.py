"""What moderation may do with topics and posts: read, hide and restore them."""
