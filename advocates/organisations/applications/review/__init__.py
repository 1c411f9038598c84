"""How applications are reviewed: a queue with a clock, two reviewers of other organisations, their decision."""
