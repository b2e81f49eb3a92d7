"""Calendar API v3: the methods served, each routed from the discovery document."""
