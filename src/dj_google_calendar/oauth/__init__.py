"""The OAuth 2.0 web-server flow: the client, the attempt, the exchange."""
