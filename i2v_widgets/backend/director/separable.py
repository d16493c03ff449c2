"""English verbs that stand around their object, and what they mean with each particle."""

from __future__ import annotations

OUT = {"out": ("do", "remove"), "off": ("do", "remove"), "away": ("do", "remove")}
SEPARABLE = {
    "take": {**OUT, "back": ("do", "undo")},
    "cut": {"out": ("do", "remove")},
    "leave": {"out": ("do", "remove")},
    "keep": {"out": ("do", "remove")},
    "kick": {"out": ("do", "remove")},
    "throw": OUT,
    "switch": {"off": ("do", "remove"), "around": ("do", "swap")},
    "bring": {"back": ("do", "undo")},
    "put": {"back": ("do", "undo")},
    "turn": {
        "off": ("do", "remove"),
        "up": ("more", "volume+"),
        "down": ("more", "volume-"),
        "around": ("do", "reverse"),
    },
    "crank": {"up": ("more", "volume+")},
    "dial": {"up": ("more", "volume+"), "down": ("more", "volume-"), "back": ("more", "volume-")},
    "speed": {"up": ("more", "speed+")},
    "slow": {"down": ("more", "speed-")},
    "fade": {"in": ("fade", "in"), "out": ("fade", "out")},
    "show": {"again": ("do", "duplicate"), "twice": ("do", "duplicate")},
    "play": {"again": ("do", "duplicate"), "twice": ("do", "duplicate")},
}
