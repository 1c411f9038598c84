"""Who moderates a region may pause a member's account there for seven days; somebody else hears the appeal."""
