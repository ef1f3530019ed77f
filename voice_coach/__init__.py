"""Voice Coach: an offline voice for a couple. A timer with a voice and a prompt book."""

__version__ = "0.1.0"
