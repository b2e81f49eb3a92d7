"""A local Google: OAuth and Calendar v3 for tests and for trying things out."""
