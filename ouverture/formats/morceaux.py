"""Pieces of a long file: a beginning, elements apart by commas, an end."""

from collections.abc import Iterable, Iterator

TAILLE = 64 * 1024
"""Bytes after which a piece is sent."""


def assembler(debut: bytes, elements: Iterable[bytes], fin: bytes) -> Iterator[bytes]:
    """Yield a JSON collection by pieces of ``TAILLE`` bytes; the first element leaves at once."""
    piece = bytearray(debut)
    for rang, element in enumerate(elements):
        piece += b",\n" if rang else b"\n"
        piece += element
        if not rang or len(piece) > TAILLE:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece + b"\n" + fin)
