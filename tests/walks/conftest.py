"""The walks of docs/architecture.md begin at a phone, like the tests of what it sends."""

from tests.offline.conftest import attendance, bob, order

__all__ = ["attendance", "bob", "order"]
