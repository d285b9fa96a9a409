"""Outrider: field service that sees the late visit before the customer does."""

__version__ = "0.13.0"
