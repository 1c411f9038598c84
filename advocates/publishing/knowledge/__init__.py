"""Knowledge as readers get it: topics with their articles, and the parts of one article."""
