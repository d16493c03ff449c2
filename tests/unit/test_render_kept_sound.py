"""Coded sound in the cache: read back as it was, and told when it is damaged."""

from __future__ import annotations

import pytest

from i2v_widgets.backend.render.audio import KeptSound, pack_sound, unpack_sound

SOUND = KeptSound(b"\x11\x90", (b"one", b"", b"three"), 1024, 3000)


def test_it_comes_back_as_it_was() -> None:
    assert unpack_sound(pack_sound(SOUND)) == SOUND  # type: ignore[arg-type]


@pytest.mark.parametrize("damage", [b"\x80\x04old pickle", b"", b"{}\n", pack_sound(SOUND)[:-1], b"[1]\nx"])  # type: ignore[arg-type]
def test_damage_is_a_value_error_so_that_it_is_made_again(damage: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        unpack_sound(damage)
