"""Connecting a Google account: the two steps of OAuth, and the pages around them."""
