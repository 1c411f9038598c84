"""One organisation becomes two: a new entry is made of the old one, and chosen people speak for it from a day on."""
