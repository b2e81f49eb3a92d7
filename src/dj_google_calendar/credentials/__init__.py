"""Credentials of accounts: sealed in the vault, renewed, revoked, made into clients."""
