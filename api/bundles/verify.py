#!/usr/bin/env python3
"""Checks an evidence bundle of Bihuan: python verify.py FILE.zip [--policy FILE] [--checkpoint OLD]... [--json]

Needs Python 3.9 or later and nothing else: no network, no package, no server. Exit status 0: it holds; 1: it does not,
with the first reason (a code, the position in the log, what was found); 2: misuse.

Read it from the end: `check` does everything in order, and every step raises `Fault` at the first thing that is wrong.
Trust comes from outside of the bundle: --policy is the log's key as YOU wrote it down (the output of `bihuan log
policy`), --checkpoint is an earlier checkpoint that YOU kept. Without a policy the bundle is only held against itself.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import ipaddress
import json
import re
import struct
import sys
import uuid
import zlib
from datetime import datetime, timedelta, timezone
from urllib.parse import urlsplit


class Fault(Exception):
    """The first thing that does not hold: a stable code, the position in the log (0: none), and what was found."""

    def __init__(self, code, position=0, what=""):
        super().__init__(code)
        self.code, self.position, self.what = code, position, shown(str(what)[:300])


def shown(text: str) -> str:
    """Text as a terminal may show it: a bundle's words move no cursor, end no line and turn no direction."""
    return "".join(each if each.isprintable() else "\ufffd" for each in text)


def need(holds, code, position=0, what=""):
    """Raise a fault unless it holds."""
    if not holds:
        raise Fault(code, position, what)


# Bytes and text: whatever is not written the one way it can be written is refused.


def sha256(*parts):
    """SHA-256 of bytes, one after the other."""
    return hashlib.sha256(b"".join(parts)).digest()


def from_base64(text):
    """Bytes of standard base64; None where the text is not exactly that."""
    try:
        value = base64.b64decode(text, validate=True)
        return value if base64.b64encode(value).decode() == text else None
    except (ValueError, TypeError):
        return None


def from_any_base64(text):
    """Bytes of base64 as envelopes may write it: standard or for addresses, padded or not; else None."""
    if not isinstance(text, str):
        return None
    standard = text.replace("-", "+").replace("_", "/")
    return from_base64(standard if standard.endswith("=") else standard + "=" * (-len(standard) % 4))


def canonical(value: object) -> bytes:
    """Canonical JSON (RFC 8785 for values without floats)."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode()


def is_same(one, other):
    """Whether two values are written alike: to Python true is one, and false is nothing."""
    return canonical(one) == canonical(other)


def no_float(text):
    """The log holds no floats."""
    raise ValueError("a float: " + text)


DEEPEST, LARGEST = 64, 2**53 - 1


def parsed(content):
    """The value of canonical JSON as the log writes it; raises ValueError for anything else."""
    try:
        value = json.loads(content.decode(), parse_float=no_float, parse_constant=no_float)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    check_plain(value, DEEPEST)
    if canonical(value) != content:
        raise ValueError("JSON that is written otherwise")
    return value


def check_plain(value, depth):
    """Raise ValueError for what programs read differently: large numbers, names beyond ASCII, deep nesting."""
    if isinstance(value, int) and abs(value) > LARGEST:
        raise ValueError("a number that not everybody reads alike")
    if isinstance(value, (dict, list)) and not depth:
        raise ValueError("nested too deeply")
    if isinstance(value, dict) and not all(name.isascii() for name in value):
        raise ValueError("a name beyond ASCII")
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        check_plain(each, depth - 1)


def is_number(value):
    """Whether it is a whole number: to Python true is one, to the log it is not."""
    return type(value) is int


def lines_in(files, name, fields=None):
    """The values of a file of canonical JSON lines, each with exactly these fields."""
    content = files[name]
    need(not content or content.endswith(b"\n"), "lines_malformed", 0, name)
    try:
        values = [parsed(line) for line in content.split(b"\n")[:-1]]
    except ValueError as error:
        raise Fault("lines_malformed", 0, name) from error
    for value in values:
        need(isinstance(value, dict) and (fields is None or set(value) == set(fields)), "lines_malformed", 0, name)
    return values


# The container: a ZIP in which nothing is free. It is written again from what was read, and every byte has to agree.

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")
MOST, MOST_BYTES = 2**16 - 1, 2**32 - 1
LOCAL_HEADER, CENTRAL_HEADER, END_RECORD = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def files_in(content):
    """The files of an archive by name, in its order."""
    files, at = {}, 0
    need(len(content) <= MOST_BYTES, "container_wrong")
    while content[at : at + 4] == LOCAL_HEADER and at + 30 <= len(content):
        size, length = struct.unpack_from("<L", content, at + 18)[0], struct.unpack_from("<H", content, at + 26)[0]
        begin = at + 30 + length
        name = content[at + 30 : begin].decode("latin-1")
        is_usable = begin + size <= len(content) and NAME.fullmatch(name) and name not in files and len(files) < MOST
        need(is_usable, "container_wrong", 0, name)
        files[name] = content[begin : begin + size]
        at = begin + size
    need(archive_of(files) == content, "container_wrong")
    return files


def archive_of(files):
    """The one way in which these files are written."""
    pieces, directory, at = [], [], 0
    for name, content in files.items():
        size, label = len(content), name.encode()
        told = struct.pack("<HHHHHLLLHH", 20, 0, 0, 0, 0x21, zlib.crc32(content), size, size, len(label), 0)
        directory.append(CENTRAL_HEADER + struct.pack("<H", 20) + told + struct.pack("<HHHLL", 0, 0, 0, 0, at) + label)
        pieces += [LOCAL_HEADER + told + label, content]
        at += 30 + len(label) + size
    whole, count = b"".join(directory), len(files)
    return b"".join([*pieces, whole, END_RECORD, struct.pack("<HHHHLLH", 0, 0, count, count, len(whole), at, 0)])


# Ed25519 (RFC 8032). Points are (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
NEUTRAL = (0, 1, 1, 0)


def add(one, other):
    """Sum of two points."""
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % P, (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number, point):
    """A point so many times."""
    result = NEUTRAL
    while number:
        if number & 1:
            result = add(result, point)
        point = add(point, point)
        number >>= 1
    return result


def is_neutral(point):
    """Whether a point is the neutral one."""
    return point[0] % P == 0 and (point[1] - point[2]) % P == 0


def point_of(written):
    """The point of 32 bytes; None where it is not on the curve or not written canonically."""
    number = int.from_bytes(written, "little")
    y, sign = number & (1 << 255) - 1, number >> 255
    if len(written) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * pow(2, (P - 1) // 4, P) % P
    if x * x % P != square or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


def written_point(point):
    """The 32 bytes of a point."""
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
FULL_POINTS: dict = {}


def full_point(written: bytes) -> tuple | None:
    """A key's point, None for one of low order or outside the group of prime order: under such keys texts are free."""
    if written not in FULL_POINTS:
        point = point_of(written)
        is_full = point is not None and not is_neutral(times(8, point)) and is_neutral(times(ORDER, point))
        FULL_POINTS[written] = point if is_full else None
    found: tuple | None = FULL_POINTS[written]
    return found


