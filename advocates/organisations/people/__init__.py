"""The members' directory of people: who speaks for which group, without addresses and numbers."""
