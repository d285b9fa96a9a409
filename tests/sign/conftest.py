"""Signing happens at the end of a visit that was worked offline: the same order, the same phone."""

from tests.offline.conftest import attendance, bob, order

__all__ = ["attendance", "bob", "order"]
