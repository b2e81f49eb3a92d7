"""Google over HTTP; knows no models."""
