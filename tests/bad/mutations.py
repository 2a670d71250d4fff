"""Ways in which bytes of a file change without anybody meaning it, and some that change nothing."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

Mutation = Callable[[bytes, random.Random], bytes]


def flip_a_bit(data: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << rng.randrange(8))]) + data[place + 1 :]


def another_byte(data: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(data))
    return data[:place] + rng.randbytes(1) + data[place + 1 :]


def another_digit(data: bytes, rng: random.Random) -> bytes:
    places = [found.start() for found in re.finditer(rb"[0-9]", data)] or [0]
    place = rng.choice(places)
    return data[:place] + str(rng.randrange(10)).encode() + data[place + 1 :]


def cut_out(data: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(data))
    return data[:place] + data[place + rng.choice([1, 1, 2, 8, 40]) :]


def put_in(data: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(data) + 1)
    return (
        data[:place]
        + rng.choice([b",", b'"', b" ", b"0", b"-", b".", b"\n", b"\r", b"=", b"["])
        + data[place:]
    )


def beside_a_number(data: bytes, rng: random.Random) -> bytes:
    """Put a sign, a unit or a thousand more right before or behind a number."""
    found = rng.choice(list(re.finditer(rb"[0-9][0-9.]*", data)) or list(re.finditer(rb"$", data)))
    place = found.start() if rng.randrange(2) else found.end()
    sign = rng.choice([b"-", b"-", b"+", b"%", b"\xc2\xa3", b" ", b"e5", b",000", b".0", b"0", b"_0"])
    return data[:place] + sign + data[place:]


def nul(data: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(data) + 1)
    return data[:place] + b"\0" + data[place:]


def no_utf_8(data: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(data) + 1)
    return data[:place] + rng.choice([b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"]) + data[place:]


def line_twice(data: bytes, rng: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    place = rng.randrange(len(lines))
    return b"".join([*lines[: place + 1], *lines[place:]])


def line_lost(data: bytes, rng: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    del lines[rng.randrange(len(lines))]
    return b"".join(lines)


def lines_swapped(data: bytes, rng: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def cut_off(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data))]


def neighbours_swapped(data: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(max(len(data) - 1, 1))
    return data[:place] + data[place : place + 2][::-1] + data[place + 2 :]


def windows_lines(data: bytes, rng: random.Random) -> bytes:
    return data.replace(b"\n", b"\r\n")


def mark_of_utf_8(data: bytes, rng: random.Random) -> bytes:
    return b"\xef\xbb\xbf" + data


def blank_line(data: bytes, rng: random.Random) -> bytes:
    lines = data.splitlines(keepends=True)
    lines.insert(rng.randrange(1, len(lines) + 1), b"\n")
    return b"".join(lines)


def more_zeros(data: bytes, rng: random.Random) -> bytes:
    """Write a number that has a decimal point with a zero more."""
    found = list(re.finditer(rb"[0-9]\.[0-9]+(?=[,\n])", data))
    place = rng.choice(found).end() if found else 0
    return data[:place] + (b"0" if place else b"") + data[place:]


def capitals(data: bytes, rng: random.Random) -> bytes:
    return data.replace(b",yes,", b",TRUE,").replace(b",no,", b",No,")


MUTATIONS: tuple[Mutation, ...] = (
    flip_a_bit,
    another_byte,
    another_digit,
    cut_out,
    put_in,
    beside_a_number,
    beside_a_number,
    nul,
    no_utf_8,
    line_twice,
    line_lost,
    lines_swapped,
    cut_off,
    neighbours_swapped,
    windows_lines,
    mark_of_utf_8,
    blank_line,
    more_zeros,
    capitals,
)
