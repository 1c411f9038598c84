"""A text for each network, made from an article or by an editor; and posting it by the network's own accounts."""
