"""The talk of a thing that another app keeps: one topic, found by the thing's name, standing where the thing stands."""
