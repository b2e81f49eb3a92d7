"""Google Calendar in a Django site."""
