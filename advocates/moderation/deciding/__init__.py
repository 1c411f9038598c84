"""Decisions: with reasons, by somebody who is not involved, and an appeal to somebody else."""
