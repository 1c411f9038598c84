"""What is published or taken back by itself: at its moment, or once, when the service starts after having missed it."""
