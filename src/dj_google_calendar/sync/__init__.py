"""Pull: from Google to the mirror."""