def fits_ed25519(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether a signature fits (RFC 8032, 5.1.7, without cofactor; S below the order)."""
    point = full_point(key)
    if point is None or len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    negative = (P - point[0], point[1], 1, P - point[3])
    return bool(written_point(both(s, BASE, h, negative)) == signature[:32])


def both(one, first, other, second):
    """The sum of two points, each so many times, in one pass."""
    result, together = NEUTRAL, add(first, second)
    for place in range(max(one.bit_length(), other.bit_length()) - 1, -1, -1):
        result = add(result, result)
        bits = one >> place & 1, other >> place & 1
        if any(bits):
            result = add(result, together if all(bits) else first if bits[0] else second)
    return result


# ECDSA on P-256 with SHA-256 (FIPS 186-5). Points are (x, y), None is the neutral one; computed as (X, Y, Z).

Q = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
GX = 0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296
GY = 0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5


def doubled(point):
    """A point of P-256 twice."""
    x, y, z = point
    if not y or not z:
        return (1, 1, 0)
    square = y * y % Q
    s, m = 4 * x * square % Q, 3 * (x - z * z) * (x + z * z) % Q
    new = (m * m - 2 * s) % Q
    return (new, (m * (s - new) - 8 * square * square) % Q, 2 * y * z % Q)


def summed(one, other):
    """Sum of two points of P-256."""
    if not one[2] or not other[2]:
        return other if not one[2] else one
    z1, z2 = one[2] * one[2] % Q, other[2] * other[2] % Q
    u1, u2 = one[0] * z2 % Q, other[0] * z1 % Q
    s1, s2 = one[1] * z2 * other[2] % Q, other[1] * z1 * one[2] % Q
    if u1 == u2:
        return doubled(one) if s1 == s2 else (1, 1, 0)
    h, r = u2 - u1, s2 - s1
    h2 = h * h % Q
    h3, v = h * h2 % Q, u1 * h2 % Q
    x = (r * r - h3 - 2 * v) % Q
    return (x, (r * (v - x) - s1 * h3) % Q, h * one[2] * other[2] % Q)


def numbers_in(der):
    """r and s of a signature in strict DER; None where it is not strict."""
    if len(der) < 8 or der[0] != 0x30 or der[1] != len(der) - 2:
        return None
    numbers, at = [], 2
    while at < len(der):
        size = der[at + 1] if at + 1 < len(der) else 0
        number = der[at + 2 : at + 2 + size]
        if der[at] != 0x02 or not size or len(number) != size or number[0] >= 0x80:
            return None
        if size > 1 and number[0] == 0 and number[1] < 0x80:
            return None
        numbers.append(int.from_bytes(number, "big"))
        at += 2 + size
    return numbers if len(numbers) == 2 else None


def fits_p256(key: bytes, signature: bytes, message: bytes) -> bool:
    """Whether a signature fits under the 65 bytes of an uncompressed point."""
    numbers = numbers_in(signature)
    x, y = int.from_bytes(key[1:33], "big"), int.from_bytes(key[33:], "big")
    is_point = len(key) == 65 and key[0] == 4 and x < Q and y < Q and (y * y - x * x * x + 3 * x - B) % Q == 0
    if numbers is None or not is_point or not all(0 < each < N for each in numbers):
        return False
    r, s = numbers
    inverse, digest = pow(s, -1, N), int.from_bytes(sha256(message), "big")
    one, other, result = digest * inverse % N, r * inverse % N, (1, 1, 0)
    base, point = (GX, GY, 1), (x, y, 1)
    together = summed(base, point)
    for place in range(255, -1, -1):
        result = doubled(result)
        bits = one >> place & 1, other >> place & 1
        if any(bits):
            result = summed(result, together if all(bits) else base if bits[0] else point)
    return bool(result[2]) and result[0] * pow(result[2], -2, Q) % Q % N == r


# The tree over all events (RFC 6962, 2.1), and the tree over the heads of all streams.


def hashes_in(proof):
    """A proof's hashes; None where it is not a list of 32 bytes each in base64."""
    if not isinstance(proof, list) or len(proof) > 256:
        return None
    hashes = [from_base64(each) for each in proof]
    return hashes if all(each is not None and len(each) == 32 for each in hashes) else None


def is_included(leaf, index, size, proof, root):
    """Whether a leaf's hash is at its place in the tree of this size (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    whole, place, last = leaf, index, size - 1
    for sibling in proof:
        if not last:
            return False
        if place & 1 or place == last:
            whole = sha256(b"\x01", sibling, whole)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            whole = sha256(b"\x01", whole, sibling)
        place, last = place >> 1, last >> 1
    return not last and whole == root


def is_beginning(old, size, proof, old_root, root):
    """Whether the tree with the old root is a beginning of the one with the new root (RFC 9162, 2.1.4.2)."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not proof and old_root == root
    hashes = [old_root, *proof] if not old & (old - 1) else list(proof)
    if not hashes:
        return False
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    earlier = later = hashes[0]
    for sibling in hashes[1:]:
        if not last:
            return False
        if place & 1 or place == last:
            earlier, later = sha256(b"\x01", sibling, earlier), sha256(b"\x01", sibling, later)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            later = sha256(b"\x01", later, sibling)
        place, last = place >> 1, last >> 1
    return not last and earlier == old_root and later == root


def bits_of(stream):
    """Where a stream stands in the tree of heads: 256 bits that say left or right."""
    return [int(bit) for bit in f"{int.from_bytes(sha256(stream.encode()), 'big'):0256b}"]


def led(stream, corner, proof):
    """The root to which hashes beside the way lead from a corner of the tree of heads."""
    whole = corner
    for goes_right, sibling in list(zip(bits_of(stream), proof))[::-1]:
        whole = sha256(b"\x03", sibling, whole) if goes_right else sha256(b"\x03", whole, sibling)
    return whole


def is_head(stream, version, digest, proof, root):
    """Whether this is the newest event of its stream."""
    said = canonical({"digest": digest, "stream": stream, "ver": version})
    return led(stream, sha256(b"\x02", sha256(stream.encode()), said), proof) == root


def is_absent(stream, line, root):
    """Whether there is no such stream: another one stands alone in its corner, or the corner is empty."""
    proof = hashes_in(line.get("proof")) if line else None
    if proof is None:
        return False
    met = line.get("met")
    if met is None:
        return led(stream, bytes(32), proof) == root
    if not isinstance(met, dict) or set(met) != {"stream", "ver", "digest"} or met["stream"] == stream:
        return False
    corner = len(proof)
    is_same_corner = bits_of(str(met["stream"]))[:corner] == bits_of(stream)[:corner]
    return is_same_corner and is_head(str(met["stream"]), met["ver"], met["digest"], proof, root)


# Signed notes, checkpoints, and the policy that says whose signatures count (C2SP signed-note, tlog-checkpoint,
# tlog-cosignature, tlog-policy).

LOG, WITNESS = 1, 4
SIGNATURE = re.compile(r"— (\S+) ([A-Za-z0-9+/=]+)")
CHECKPOINT = re.compile(r"([^\n]+)\n(0|[1-9][0-9]{0,17})\n([^\n]+)\nheads ([^\n]+)\n")


def note_in(content):
    """Text and signature lines (name, identifier, value) of a note; None where it is none."""
    try:
        text, blank, below = content.decode().rpartition("\n\n")
    except UnicodeDecodeError:
        return None
    if len(content) > 1 << 16 or not blank or not below.endswith("\n") or re.search("[\x00-\x09\x0b-\x1f]", text):
        return None
    signatures = []
    for line in below[:-1].split("\n"):
        found = SIGNATURE.fullmatch(line)
        value = from_base64(found[2]) if found else None
        if value is None or len(value) < 5:
            return None
        signatures.append((found[1], value[:4], value[4:]))
    return (text + "\n", signatures) if len(signatures) <= 64 else None


def key_in(told):
    """A key as configurations write it, name+identifier+base64: (name, type, identifier, 32 bytes); else None."""
    found = re.fullmatch(r"([^+\s]+)\+([0-9a-f]{8})\+(\S+)", told)
    content = from_base64(found[3]) if found else None
    if content is None or len(content) != 33 or content[0] not in (LOG, WITNESS):
        return None
    identifier = sha256(found[1].encode(), b"\n", content)[:4]
    is_key = identifier.hex() == found[2] and full_point(content[1:]) is not None
    return (found[1], content[0], identifier, content[1:]) if is_key else None


def signed_by(note, key, code):
    """Seconds since 1970 of a cosignature, 0 of a signature, None where it did not sign; a wrong one is a fault."""
    text, signatures = note
    for name, identifier, value in signatures:
        if (name, identifier) == (key[0], key[2]):
            at, message = 0, text
            if key[1] == WITNESS:
                need(len(value) == 72, code, 0, name)
                at, value = int.from_bytes(value[:8], "big"), value[8:]
                message = f"cosignature/v1\ntime {at}\n{text}"
            need(fits_ed25519(key[3], value, message.encode()), code, 0, name)
            return at
    return None


def signed_by_log(note, keys, code):
    """A fault unless one of the log's keys signed."""
    need(any(signed_by(note, key, code) is not None for key in keys), code)


def checkpoint_in(note):
    """Log, size, root and root over the heads of a checkpoint; None where the note is none."""
    found = CHECKPOINT.fullmatch(note[0]) if note else None
    root, heads = (from_base64(found[3]), from_base64(found[4])) if found else (None, None)
    if root is None or heads is None or len(root) != 32 or len(heads) != 32 or int(found[2]) > LARGEST:
        return None
    return {"log": found[1], "size": int(found[2]), "root": root, "heads": heads}


class Policy:
    """Whose signatures count: logs, witnesses, groups of them, and the quorum that has to have cosigned."""

    def __init__(self, content):
        self.logs, self.witnesses, self.groups, self.quorum, self.used = [], {}, {}, None, set()
        try:
            lines = content.decode("utf-8-sig").split("\n")
        except UnicodeDecodeError as error:
            raise Fault("policy_unreadable") from error
        for number, line in enumerate(lines, 1):
            words = [each for each in re.split("[ \t\r]+", line) if each]
            if words and not words[0].startswith("#"):
                need(self.take(words[0], words[1:]), "policy_unreadable", 0, f"line {number}: {line}")
        need(self.logs, "policy_unreadable", 0, "no log")

    def is_new(self, name):
        """Whether a name is free."""
        return name != "none" and name not in self.witnesses and name not in self.groups

    def take(self, kind, words):
        """Take a line in; says whether it was understood."""
        if kind == "log" and len(words) in (1, 2):
            key = key_in(words[0])
            self.logs.append(key)
            return key is not None and key[1] == LOG
        if kind == "witness" and len(words) in (2, 3) and self.is_new(words[0]):
            key = key_in(words[1])
            is_twice = key is not None and any(each[3] == key[3] for each in self.witnesses.values())
            self.witnesses[words[0]] = key
            return key is not None and key[1] == WITNESS and not is_twice
        if kind == "group" and len(words) >= 3 and self.is_new(words[0]):
            return self.take_group(words[0], words[1], words[2:])
        if kind != "quorum" or len(words) != 1 or self.quorum is not None:
            return False
        self.quorum = words[0]
        return words[0] == "none" or not self.is_new(words[0])

    def take_group(self, name, count, members):
        """A group of witnesses and groups that stand above it, each used once."""
        is_number = re.fullmatch("[1-9][0-9]{0,3}", count)
        least = {"all": len(members), "any": 1}.get(count) or (int(count) if is_number else 0)
        are_free = True
        for each in members:
            are_free = are_free and not self.is_new(each) and each != "none" and each not in self.used
            self.used.add(each)
        self.groups[name] = (least, members)
        return are_free and 1 <= least <= len(members)

    def is_met(self, cosigners):
        """Whether the quorum is among these witnesses."""
        present = set(cosigners)
        for name, (least, members) in self.groups.items():
            if sum(each in present for each in members) >= least:
                present.add(name)
        return self.quorum in (None, "none") or self.quorum in present


# What people signed: the envelope in an event (DSSE v1), by which key, and whether it is about this very event.

STATEMENT = "application/vnd.bihuan.statement.v1+json"
ED25519_HEAD = bytes.fromhex("302a300506032b6570032100")
P256_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")
RANKS = ("none", "server_attested", "software_key", "passkey")
FLOORS = {"key.enrol": "server_attested", "key.confirm": "software_key", "policy.set_signing_level": "passkey"}
LEVELS = {
    "webauthn": "passkey",
    "raw": "software_key",
    "server-attested": "server_attested",
    "x509-sm2": "passkey",
}


def envelope_in(written):
    """The parts of an envelope; None where it is none."""
    try:
        said = json.loads(written) if len(written) <= 1 << 16 else None
        (signature,) = said["signatures"]
        optional = {name: signature.get(name) for name in ("authenticator_data", "client_data")}
        parts = {name: from_any_base64(each) for name, each in optional.items() if each is not None}
        envelope = {
            "type": said["payloadType"],
            "payload": from_any_base64(said["payload"]),
            "key": signature.get("keyid") or "",
            "value": from_any_base64(signature["sig"]),
            "authenticator": parts.get("authenticator_data"),
            "client": parts.get("client_data"),
        }
        is_whole = isinstance(envelope["type"], str) and None not in (envelope["payload"], envelope["value"])
        if not is_whole or None in parts.values():
            return None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    envelope["said"] = statement_in(envelope)
    return envelope


def statement_in(envelope):
    """What was signed, as plain data; None where it is none of our statements."""
    try:
        said = parsed(envelope["payload"]) if envelope["type"] == STATEMENT else None
        return said if isinstance(said, dict) else None
    except ValueError:
        return None


def signed_bytes(envelope):
    """The pre-authentication encoding: type and payload, each with its length."""
    kind, payload = envelope["type"].encode(), envelope["payload"]
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def enrolled_point(algorithm, public_key):
    """The key's bytes from its enrolment; None where no signature can be checked with them."""
    der = from_base64(public_key) or b""
    if algorithm == "Ed25519" and der.startswith(ED25519_HEAD):
        point = der[len(ED25519_HEAD) :]
        return point if full_point(point) is not None else None
    return der[len(P256_HEAD) :] if algorithm == "ES256" and der.startswith(P256_HEAD + b"\x04") else None


def fault_in_signature(envelope, enrolment):
    """Why an envelope was not signed by an enrolled key, as the name of the check; None where it was."""
    scheme, algorithm = enrolment.get("scheme"), enrolment.get("algorithm")
    over, point = signed_bytes(envelope), enrolled_point(algorithm, enrolment.get("public_key"))
    if point is None:
        return "encoding"
    if scheme != "webauthn":
        if envelope["authenticator"] is not None or envelope["client"] is not None:
            return "fields"
        if algorithm != "Ed25519" or scheme not in ("raw", "server-attested"):
            return "algorithm"
        return None if fits_ed25519(point, envelope["value"], over) else "signature"
    if envelope["authenticator"] is None or envelope["client"] is None:
        return "fields"
    host = enrolment.get("relying_party") or ""
    fault = fault_in_client(envelope["client"], sha256(over), host) or fault_in_device(envelope["authenticator"], host)
    fits = fits_p256 if algorithm == "ES256" else fits_ed25519
    return fault or (
        None if fits(point, envelope["value"], envelope["authenticator"] + sha256(envelope["client"])) else "signature"
    )


def once(pairs):
    """The members of an object, none twice."""
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a member stands twice")
    return dict(pairs)


def fault_in_client(content, challenge, host):
    """What is wrong with what the browser said it was asked (Web Authentication L3, 5.8.1)."""
    try:
        said = json.loads(content.decode(), object_pairs_hook=once)
    except (ValueError, RecursionError):
        return "client_data"
    if not isinstance(said, dict):
        return "client_data"
    if said.get("type") != "webauthn.get":
        return "type"
    if said.get("challenge") != base64.urlsafe_b64encode(challenge).rstrip(b"=").decode():
        return "challenge"
    if not is_secure_below(said.get("origin"), host):
        return "origin"
    return None if said.get("crossOrigin", False) is False and "topOrigin" not in said else "cross_origin"


def is_secure_below(origin, host):
    """Whether an address is secure and belongs to the host the key was made for, or to one below it."""
    try:
        said = urlsplit(origin)
        found = said.hostname or ""
    except (ValueError, AttributeError, TypeError):
        return False
    if not host or not isinstance(origin, str) or not (found == host or found.endswith("." + host)):
        return False
    return said.scheme == "https" or (said.scheme == "http" and is_this_machine(found))


def is_this_machine(host):
    """Whether a host is the browser's own machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def fault_in_device(data, host):
    """What is wrong with what the device signed besides (6.1): the person was there and was verified, for this host."""
    if len(data) < 37 or data[32] & 0x40 or (not data[32] & 0x80 and len(data) != 37):
        return "authenticator_data"
    if data[:32] != sha256(host.encode()):
        return "relying_party"
    if not data[32] & 0x01:
        return "presence"
    if not data[32] & 0x04:
        return "verification"
    return None if data[32] & 0x08 or not data[32] & 0x10 else "backup"


def fault_in_belonging(said, body):
    """The first part of a statement that is not about this event; None where all agrees."""
    if said is None:
        return "statement"
    actor = body["actor"]
    signer = {name: actor.get(name) for name in ("person", "appointment", "on_behalf_of")}
    expected = {
        "log": body["log"],
        "id": body.get("command"),
        "subject": {"stream": body["stream"], "ver": body["ver"] - 1, "prev": body["prev"]},
        "signer": signer,
        "post": actor.get("post"),
        "unit": actor.get("unit"),
        "claimed_at": body.get("claimed_at"),
    }
    for name, value in expected.items():
        if not is_same(said.get(name), value):
            return name
    action = said.get("action")
    allowed = ACTIONS.get(action, {}) if isinstance(action, str) else {}
    if allowed and body["name"] not in allowed:
        return "action"
    content = said["content"] if isinstance(said.get("content"), dict) else {}
    asked = content.get("asked") if isinstance(content.get("asked"), dict) else {}
    both = allowed.get(body["name"], "").split()
    agree = all(is_said(body["data"], name, value, name in both) for name, value in asked.items() if value is not None)
    return fault_in_circumstances(content, body) if agree else "content"


def fault_in_circumstances(content, body):
    """Whether it happened when, and is known how, the statement says; left open, it happened when it was recorded."""
    if content.get("basis") != body.get("basis"):
        return "basis"
    when, told = content.get("happened"), body.get("happened")
    expected = ({"on": when}, {"at": when}) if when is not None else ({"at": body.get("received_at")},)
    return None if told in expected else "happened"


def is_said(data, name, asked, is_needed):
    """Whether an event says what was asked, wherever it has the name: itself, or in a part such as the measures of an
    assignment. A part that says who acted is no such part."""
    parts = [part for of, part in data.items() if isinstance(part, dict) and of != "by"]
    happened = [each[name] for each in (data, *parts) if name in each]
    return (happened or not is_needed) and all(agrees(asked, each) for each in happened)


def agrees(asked, happened):
    """Lists may have been put in order, and what stood in them twice stands there once."""
    if isinstance(asked, list) and isinstance(happened, list):
        return {canonical(each) for each in asked} == {canonical(each) for each in happened}
    return is_same(asked, happened)


# The steps, in their order.

FILES: tuple = ("checkpoint.note", "policy.txt", "events.jsonl", "leaves.jsonl", "proofs.jsonl", "heads.jsonl")
FILES += ("consistency.jsonl", "disclosures.jsonl", "attachments.jsonl")
FOR_READING: tuple = ("words.json", "verify.py", "verify.html", "READ-ME.txt", "dossier.pdf")
ORIGINAL, ROLES = re.compile("attachments/[0-9a-f]{64}"), ("subject", "context")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
NAMESPACE = uuid.UUID("7d5c1b5e-54d0-5f0b-9d84-1f5b0a1a6d10")
AHEAD, BEHIND, DAY = timedelta(hours=14), timedelta(hours=12), timedelta(days=1)
NUMBER, BEGIN_HAZARDS = "%s-%d-%04d", ("hazard.found.v1", "hazard.taken_over.v1")
EVIDENCE = {"attachment", "ciphertext_sha256", "size", "kind", "commitment"}


def manifest_in(files):
    """The manifest, and that the files are exactly those it lists."""
    names = list(files)
    need(names[:2] == ["manifest.json", "manifest.note"], "manifest_wrong")
    try:
        manifest = parsed(files["manifest.json"])
        is_of_form = is_number(manifest["v"]) and manifest["v"] == 1 and manifest["ignored"] == []
        need(is_of_form and isinstance(manifest["log"], str), "manifest_wrong")
        need(isinstance(manifest["about"], dict) and is_number(manifest["size"]), "manifest_wrong")
        need(is_of(manifest["origin"], manifest["log"]), "manifest_wrong")
        need([each["name"] for each in manifest["files"]] == names[2:], "manifest_wrong")
        need(all(each["role"] in ROLES for each in manifest["streams"]), "manifest_wrong")
        [(each["stream"], each["versions"]) for each in manifest["streams"]]
    except (ValueError, KeyError, TypeError) as error:
        raise Fault("manifest_wrong") from error
    need(all(name in files for name in FILES), "manifest_wrong")
    need(all(name in FILES + FOR_READING or ORIGINAL.fullmatch(name) for name in names[2:]), "manifest_wrong")
    for each in manifest["files"]:
        content = files[each["name"]]
        is_it = is_same([each.get("sha256"), each.get("size")], [sha256(content).hex(), len(content)])
        need(is_it, "file_altered", 0, each["name"])
    return manifest


def is_of(origin, log):
    """Whether heads of this origin are of this log: its own name, or that of a history that was declared to part."""
    return origin == log or re.fullmatch(re.escape(log) + "/fork-[1-9][0-9]*", origin) is not None


def check_manifest_signed(files, manifest, log_keys):
    """The log signed the manifest, and with it every file."""
    note = note_in(files["manifest.note"])
    over = base64.b64encode(sha256(files["manifest.json"])).decode()
    text = f"bihuan-bundle/v1\n{manifest['origin']}\n{over}\n"
    need(note is not None and note[0] == text and len(note[1]) == 1, "manifest_not_signed")
    signed_by_log(note, log_keys, "manifest_not_signed")


def checkpoint_of(files, manifest, policy, log_keys):
    """The checkpoint that everything is proved under, and who cosigned it."""
    note = note_in(files["checkpoint.note"])
    checkpoint = checkpoint_in(note)
    is_ours = checkpoint is not None and (checkpoint["log"], checkpoint["size"]) == (
        manifest["origin"],
        manifest["size"],
    )
    need(is_ours, "checkpoint_malformed")
    signed_by_log(note, log_keys, "checkpoint_not_signed")
    signed = {name: signed_by(note, key, "cosignature_wrong") for name, key in policy.witnesses.items()}
    cosigners = {name: at for name, at in signed.items() if at is not None}
    need(policy.is_met(cosigners), "quorum_not_met")
    return checkpoint, cosigners


def check_earlier(files, earlier, log_keys, checkpoint):
    """Since checkpoints that the auditor kept the log has only grown."""
    told = lines_in(files, "consistency.jsonl", ("size", "proof"))
    proofs = {each["size"]: hashes_in(each["proof"]) for each in told if is_number(each["size"])}
    for written in earlier:
        note = note_in(written)
        old = checkpoint_in(note)
        need(old is not None, "earlier_checkpoint_malformed")
        need(old["log"] == checkpoint["log"], "checkpoint_of_another_log", 0, old["log"])
        signed_by_log(note, log_keys, "earlier_checkpoint_malformed")
        proof = [] if old["size"] == checkpoint["size"] else proofs.get(old["size"])
        need(proof is not None, "consistency_missing", 0, old["size"])
        is_kept = is_beginning(old["size"], checkpoint["size"], proof, old["root"], checkpoint["root"])
        need(is_kept, "history_rewritten", 0, old["size"])


def events_of(files, manifest, checkpoint):
    """Every event at its place in the log: (leaf, body, digest of the body)."""
    bodies, leaves = lines_in(files, "events.jsonl"), lines_in(files, "leaves.jsonl")
    proofs = lines_in(files, "proofs.jsonl", ("pos", "proof"))
    need(len(bodies) == len(leaves) == len(proofs), "lines_malformed")
    events, before = [], {"pos": 0, "rec": ""}
    for body, leaf, proof in zip(bodies, leaves, proofs):
        position = leaf.get("pos")
        is_placed = is_number(position) and position > before["pos"] and isinstance(leaf.get("rec"), str)
        need(is_placed and INSTANT.fullmatch(leaf["rec"]), "lines_malformed", before["pos"])
        need(isinstance(body.get("actor"), dict) and isinstance(body.get("data"), dict), "lines_malformed", position)
        digest = sha256(canonical(body)).hex()
        need(is_same(leaf, leaf_of(manifest["log"], leaf, body, digest)), "leaf_differs", position)
        need(body.get("log") == manifest["log"], "leaf_differs", position)
        need(leaf["rec"] >= before["rec"], "time_ran_back", position)
        hashes = hashes_in(proof["proof"]) if is_same(proof["pos"], position) else None
        hashed = sha256(b"\x00", canonical(leaf))
        is_there = hashes is not None and is_included(
            hashed, position - 1, checkpoint["size"], hashes, checkpoint["root"]
        )
        need(is_there, "not_in_the_log", position)
        events.append((leaf, body, digest))
        before = leaf
    return events


def leaf_of(log, leaf, body, digest):
    """What the leaf of a body has to say; level and key are held against the signature later."""
    said = {name: body.get(name) for name in ("stream", "ver", "name", "prev")}
    mine = {"v": 1, "log": log, "body": digest, "len": len(canonical(body))}
    return {**said, **mine, **{name: leaf.get(name) for name in ("pos", "rec", "level", "key")}}


def check_chains(events, manifest):
    """Streams are whole from their first event on; gives version, digest and position of the newest one of each."""
    newest = {}
    for leaf, body, digest in events:
        version, before, _ = newest.get(body["stream"], (0, None, 0))
        need(is_number(body["ver"]) and body["ver"] == version + 1, "version_missing", leaf["pos"])
        need(body["prev"] == before, "chain_broken", leaf["pos"])
        newest[body["stream"]] = (body["ver"], digest, leaf["pos"])
    told = [[each["stream"], each["versions"]] for each in manifest["streams"]]
    need(is_same(told, [[stream, version] for stream, (version, _, _) in newest.items()]), "manifest_wrong")
    return newest


def check_heads(files, newest, checkpoint):
    """The newest event of every stream is the newest one that the log had: nothing is missing at the end."""
    lines = {each.get("stream"): each for each in lines_in(files, "heads.jsonl") if not is_same(each.get("ver"), 0)}
    for stream, (version, digest, position) in newest.items():
        line = lines.get(stream, {})
        proof = hashes_in(line.get("proof"))
        is_told = proof is not None and is_same([line.get("ver"), line.get("digest")], [version, digest])
        need(is_told and is_head(stream, version, digest, proof, checkpoint["heads"]), "heads_differ", position)


def disclosures_of(files):
    """Names and texts that are told, each fitting its commitment. What is not told was erased, or is hidden."""
    told = {}
    for line in lines_in(files, "disclosures.jsonl", ("commitment", "salt", "value")):
        salt, value = line["salt"], line["value"]
        is_written = isinstance(value, str) and isinstance(salt, str) and re.fullmatch("[0-9a-f]{64}", salt)
        need(is_written and line["commitment"] not in told, "disclosure_wrong", 0, line["commitment"])
        fits = sha256(bytes.fromhex(salt), value.encode()).hex() == line["commitment"]
        need(fits, "disclosure_wrong", 0, line["commitment"])
        told[line["commitment"]] = value
    return told


def check_signatures(events, disclosures):
    """Every signature in the order of the log, and whether it says as much as was required then.

    Gives how many there are, of how many the text that was shown is not told, and which of the keys that signed nobody
    vouched for but whoever sat at the server's console.
    """
    keys, levels, count, untold, at_console = {}, Levels(events), 0, 0, set()
    for leaf, body, _ in events:
        written = body.get("signatures")
        need(isinstance(written, list) and len(written) <= 1, "signature_wrong", leaf["pos"])
        need(written or (leaf["key"] is None and leaf["level"] is None), "leaf_differs", leaf["pos"])
        said = check_signature(leaf, body, written[0], keys) if written else {}
        levels.check(leaf, body, said.get("action"))
        if written:
            count, untold = count + 1, untold + (said.get("display") not in disclosures)
            at_console |= {leaf["key"]} if keys.get(leaf["key"], {}).get("by") == "console" else set()
        take_key(keys, body)
        levels.take(body)
    return count, untold, at_console


def check_signature(leaf, body, written, keys):
    """One signature; gives the statement that was signed."""
    envelope = envelope_in(written) if isinstance(written, str) else None
    need(envelope is not None, "signature_wrong", leaf["pos"], "envelope")
    enrolment = enrolment_for(leaf, body, envelope["key"], keys)
    fault = fault_in_signature(envelope, enrolment)
    need(fault is None, "signature_wrong", leaf["pos"], fault)
    other = fault_in_belonging(envelope["said"], body)
    need(other is None, "signature_of_something_else", leaf["pos"], other)
    is_told = (leaf["key"], leaf["level"]) == (envelope["key"], LEVELS.get(enrolment["scheme"]))
    need(is_told, "leaf_differs", leaf["pos"])
    return envelope["said"]


def enrolment_for(leaf, body, named, keys):
    """The enrolment of a key that could sign then: enrolled, confirmed, not revoked, of the person who acted."""
    if body["name"] == "key.enrolled.v1":
        return body["data"]
    key = keys.get(named) if isinstance(named, str) else None
    need(key is not None and "enrolment" in key, "key_not_enrolled", leaf["pos"], named)
    need("confirmed" in key and is_that_key(key), "key_not_confirmed", leaf["pos"], named)
    need("revoked" not in key, "key_revoked_before", leaf["pos"], named)
    is_own = key["enrolment"].get("person") == body["actor"].get("person")
    need(is_own, "key_of_another", leaf["pos"], named)
    return key["enrolment"]


def is_that_key(key):
    """Whether the key is the one whose fingerprint was compared, by a registrar or at the server's console."""
    der = from_base64(key["enrolment"].get("public_key"))
    is_compared = der is not None and sha256(der).hex() == key["confirmed"].get("fingerprint")
    return is_compared and key["by"] in ("console", "registrar")


def take_key(keys, body):
    """Remember what an event says of a key, and who confirmed it: the post of a person, else in what capacity."""
    kind = {"key.enrolled.v1": "enrolment", "key.confirmed.v1": "confirmed", "key.revoked.v1": "revoked"}
    if body["name"] in kind:
        key = keys.setdefault(body["stream"], {})
        key[kind[body["name"]]] = body["data"]
        if body["name"] == "key.confirmed.v1":
            key["by"] = body["actor"].get("post" if body["actor"].get("kind") == "person" else "kind")


class Levels:
    """How much a signature had to say under each act of a person, by the policy that was on the record then."""

    def __init__(self, events):
        self.versions, self.are_major = {}, {}
        self.signed = {}
        for _, body, _ in events:
            if body.get("signatures"):
                envelope = envelope_in(body["signatures"][0]) if isinstance(body["signatures"][0], str) else None
                action = (envelope["said"] or {}).get("action") if envelope else None
                self.signed[(body.get("command"), body["stream"])] = (action, body["name"])

    def take(self, body):
        """Remember a level that was set, and how a hazard is graded."""
        data, grade = body["data"], {"hazard.found.v1": "grade_proposed"}.get(body["name"], "grade")
        if body["name"] == "policy.signing_level_set.v1" and body["stream"] == natural_id("signing levels"):
            self.versions.setdefault(data["act"], []).append(data)
        if body["name"] in ("hazard.found.v1", "hazard.graded.v1", "hazard.taken_over.v1"):
            self.are_major[body["stream"]] = data.get(grade) == "major"

    def check(self, leaf, body, action):
        """A fault where a person's act needed more than the signature it has; `action` is what was signed, or none."""
        if body["actor"].get("kind") != "person" or self.is_along(body, action):
            return
        at, is_major = instant(leaf["rec"]), self.are_major.get(body["stream"], False)
        needed = min((self.needed(act, is_major, at) for act in self.acts(body, action)), default=0)
        has = RANKS.index(leaf["level"] or "none")
        need(has >= needed, "signature_too_weak" if action else "signature_missing", leaf["pos"], RANKS[needed])

    def acts(self, body, action):
        """The act that was signed; of an unsigned event those that come to it, those with a level before others."""
        found = [action] if action else [act for act, names in ACTIONS.items() if body["name"] in names]
        return [act for act in found if act in self.versions or act in FLOORS] or found

    def is_along(self, body, action):
        """Whether an unsigned event was recorded along with a signed one, as a further outcome of the same step."""
        signed, name = self.signed.get((body.get("command"), body["stream"]), (None, None))
        return action is None and name not in (None, body["name"]) and body["name"] in ACTIONS.get(signed, ())

    def needed(self, act, is_major, at):
        """The least that can have been in force, whatever zone the log keeps its days in."""
        days = {(at + shift).strftime("%Y-%m-%d") for shift in (-BEHIND, timedelta(), AHEAD)}
        return min(self.on(act, is_major, day) for day in days)

    def on(self, act, is_major, day):
        """The place of the newest level whose day has come, never below what no policy goes below."""
        versions = [each for each in self.versions.get(act, ()) if each["effective_on"] <= day]
        level = versions[-1]["major" if is_major else "general"] if versions else "none"
        return max(RANKS.index(level), RANKS.index(FLOORS.get(act, "none")))


def check_levels_told(files, newest, checkpoint):
    """The policy on signatures is here whole, or there is none in the log."""
    stream = natural_id("signing levels")
    need(stream in newest or is_absent(stream, absent_in(files).get(stream), checkpoint["heads"]), "levels_missing")


def absent_in(files):
    """What is told of streams that do not exist, by stream."""
    return {each.get("stream"): each for each in lines_in(files, "heads.jsonl") if is_same(each.get("ver"), 0)}


def natural_id(*parts):
    """The identifier of what is found by its natural key (UUID version 5, RFC 9562)."""
    return str(uuid.uuid5(NAMESPACE, "\x1f".join(parts)))


def check_posts(events):
    """Whoever acted in a post had been appointed to it, and it had not ended, by what was on the record then."""
    appointments = {}
    for leaf, body, _ in events:
        actor, held = body["actor"], appointments.get(body["actor"].get("appointment"))
        if actor.get("kind") == "person" and any(map(actor.get, ("appointment", "post", "on_behalf_of"))):
            is_it = held is not None and all(held.get(each) == actor.get(each) for each in ("person", "post", "unit"))
            is_it = is_it and held.get("delegated_by") == actor.get("on_behalf_of")
            need(is_it, "post_not_held", leaf["pos"], actor.get("post"))
            need(is_held(held, instant(leaf["rec"])), "post_not_held", leaf["pos"], actor.get("post"))
        if body["name"] == "appointment.made.v1":
            appointments[body["stream"]] = dict(body["data"])
        if body["name"] == "appointment.ended.v1" and body["stream"] in appointments:
            appointments[body["stream"]]["until_on"] = body["data"].get("on")


def instant(text):
    """An instant, in UTC."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)


def midnight(day):
    """The beginning of a day by UTC. What zone the log keeps its days in is not in it: edges are left open."""
    return datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=timezone.utc)


def is_held(held, at):
    """Whether an instant lies in a term, somewhere on earth."""
    until = held.get("until_on")
    has_begun = at + AHEAD >= midnight(held["from_on"])
    return has_begun and (until is None or (at - BEHIND).date() <= midnight(until).date())


def check_attachments(files, events):
    """Photos and papers: what events mention, and the very bytes where they are enclosed; how many of how many."""
    mentioned = {}
    for leaf, body, _ in events:
        for each in evidence_in(body["data"]):
            mentioned.setdefault(each["attachment"], (leaf["pos"], each))
    enclosed, told, names = 0, set(), {name for name in files if ORIGINAL.fullmatch(name)}
    fields = ("attachment", "sha256", "salt", "commitment", "kind", "size", "file")
    for line in lines_in(files, "attachments.jsonl", fields):
        position, said = mentioned.get(line["attachment"], (0, {}))
        is_mentioned = said and all(is_same(said[name], line[name]) for name in ("commitment", "kind", "size"))
        need(is_mentioned and line["attachment"] not in told, "attachment_wrong", position, line["attachment"])
        told.add(line["attachment"])
        if line["file"] is not None:
            check_file(line, files.get(line["file"]), position)
            names.discard(line["file"])
            enclosed += 1
    need(not names, "attachment_wrong", 0, ", ".join(sorted(names)))
    return enclosed, len(mentioned)


def check_file(line, content, position):
    """The bytes of one file, by size, digest and commitment."""
    is_written = isinstance(line["salt"], str) and re.fullmatch("[0-9a-f]{64}", line["salt"])
    need(content is not None and is_written, "attachment_wrong", position, line["attachment"])
    found = [len(content), sha256(content).hex(), sha256(bytes.fromhex(line["salt"]), content).hex()]
    told = [line["size"], line["sha256"], line["commitment"]]
    need(is_same(found, told), "attachment_wrong", position, line["attachment"])


def evidence_in(value):
    """Every mention of a file in plain data."""
    if isinstance(value, dict):
        if set(value) == EVIDENCE:
            yield value
        for each in value.values():
            yield from evidence_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from evidence_in(each)


def check_about(manifest, events):
    """The bundle is about what it says: that hazard and no other, that unit's hazards, that person."""
    about, kind, named = manifest["about"], manifest["about"].get("kind"), str(manifest["about"].get("id"))
    subjects = [each["stream"] for each in manifest["streams"] if each["role"] == "subject"]
    begun = {body["stream"]: body["name"] for _, body, _ in reversed(events)}
    numbers = numbers_in_events(events)
    if kind == "hazard":
        number = numbers.get(named)
        is_it = subjects == [named] and begun.get(named) in BEGIN_HAZARDS
        need(is_it and about.get("number") == (number and NUMBER % number), "about_wrong", 0, about.get("number"))
    elif kind == "unit":
        code, codes = about.get("code"), [body["data"].get("code") for _, body, _ in events if body["stream"] == named]
        is_it = isinstance(code, str) and code in codes
        need(is_it and all(numbers.get(each, ("",))[0] == code for each in subjects), "about_wrong", 0, code)
    else:
        is_person = kind == "person" and named in subjects and begun[named].startswith("person.")
        need(is_person, "about_wrong", 0, named)


def numbers_in_events(events):
    """Unit code, year and number of each hazard that took its number."""
    numbered = (body for _, body, _ in events if body["name"] in ("hazard.registered.v1", "hazard.taken_over.v1"))
    return {each["stream"]: tuple(each["data"][name] for name in ("unit_code", "year", "seq")) for each in numbered}


def check_registers(files, manifest, events, checkpoint):
    """Of a unit: every number that its register gave away in the time is that of a hazard in the bundle."""
    about = manifest["about"]
    if about.get("kind") != "unit":
        return
    absent, there = absent_in(files), set(numbers_in_events(events).values())
    code, begin = str(about["code"]), midnight(about["from"]) + BEHIND
    end = midnight(about["to"]) - AHEAD + DAY
    for year in range(int(about["from"][:4]), int(about["to"][:4]) + 1):
        stream = natural_id("register", code, str(year))
        taken = [(leaf, body["data"]) for leaf, body, _ in events if body["stream"] == stream]
        is_known = taken or is_absent(stream, absent.get(stream), checkpoint["heads"])
        need(is_known, "register_incomplete", 0, f"{code} {year}")
        for leaf, data in taken:
            if begin <= instant(leaf["rec"]) < end:
                for number in range(data["first"], data["last"] + 1):
                    need(
                        (code, year, number) in there, "register_incomplete", leaf["pos"], NUMBER % (code, year, number)
                    )


def check(content, policy=None, earlier=()):
    """Everything, in order; gives what was found and raises `Fault` at the first thing that does not hold."""
    files = files_in(content)
    manifest = manifest_in(files)
    trusted = Policy(files["policy.txt"] if policy is None else policy)
    log_keys = [key for key in trusted.logs if key[0] == manifest["origin"]]
    need(log_keys, "log_not_trusted", 0, manifest["origin"])
    check_manifest_signed(files, manifest, log_keys)
    checkpoint, cosigners = checkpoint_of(files, manifest, trusted, log_keys)
    check_earlier(files, earlier, log_keys, checkpoint)
    events = events_of(files, manifest, checkpoint)
    newest = check_chains(events, manifest)
    check_heads(files, newest, checkpoint)
    check_about(manifest, events)
    disclosures = disclosures_of(files)
    check_levels_told(files, newest, checkpoint)
    signatures, untold, at_console = check_signatures(events, disclosures)
    check_posts(events)
    enclosed, mentioned = check_attachments(files, events)
    check_registers(files, manifest, events, checkpoint)
    return {
        "log": manifest["log"],
        "about": manifest["about"],
        "size": checkpoint["size"],
        "events": len(events),
        "streams": len(newest),
        "signatures": signatures,
        "keys_vouched_for_at_the_console": sorted(at_console),
        "cosigned_by": sorted(cosigners),
        "is_pinned": policy is not None,
        "earlier_checkpoints": len(earlier),
        "texts_not_told": untold,
        "files_enclosed": enclosed,
        "files_mentioned": mentioned,
    }


def verdict(content: bytes, policy: bytes | None = None, earlier: list | tuple = ()) -> dict:
    """The answer as plain data: `holds`, what was found, or the fault."""
    try:
        return {"holds": True, **check(content, policy, earlier), "fault": None}
    except Fault as fault:
        found = fault
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OverflowError) as error:
        found = Fault("lines_malformed", 0, type(error).__name__)
    return {"holds": False, "fault": {"code": found.code, "position": found.position, "what": found.what}}


