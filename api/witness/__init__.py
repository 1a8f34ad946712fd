"""A witness of other people's logs: a program of its own, with its own key, that needs none of their databases."""
