"""Faults that the coach must survive, one room each; `scripts/soak` is the door."""
