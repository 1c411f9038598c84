"""Knowledge that is for members alone: read in their area, by an id that tells nothing, and nowhere else."""
