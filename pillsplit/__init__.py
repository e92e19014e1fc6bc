"""Which tablets and liquids make each dose of a taper, exactly, and which doses cannot be made."""

__version__ = "0.1.0"
