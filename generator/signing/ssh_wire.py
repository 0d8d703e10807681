"""Reading and writing the SSH wire format (RFC 4251 section 5) in its one encoding."""

from __future__ import annotations

from generator.core.errors import FindingsError

_LENGTH_SIZE = 4


def string(data: bytes) -> bytes:
    """``data`` behind its length as four bytes, big-endian."""
    return len(data).to_bytes(_LENGTH_SIZE, "big") + data


def uint32(value: int) -> bytes:
    """``value`` as four bytes, big-endian."""
    return value.to_bytes(_LENGTH_SIZE, "big")


def mpint(value: int) -> bytes:
    """A positive integer as a string with the fewest bytes that keep its highest bit zero."""
    return string(value.to_bytes(value.bit_length() // 8 + 1, "big"))


class Reader:
    """Takes fields off the front of ``data``; whatever is not there raises FindingsError with the given code."""

    def __init__(self, data: bytes, code: str, path: str = "") -> None:
        self._data = data
        self._position = 0
        self._code = code
        self._path = path

    def take(self, count: int) -> bytes:
        """The next ``count`` bytes."""
        end = self._position + count
        if end > len(self._data):
            raise FindingsError.of(self._code, self._path)
        taken = self._data[self._position : end]
        self._position = end
        return taken

    def uint32(self) -> int:
        """The next four bytes as a number."""
        return int.from_bytes(self.take(_LENGTH_SIZE), "big")

    def string(self) -> bytes:
        """The next length-prefixed string."""
        return self.take(self.uint32())

    def mpint(self) -> int:
        """The next positive integer; zero, negative and padded encodings are refused."""
        data = self.string()
        value = int.from_bytes(data, "big")
        if value == 0 or string(data) != mpint(value):
            raise FindingsError.of(self._code, self._path)
        return value

    def end(self) -> None:
        """Refuse anything left over."""
        if self._position != len(self._data):
            raise FindingsError.of(self._code, self._path)
