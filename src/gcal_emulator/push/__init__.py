"""Push channels: who watches what, and the POSTs that tell of changes (section 11)."""
