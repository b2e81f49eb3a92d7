"""Google's OAuth 2.0 server: consent, codes, tokens, identities (contract, section 2)."""
