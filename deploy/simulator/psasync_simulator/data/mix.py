"""One 64-bit number per (seed, kind, id, version): all that is random in a record comes out of it."""

_MASK = 0xFFFF_FFFF_FFFF_FFFF


def mix(seed: int, kind: int, number: int, version: int = 0) -> int:
    """Splitmix64 over the four: equal input gives equal output on every machine and Python."""
    z = (seed * 0x9E3779B97F4A7C15 + kind * 0xD1B54A32D192ED03 + number * 0x8CB92BA72F3D8DD7 + version) & _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)