def words(said: dict) -> str:
    """The answer in two languages, for people."""
    if not said["holds"]:
        fault = said["fault"]
        return "不成立 DOES NOT HOLD: {code} (position {position}) {what}".format(**fault)
    lines = ["成立 HOLDS: {log}, {events} events, {signatures} signatures, checkpoint {size}".format(**said)]
    about = said["about"]
    named = about.get("number") or about.get("code") or about.get("id")
    lines.append(f"内容 about: {about['kind']} {named} {about.get('from') or ''} {about.get('to') or ''}".rstrip())
    if not said["is_pinned"]:
        lines.append("日志公钥出自证据包本身，未经核对 NOT PINNED: the log's key is the bundle's own; bring --policy")
    if said["earlier_checkpoints"]:
        lines.append("与您保存的检查点一致 continues your earlier checkpoints: {earlier_checkpoints}".format(**said))
    if not said["cosigned_by"]:
        lines.append("无见证人共签 not cosigned by any witness of the policy")
    if said["keys_vouched_for_at_the_console"]:
        keys = ", ".join(said["keys_vouched_for_at_the_console"])
        lines.append(f"仅由服务器控制台确认的密钥 keys that only the server's console vouched for: {keys}")
    if said["texts_not_told"]:
        lines.append("{texts_not_told} 份签字文本已删除或未提供 shown texts erased or not told".format(**said))
    lines.append("照片和文件 photos and papers: {files_enclosed} / {files_mentioned}".format(**said))
    return "\n".join(map(shown, lines))


