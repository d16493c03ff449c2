"""What a film sounds like: music composed here or a person's own, mixed, mastered and encoded."""

VERSION = 1  # of all that decides how it sounds; part of every key
RATE = 48_000
