"""Ed25519 of RFC 8032 in plain integers: for vectors and offline checks, not for speed."""

import hashlib

Point = tuple[int, int, int, int]

_PRIME = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _PRIME - 2, _PRIME) % _PRIME
_ROOT_OF_MINUS_ONE = pow(2, (_PRIME - 1) // 4, _PRIME)


def _add(left: Point, right: Point) -> Point:
    x1, y1, z1, t1 = left
    x2, y2, z2, t2 = right
    a, b = (y1 - x1) * (y2 - x2) % _PRIME, (y1 + x1) * (y2 + x2) % _PRIME
    c, d = 2 * t1 * t2 * _D % _PRIME, 2 * z1 * z2 % _PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _PRIME, g * h % _PRIME, f * g % _PRIME, e * h % _PRIME


def _times(scalar: int, point: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = _add(total, point)
        point = _add(point, point)
        scalar >>= 1
    return total


def _decode(data: bytes) -> Point | None:
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (1 << 255) - 1
    if y >= _PRIME:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _PRIME - 2, _PRIME) % _PRIME
    x = pow(square, (_PRIME + 3) // 8, _PRIME)
    if (x * x - square) % _PRIME:
        x = x * _ROOT_OF_MINUS_ONE % _PRIME
    if (x * x - square) % _PRIME or (x == 0 and sign):
        return None
    x = _PRIME - x if x & 1 != sign else x
    return x, y, 1, x * y % _PRIME


def _encode(point: Point) -> bytes:
    x, y, z, _ = point
    inverse = pow(z, _PRIME - 2, _PRIME)
    x, y = x * inverse % _PRIME, y * inverse % _PRIME
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _base() -> Point:
    point = _decode((4 * pow(5, _PRIME - 2, _PRIME) % _PRIME).to_bytes(32, "little"))
    assert point is not None
    return point


_BASE = _base()


def _hash(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % _ORDER


def _secret(seed: bytes) -> tuple[int, bytes]:
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    return scalar, digest[32:]


def public_key(seed: bytes) -> bytes:
    """The public key of a 32-byte seed."""
    return _encode(_times(_secret(seed)[0], _BASE))


def sign(seed: bytes, message: bytes) -> bytes:
    """The 64-byte signature; the same seed and message always give the same bytes."""
    scalar, prefix = _secret(seed)
    public = _encode(_times(scalar, _BASE))
    nonce = _hash(prefix, message)
    point = _encode(_times(nonce, _BASE))
    return point + ((nonce + _hash(point, public, message) * scalar) % _ORDER).to_bytes(
        32, "little"
    )


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature fits; a scalar that is not reduced is refused."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, point = _decode(public), _decode(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or point is None or scalar >= _ORDER:
        return False
    right = _add(point, _times(_hash(signature[:32], public, message), key))
    return _encode(_times(scalar, _BASE)) == _encode(right)