def main(arguments: list | None = None) -> int:
    """Run as a program."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle")
    parser.add_argument("--policy")
    parser.add_argument("--checkpoint", action="append", default=[])
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    try:
        content, policy = read(given.bundle), read(given.policy) if given.policy else None
        earlier = [read(each) for each in given.checkpoint]
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    said = verdict(content, policy, earlier)
    print(json.dumps(said, ensure_ascii=False) if given.json else words(said))
    return 0 if said["holds"] else 1


def read(path):
    """The bytes of a file."""
    with open(path, "rb") as file:
        return file.read()


# Of every command the events that it decides, each with the names that both have: a signed statement belongs to one of
# them, and what it says under such a name the event says as well.
# fmt: off
ACTIONS = {
    "access.unmask_names": {"access.names_unmasked.v1": "hazard reason unit what"},
    "appointment.delegate": {"appointment.made.v1": "document from_on only person until_on"},
    "appointment.end": {"appointment.ended.v1": "on reason"},
    "appointment.make": {"appointment.made.v1": "document from_on kind person post unit until_on"},
    "deadline.begin_limits": {"deadline.limit_set.v1": ""},
    "deadline.enter_calendar": {"deadline.calendar_entered.v1": "holidays makeup_workdays source year"},
    "deadline.set_limit": {
        "deadline.limit_set.v1": "amount effective_on escalate_percent limit source unit warn_percent",
    },
    "hazard.accept": {"hazard.assignment_accepted.v1": ""},
    "hazard.add_evidence": {"hazard.evidence_added.v1": "evidence remarks"},
    "hazard.answer_handover": {"hazard.handover_answered.v1": "department evidence is_accepted text"},
    "hazard.answer_instruction": {"hazard.instruction_answered.v1": "department evidence is_done text"},
    "hazard.assign": {
        "hazard.assigned.v1": "co_responsible contingency due_on funds_fen lead_unit measures "
        "overseer rectifier responsibility supervisor",
    },
    "hazard.call_recheck": {"hazard.recheck_called.v1": ""},
    "hazard.check_from_above": {"hazard.closing_checked.v1": "evidence remarks"},
    "hazard.confirm_merge": {"hazard.merged.v1": "survivor"},
    "hazard.confirm_void": {"hazard.voided.v1": ""},
    "hazard.correct": {"hazard.corrected.v1": "field reason"},
    "hazard.countersign": {"hazard.closing_countersigned.v1": "remarks"},
    "hazard.decide_decline": {"hazard.decline_decided.v1": "is_upheld reason"},
    "hazard.decline": {"hazard.assignment_declined.v1": "reason"},
    "hazard.delist": {"hazard.delisted.v1": "document_no remarks"},
    "hazard.escalate": {"hazard.escalated.v1": "clock due_at level"},
    "hazard.grade": {"hazard.graded.v1": "criteria grade reason"},
    "hazard.grant_extension": {"hazard.extension_granted.v1": "due_on reason"},
    "hazard.hand_over": {"hazard.handed_over.v1": "department text"},
    "hazard.instruct": {"hazard.department_instructed.v1": "department due_on text"},
    "hazard.list_for_supervision": {"hazard.listed.v1": "document_no due_on legal_basis level"},
    "hazard.mark_overdue": {"hazard.overdue_marked.v1": "clock due_at"},
    "hazard.name_leader": {"hazard.leader_named.v1": "leader reason"},
    "hazard.note_progress": {"hazard.progress_noted.v1": "evidence note"},
    "hazard.note_supervision": {"hazard.supervision_noted.v1": "due_on note"},
    "hazard.plan": {"hazard.planned.v1": "stages"},
    "hazard.propose_merge": {"hazard.merge_proposed.v1": "reason survivor"},
    "hazard.propose_void": {"hazard.void_proposed.v1": "reason"},
    "hazard.recheck": {"hazard.rechecked.v1": "evidence remarks"},
    "hazard.refuse_extension": {"hazard.extension_refused.v1": "reason"},
    "hazard.refuse_merge": {"hazard.merge_refused.v1": "reason"},
    "hazard.refuse_signature": {"hazard.signature_refused.v1": "act evidence reason refuser witness"},
    "hazard.refuse_void": {"hazard.void_refused.v1": "reason"},
    "hazard.register": {"hazard.registered.v1": "unit_code year"},
    "hazard.reject": {"hazard.rejected.v1": "due_on evidence reason"},
    "hazard.reopen": {"hazard.reopened.v1": "reason"},
    "hazard.report": {
        "hazard.found.v1": "campaign category description evidence finder grade_proposed place "
        "sealed_source source unit",
    },
    "hazard.report_inability": {"hazard.inability_reported.v1": "lacks text to"},
    "hazard.report_rectified": {"hazard.rectified.v1": "account cause evidence manner"},
    "hazard.report_recurrence": {"hazard.recurred.v1": "description evidence", "hazard.reopened.v1": ""},
    "hazard.report_upward": {"hazard.reported_upward.v1": "text to"},
    "hazard.request_extension": {"hazard.extension_requested.v1": "due_on reason"},
    "hazard.self_rectify": {"hazard.rectified.v1": "account cause evidence manner"},
    "hazard.take_interim_measure": {"hazard.interim_measure_taken.v1": "description evidence kind"},
    "hazard.take_over": {},
    "hazard.take_up": {"hazard.taken_up.v1": "how text"},
    "hazard.verify": {"hazard.verified.v1": "evidence manner remarks"},
    "hazard.verify_own": {"hazard.verified_under_exception.v1": "evidence manner remarks"},
    "hazard.waive_interim_measure": {"hazard.interim_measure_waived.v1": "reason"},
    "hazard.warn": {"hazard.warned.v1": "clock due_at"},
    "hazard.witness_refusal": {"hazard.refusal_witnessed.v1": "act is_confirmed refuser remarks"},
    "hold.place": {"hold.placed.v1": "case document hazard reason unit"},
    "hold.release": {"hold.released.v1": "document reason"},
    "key.confirm": {"key.confirmed.v1": "fingerprint"},
    "key.enrol": {
        "key.enrolled.v1": "account algorithm authenticator credential is_backed_up label "
        "password_round person public_key relying_party scheme unit",
    },
    "key.refuse": {"key.refused.v1": "reason"},
    "key.rename": {"key.renamed.v1": "label"},
    "key.revoke": {"key.revoked.v1": "lost_on reason"},
    "log.declare_fork": {
        "log.fork_declared.v1": "epoch key known_origin known_root known_size reason root signature "
        "size",
    },
    "log.set_key": {"log.key_set.v1": "key reason signature"},
    "organisation.allow_own_verification": {
        "organisation.own_verification_allowed.v1": "document from_on reason until_on",
    },
    "organisation.begin_supervision": {"organisation.supervision_begun.v1": "by document from_on kind"},
    "organisation.close_unit": {"organisation.unit_closed.v1": "on reason"},
    "organisation.end_own_verification": {"organisation.own_verification_ended.v1": "reason"},
    "organisation.end_supervision": {"organisation.supervision_ended.v1": "by kind on"},
    "organisation.enrol_unit": {},
    "organisation.move_unit": {"organisation.unit_moved.v1": "from_on parent"},
    "organisation.name_unit_in_ledger": {},
    "organisation.register_unit": {},
    "organisation.rename_unit": {"organisation.unit_renamed.v1": "from_on unit_name"},
    "person.carry_out_erasure": {"person.erased.v1": "commitments"},
    "person.correct_name": {"person.name_corrected.v1": "person_name reason"},
    "person.enrol": {"person.enrolled.v1": "person_name unit"},
    "person.erase": {"person.erasure_ordered.v1": "reason"},
    "person.leave": {"person.left.v1": "on"},
    "person.name_in_ledger": {"person.named_in_ledger.v1": "person_name unit"},
    "policy.begin_signing": {"policy.signing_level_set.v1": ""},
    "policy.introduce_levels": {"policy.signing_level_set.v1": ""},
    "policy.set_signing_level": {"policy.signing_level_set.v1": "act effective_on general major source"},
    "retention.purge": {"retention.purged.v1": "attachments commitments hazard kept over_on person rule_version unit"},
    "retention.set": {"retention.rule_set.v1": "effective_on kept source years"},
    "subject.carry_out": {"subject.erased.v1": "attachments commitments hazard unit"},
    "subject.erase": {"subject.erasure_ordered.v1": "attachments hazard reason source unit"},
}
# fmt: on

if __name__ == "__main__":
    sys.exit(main())
