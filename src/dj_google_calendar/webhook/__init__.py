"""The address that Google sends notifications to."""
