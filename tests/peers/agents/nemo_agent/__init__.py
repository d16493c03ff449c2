"""The package that the agent server loads."""

from . import agent as agent
