"""Event resources of Google's form as iCalendar text, and back: pure (RFC 5545, 6868, 7986)."""
