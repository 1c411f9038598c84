"""Who is told what of a newsletter: the staff that it waits for them, its writers what became of it."""
