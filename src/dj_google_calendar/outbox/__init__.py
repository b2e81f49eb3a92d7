"""Push: from the outbox to Google, each edit once, in the order of its lane."""
