"""The ten moods: tempo, harmony and players of each."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Player:
    """Who plays what.

    Attributes
    ----------
    part : str
        What is played: a name of `parts.PARTS`, or drums.
    instrument : str
    gain : float
        Linear, 1 for a leading voice.
    pan : float
        −1 left to 1 right.
    hall : float
        How much of it goes to the reverb.
    span : (float, float)
        From which to which intensity (0 to 1) of the form it plays.
    pattern : str
        Of the part; for rhythms one character per sixteenth, a digit or letter for a stroke, a dot for none.
    octave : int
        Moved by octaves.
    """

    part: str
    instrument: str
    gain: float
    pan: float = 0.0
    hall: float = 0.25
    span: tuple[float, float] = (0.0, 1.01)
    pattern: str = ""
    octave: int = 0


@dataclass(frozen=True, slots=True)
class Mood:
    """How a mood is composed.

    Attributes
    ----------
    bpm : (low, high)
    beats : int
        Of a bar.
    mode : str
    keys : tuple of int
        Pitch classes to choose from.
    verses, bridges : tuple of str
        Progressions, a chord a bar.
    cadence : tuple of str
        The last bars before the end, and the final chord.
    rhythms : tuple of str
        Of the melody: two bars, one character per eighth; x begins a note, - holds it, . rests.
    centre : int
        Of the accompaniment's voicing (MIDI).
    melody : int
        Middle of the melody's range (MIDI).
    swing : float
        Share of a beat's second eighth that is late, 0 for straight.
    hall : float
        Seconds of reverb (to −60 dB).
    bright, warmth : float
        dB of the last tone control.
    tail : float
        Seconds the last chord rings.
    loose : float
        How freely in time, in ms.
    arc : (float, float, float)
        Intensity at the beginning, at its height, and before the end.
    """

    bpm: tuple[int, int]
    beats: int
    mode: str
    keys: tuple[int, ...]
    verses: tuple[str, ...]
    bridges: tuple[str, ...]
    cadence: tuple[str, ...]
    rhythms: tuple[str, ...]
    players: tuple[Player, ...]
    centre: int = 60
    melody: int = 74
    swing: float = 0.0
    hall: float = 1.8
    bright: float = 0.0
    warmth: float = 0.0
    tail: float = 3.5
    loose: float = 6.0
    arc: tuple[float, float, float] = (0.3, 0.9, 0.7)
    crackle: float = 0.0
    extra: dict[str, float] = field(default_factory=dict)


P = Player
MOODS_: dict[str, Mood] = {
    "calm": Mood(
        bpm=(66, 74),
        beats=4,
        mode="major",
        keys=(0, 2, 5, 7),
        centre=57,
        melody=74,
        hall=2.6,
        bright=2.0,
        warmth=1.5,
        tail=5.0,
        loose=11,
        verses=("Iadd9 V/7 vi7 IVmaj7", "Imaj7 iii7 IVmaj7 Vsus4", "Iadd9 IVmaj7 vi7 Vsus4"),
        bridges=("vi7 IVmaj7 Iadd9 Vsus4", "IVmaj7 V/7 iii7 vi7"),
        cadence=("IVmaj7", "Vsus4", "Iadd9"),
        rhythms=("x---x-x-x-------", "x-----x-x---x---", "..x-x---x-------", "x---x---x-x-x---"),
        players=(
            P("arpeggio", "piano", 0.49, -0.1, 0.34, pattern="0213243 "),
            P("pad", "pad", 0.14, 0, 0.4),
            P("roots", "upright", 0.30, 0, 0.12, (0.45, 1.01), "long"),
            P("melody", "piano", 0.69, 0.12, 0.4, (0.35, 1.01)),
            P("pad", "strings", 0.07, 0, 0.5, (0.7, 1.01), octave=1),
        ),
        arc=(0.3, 0.85, 0.5),
    ),
    "upbeat": Mood(
        bpm=(114, 122),
        beats=4,
        mode="major",
        keys=(2, 4, 7, 9),
        centre=60,
        melody=76,
        hall=1.1,
        bright=1.0,
        tail=3.0,
        verses=("I V vi IV", "vi IV I V", "I IV vi V", "IV I V vi"),
        bridges=("IV V vi I", "ii IV vi V"),
        cadence=("IV", "V", "I"),
        rhythms=("x-x.x-x-x---x-x-", "x--x--x-x-x-x---", ".xx-x-x-x--x----", "x-x-x--x--x-x---"),
        players=(
            P("strum", "nylon", 0.49, -0.35, 0.2, pattern="D.d.D.dud.uduDdu"),
            P("chop", "muted", 0.48, 0.4, 0.15, (0.5, 1.01), "..x...x...x...xx"),
            P("roots", "bass", 0.74, 0, 0.04, (0.35, 1.01), "x.xx.xx.x.xx.x.x"),
            P("melody", "bell", 1.15, 0.1, 0.35, (0.4, 1.01)),
            P("melody", "marimba", 0.91, -0.12, 0.2, (0.75, 1.01)),
            P("drums", "kick", 0.79, 0, 0.03, (0.35, 1.01), "x.......x.....x."),
            P("drums", "clap", 0.76, 0, 0.22, (0.5, 1.01), "....x.......x..."),
            P("drums", "shaker", 1.06, 0, 0.1, (0.3, 1.01), "x.5.x.5.x.5.x.55"),
            P("drums", "hat", 0.86, 0, 0.08, (0.75, 1.01), "..x...x...x...x."),
            P("pad", "warm", 0.22, 0, 0.3, (0.6, 1.01)),
        ),
        arc=(0.4, 1.0, 0.9),
    ),
    "happy": Mood(
        bpm=(126, 136),
        beats=4,
        mode="major",
        keys=(0, 5, 7),
        centre=64,
        melody=79,
        swing=0.22,
        hall=0.9,
        bright=0.5,
        tail=2.2,
        verses=("I IV I V", "I vi IV V7", "I V/7 vi IV"),
        bridges=("IV I ii V7", "vi iii IV V7"),
        cadence=("IV", "V7", "I6"),
        rhythms=("x-x-x.x.x-x-x---", "xx.xx.x.x.x.x---", "x.x.xxx.x-x.x---", "x-.xx-.xx.x.x---"),
        players=(
            P("strum", "uke", 0.42, -0.3, 0.16, pattern="D...D.u...u.D.u."),
            P("roots", "upright", 0.67, 0, 0.06, (0.25, 1.01), "oompah"),
            P("chop", "uke", 0.35, 0.35, 0.14, (0.5, 1.01), "....x.......x..."),
            P("melody", "glock", 0.67, 0.2, 0.3, (0.3, 1.01)),
            P("melody", "flute", 0.50, -0.15, 0.3, (0.65, 1.01)),
            P("drums", "thud", 0.60, 0, 0.05, (0.3, 1.01), "x.......x......."),
            P("drums", "snap", 0.69, 0, 0.16, (0.3, 0.6), "....x.......x..."),
            P("drums", "clap", 0.44, 0, 0.16, (0.6, 1.01), "....x.......x..."),
            P("drums", "tambourine", 0.41, 0, 0.14, (0.6, 1.01), "..5.x.5...5.x.55"),
        ),
        arc=(0.45, 1.0, 0.95),
    ),
    "cinematic": Mood(
        bpm=(78, 86),
        beats=4,
        mode="minor",
        keys=(2, 4, 9, 0),
        centre=57,
        melody=72,
        hall=3.0,
        bright=3.0,
        warmth=1.0,
        tail=5.5,
        loose=8,
        verses=("iadd9 bVI bIII bVII", "iadd9 bVII bVI bVII", "iadd9 bIII bVII iv"),
        bridges=("bVI bVII bIII iv", "iv bVI bIII bVII"),
        cadence=("bVI", "Vsus4", "I"),
        rhythms=("x-------x---x---", "x-----x-x-------", "x---x---x-----x-", "x-------x-x-x---"),
        players=(
            P("ostinato", "spiccato", 0.30, -0.3, 0.4, (0.25, 1.01), "0.0.2.0.1.0.2.1."),
            P("ostinato", "spiccato", 0.30, 0.35, 0.4, (0.7, 1.01), "..2...3...2...3.", 1),
            P("pad", "strings", 0.28, 0, 0.5, (0.0, 1.01)),
            P("pad", "sub", 0.36, 0, 0.15, (0.4, 1.01), "root", -1),
            P("melody", "piano", 0.99, 0.05, 0.5, (0.2, 0.8)),
            P("melody", "strings", 0.57, 0, 0.5, (0.62, 1.01)),
            P("melody", "horn", 0.40, -0.15, 0.5, (0.8, 1.01), octave=-1),
            P("pad", "choir", 0.14, 0, 0.6, (0.8, 1.01), octave=1),
            P("drums", "boom", 0.28, 0, 0.4, (0.3, 1.01), "x..............."),
            P("drums", "tom", 0.17, 0, 0.45, (0.75, 1.01), "....5.....x.5.55"),
            P("drums", "swell", 0.27, 0, 0.4, (0.3, 1.01), "phrase"),
        ),
        arc=(0.2, 1.0, 0.95),
    ),
    "dramatic": Mood(
        bpm=(98, 108),
        beats=4,
        mode="minor",
        keys=(0, 2, 7),
        centre=55,
        melody=69,
        hall=2.2,
        bright=3.0,
        warmth=1.5,
        tail=4.5,
        verses=("i i bVI V", "i bVI iv V", "i iv bVI Vsus4", "i bII bVI V"),
        bridges=("iv i bII V", "bVI bVII iv V"),
        cadence=("iv", "V7", "i"),
        rhythms=("x-----xxx-------", "x---x---x--xx---", "x--x--x-x-------", "....x-x-x---x---"),
        players=(
            P("ostinato", "spiccato", 1.43, -0.25, 0.3, (0.0, 1.01), "0.000.0.0.001.1.", -1),
            P("ostinato", "spiccato", 0.86, 0.3, 0.34, (0.5, 1.01), "2.3.2.1.2.3.2.1.", 1),
            P("pad", "warm", 0.43, 0, 0.35, (0.0, 0.7)),
            P("pad", "brass", 0.70, 0, 0.4, (0.72, 1.01), "stab"),
            P("melody", "horn", 1.52, 0.1, 0.45, (0.35, 1.01)),
            P("melody", "strings", 1.11, -0.1, 0.45, (0.7, 1.01), octave=1),
            P("roots", "piano", 1.78, 0, 0.3, (0.3, 1.01), "x.......x.....x.", -1),
            P("drums", "taiko", 0.52, 0, 0.35, (0.3, 1.01), "x..x..x.x..x.5x5"),
            P("drums", "boom", 0.52, 0, 0.35, (0.0, 1.01), "x..............."),
            P("drums", "snare", 0.55, 0, 0.35, (0.75, 1.01), "....x..5..5.x.55"),
            P("drums", "swell", 0.71, 0, 0.35, (0.3, 1.01), "phrase"),
        ),
        arc=(0.35, 1.0, 1.0),
    ),
    "lofi": Mood(
        bpm=(74, 82),
        beats=4,
        mode="major",
        keys=(3, 5, 8, 10),
        centre=58,
        melody=70,
        swing=0.30,
        hall=1.2,
        bright=-5.0,
        warmth=2.5,
        tail=3.5,
        loose=14,
        verses=("ii9 V9 Imaj9 vi9", "IVmaj9 iii7 ii9 Imaj9", "Imaj9 vi9 ii9 V9", "IVmaj9 iv6 iii7 vi9"),
        bridges=("vi9 ii9 IVmaj9 V9", "iii7 vi9 ii9 V7sus4"),
        cadence=("ii9", "V9", "Imaj9"),
        rhythms=("..x-x.x---..x-x-", "x.x-..x-x-......", "..x---x-x-x-....", "x-.x-.x-....x---"),
        players=(
            P("comp", "rhodes", 0.42, -0.1, 0.22, pattern="x-----x...x-----"),
            P("roots", "bass", 0.44, 0, 0.03, (0.25, 1.01), "x.....xx..x....."),
            P("melody", "nylon", 0.47, 0.22, 0.3, (0.45, 1.01)),
            P("melody", "rhodes", 0.36, 0.2, 0.3, (0.25, 0.45), octave=0),
            P("drums", "thud", 0.36, 0, 0.04, (0.2, 1.01), "x.....x...x....."),
            P("drums", "snare", 0.21, 0, 0.14, (0.2, 1.01), "....x.......x..."),
            P("drums", "hat", 0.42, 0, 0.05, (0.3, 1.01), "x.x.5.x.x.x.5.xx"),
            P("pad", "warm", 0.08, 0, 0.3, (0.55, 1.01)),
        ),
        crackle=0.010,
        arc=(0.3, 0.9, 0.7),
    ),
    "ambient": Mood(
        bpm=(52, 58),
        beats=4,
        mode="lydian",
        keys=(0, 2, 5, 9),
        centre=60,
        melody=77,
        hall=5.0,
        bright=1.5,
        warmth=0.5,
        tail=7.0,
        loose=30,
        verses=("Iadd9 Iadd9 vi7 IVmaj7", "Imaj7 II/1 Imaj7 vi7", "Iadd9 iii7 vi7 Imaj7"),
        bridges=("vi7 iii7 Imaj7 II/1", "IVmaj7 Imaj7 vi7 Iadd9"),
        cadence=("IVmaj7", "II/1", "Iadd9"),
        rhythms=("x-------........", "....x-----......", "x-----....x-----", "......x---......"),
        players=(
            P("pad", "glass", 0.22, 0, 0.55),
            P("pad", "warm", 0.13, 0, 0.4, (0.3, 1.01)),
            P("pad", "sub", 0.24, 0, 0.1, (0.0, 1.01), "root", -1),
            P("pad", "choir", 0.06, 0, 0.6, (0.6, 1.01), octave=1),
            P("melody", "bell", 0.45, 0.2, 0.75, (0.3, 1.01)),
            P("scatter", "harp", 0.18, -0.2, 0.7, (0.4, 1.01), octave=1),
        ),
        arc=(0.25, 0.8, 0.4),
    ),
    "corporate": Mood(
        bpm=(106, 114),
        beats=4,
        mode="major",
        keys=(0, 2, 9, 7),
        centre=60,
        melody=74,
        hall=1.4,
        bright=1.0,
        tail=3.2,
        verses=("Iadd9 V vi7 IVadd9", "IVadd9 Iadd9 V vi7", "Iadd9 vi7 IVadd9 V"),
        bridges=("vi7 IVadd9 Iadd9 V", "ii7 vi7 IVadd9 V"),
        cadence=("IVadd9", "Vsus4", "Iadd9"),
        rhythms=("x---x---x-x-x---", "x-----x-x-----x-", "x---x-x-x-------", "..x-x-x-x---x---"),
        players=(
            P("arpeggio", "muted", 1.14, -0.3, 0.2, pattern="01231232"),
            P("arpeggio", "muted", 0.70, 0.4, 0.22, (0.5, 1.01), "32103210", 1),
            P("comp", "piano", 0.72, 0.1, 0.28, (0.35, 1.01), "x-------x-----x-"),
            P("pad", "strings", 0.25, 0, 0.4, (0.5, 1.01)),
            P("roots", "bass", 0.71, 0, 0.03, (0.4, 1.01), "x.x.x.x.x.x.x.x."),
            P("melody", "bell", 0.83, 0.15, 0.4, (0.55, 1.01)),
            P("melody", "piano", 1.22, 0.0, 0.34, (0.45, 1.01)),
            P("drums", "kick", 0.56, 0, 0.04, (0.45, 1.01), "x...x...x...x..."),
            P("drums", "snap", 0.70, 0, 0.25, (0.45, 0.75), "....x.......x..."),
            P("drums", "clap", 0.60, 0, 0.25, (0.75, 1.01), "....x.......x..."),
            P("drums", "hat", 0.72, 0, 0.08, (0.7, 1.01), "..x...x...x...x."),
        ),
        arc=(0.35, 1.0, 0.8),
    ),
    "romantic": Mood(
        bpm=(84, 94),
        beats=3,
        mode="major",
        keys=(3, 5, 8, 10),
        centre=58,
        melody=73,
        hall=2.4,
        bright=2.5,
        warmth=1.5,
        tail=5.0,
        loose=12,
        verses=("Imaj7 vi7 ii7 V7", "Iadd9 iii7 IVmaj7 iv6", "Imaj7 III7 vi7 IVmaj7"),
        bridges=("IVmaj7 iii7 ii7 V7", "vi7 II7 ii7 V7"),
        cadence=("iv6", "V7sus4", "Iadd9"),
        rhythms=("x---x-x-----", "x-----x-x-x-", "x---x-x---x-", "..x-x-x-----"),
        players=(
            P("waltz", "piano", 0.51, -0.08, 0.32),
            P("pad", "strings", 0.14, 0, 0.5, (0.3, 1.01)),
            P("melody", "piano", 0.68, 0.1, 0.38, (0.0, 0.62)),
            P("melody", "solo", 0.54, 0.12, 0.45, (0.5, 1.01)),
            P("scatter", "harp", 0.20, -0.3, 0.45, (0.5, 1.01), octave=1),
            P("roots", "upright", 0.29, 0, 0.12, (0.5, 1.01), "long"),
        ),
        arc=(0.3, 0.95, 0.6),
    ),
    "epic": Mood(
        bpm=(128, 138),
        beats=4,
        mode="minor",
        keys=(2, 4, 9, 11),
        centre=56,
        melody=71,
        hall=2.8,
        bright=3.0,
        warmth=1.5,
        tail=5.0,
        verses=("i bVI bIII bVII", "i bVII bVI bVII", "bVI bVII i i"),
        bridges=("iv bVI bIII bVII", "bVI bIII bVII i"),
        cadence=("bVI", "bVII", "I"),
        rhythms=("x-------x---x---", "x-----x-x-------", "x---x---x---x-x-", "x-----x-x---x---"),
        players=(
            P("ostinato", "spiccato", 1.24, -0.3, 0.35, (0.0, 1.01), "0.0010.0010.1.2."),
            P("ostinato", "spiccato", 0.91, 0.35, 0.35, (0.55, 1.01), "3.2.3.1.3.2.3.1.", 1),
            P("pad", "strings", 0.79, 0, 0.45, (0.2, 1.01)),
            P("pad", "choir", 0.74, 0, 0.55, (0.6, 1.01), octave=1),
            P("pad", "brass", 0.79, 0, 0.42, (0.55, 1.01), octave=-1),
            P("pad", "sub", 1.14, 0, 0.1, (0.5, 1.01), "root", -1),
            P("melody", "brass", 1.97, 0.05, 0.45, (0.45, 1.01)),
            P("melody", "strings", 1.61, -0.1, 0.45, (0.7, 1.01), octave=1),
            P("drums", "taiko", 0.62, 0, 0.35, (0.25, 1.01), "x..x..x.x..x..xx"),
            P("drums", "tom", 0.60, 0, 0.4, (0.6, 1.01), "..5.x.5...5.x.55"),
            P("drums", "boom", 0.59, 0, 0.4, (0.4, 1.01), "x..............."),
            P("drums", "snare", 0.65, 0, 0.35, (0.7, 1.01), "....x.......x.55"),
            P("drums", "crash", 1.08, 0, 0.35, (0.6, 1.01), "phrase"),
            P("drums", "swell", 0.97, 0, 0.35, (0.25, 1.01), "phrase"),
        ),
        arc=(0.3, 1.0, 1.0),
    ),
}
