"""How dates are written where Django's own choice is not the one that the whole world reads."""
