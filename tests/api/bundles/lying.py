"""A log that lies from the beginning: whatever events it likes, sealed and signed by its own key without a fault."""

import base64
import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from api.bundles.writing import coded
from api.signing.public_keys import written
from api.trial.authenticator import Passkey
from domain.record import canonical, digest
from domain.seal.heads import Head, HeadTree
from domain.seal.merkle import inclusion_proof, leaf_hash, range_root, root_of
from domain.seal.notes import Checkpoint, Note
from tests.api.bundles.remade import Line, Remade
from tests.support.district import POSTS

Lie = Callable[[list[Line]], list[Line]]
"""Other bodies in the place of the true ones; `at` in a body is the instant it is said to be recorded."""


def sealed_anew(bundle: Remade, lie: Lie, *, chained: bool = True) -> bytes:
    """The bundle of a log that holds nothing but these events, every hash and signature of the log in order."""
    true = zip(bundle.lines("events.jsonl"), bundle.lines("leaves.jsonl"), strict=True)
    bodies = lie([{**body, "leaf": leaf} for body, leaf in true])
    leaves, stored = list[Line](), list[bytes]()
    newest: dict[str, tuple[int, str]] = {}
    for position, said in enumerate(bodies, 1):
        leaf, body = said["leaf"], {name: value for name, value in said.items() if name != "leaf"}
        before = newest.get(body["stream"], (0, None))
        body = {**body, "ver": before[0] + 1, "prev": before[1]} if chained else body
        stored.append(canonical(body))
        told = {name: body[name] for name in ("stream", "ver", "name", "prev")}
        mine = {"pos": position, "body": digest(stored[-1]), "len": len(stored[-1])}
        leaves.append({**leaf, **told, **mine})
        newest[body["stream"]] = (body["ver"], digest(stored[-1]))
    return _signed(bundle, stored, leaves, newest)


def _signed(bundle: Remade, bodies: list[bytes], leaves: list[Line], newest: dict[str, tuple[int, str]]) -> bytes:
    hashes, size = [leaf_hash(canonical(each)) for each in leaves], len(leaves)
    heads = HeadTree(Head(stream, version, sum_) for stream, (version, sum_) in newest.items())

    def node(level: int, index: int) -> bytes:
        return root_of(hashes[index << level : (index + 1) << level])

    root = range_root(node, 0, size)
    head = Checkpoint(origin=bundle.signer.key.name, size=size, root=root, heads=heads.root)
    roles = {each["stream"]: each["role"] for each in json.loads(bundle.files["manifest.json"])["streams"]}
    streams = [{"stream": each, "role": roles[each], "versions": newest[each][0]} for each in newest]
    proved = [{"pos": at, "proof": coded(inclusion_proof(node, at - 1, size))} for at in range(1, size + 1)]
    told: list[Line] = [
        {"stream": each, "ver": ver, "digest": sum_, "proof": coded(heads.prove(each).beside)}
        for each, (ver, sum_) in newest.items()
    ]
    return (
        bundle.with_manifest(size=size, streams=streams)
        .with_file("checkpoint.note", Note(head.text, (bundle.signer.sign(head.text),)).written.encode())
        .with_file("events.jsonl", b"".join(each + b"\n" for each in bodies))
        .with_lines("leaves.jsonl", lambda _: leaves)
        .with_lines("proofs.jsonl", lambda _: proved)
        .with_lines("heads.jsonl", lambda _: told)
        .whole
    )


def same(bodies: list[Line]) -> list[Line]:
    """No lie at all."""
    return bodies


def without(*names: str) -> Lie:
    """As if events of these names had never been."""
    return lambda bodies: [each for each in bodies if each["name"] not in names]


def with_data(name: str, **values: Any) -> Lie:
    """Events of a name say something else."""

    def lie(bodies: list[Line]) -> list[Line]:
        return [{**each, "data": {**each["data"], **values}} if each["name"] == name else each for each in bodies]

    return lie


def with_part(name: str, part: str, **values: Any) -> Lie:
    """A part of what events of a name say is another."""

    def lie(bodies: list[Line]) -> list[Line]:
        return [_with(each, part, values) if each["name"] == name else each for each in bodies]

    return lie


def _with(body: Line, part: str, values: Line) -> Line:
    return {**body, "data": {**body["data"], part: {**body["data"][part], **values}}}


def without_data(name: str, value: str) -> Lie:
    """Events of a name leave something out."""

    def lie(bodies: list[Line]) -> list[Line]:
        return [{**each, "data": _without(each["data"], value)} if each["name"] == name else each for each in bodies]

    return lie


def _without(said: Line, value: str) -> Line:
    return {name: each for name, each in said.items() if name != value}


def with_body(name: str, **values: Any) -> Lie:
    """Events of a name were recorded otherwise: by somebody else, at another time."""

    def lie(bodies: list[Line]) -> list[Line]:
        return [{**each, **values} if each["name"] == name else each for each in bodies]

    return lie


def in_turn(*lies: Lie) -> Lie:
    """One lie after the other."""

    def lie(bodies: list[Line]) -> list[Line]:
        for each in lies:
            bodies = each(bodies)
        return bodies

    return lie


def unsigned(name: str) -> Lie:
    """Events of a name carry no signature, as if none had been asked for."""

    def lie(bodies: list[Line]) -> list[Line]:
        return [_unsigned(each) if each["name"] == name else each for each in bodies]

    return lie


def _unsigned(body: Line) -> Line:
    return {**body, "signatures": [], "leaf": {**body["leaf"], "key": None, "level": None}}


def acting_for(appointment: str) -> Lie:
    """The last person to act did so for somebody else, in a log that asks for no signatures."""

    def lie(bodies: list[Line]) -> list[Line]:
        last = _unsigned(bodies[-1])
        return [*bodies[:-1], {**last, "actor": {**last["actor"], "on_behalf_of": appointment}}]

    return in_turn(with_data("policy.signing_level_set.v1", general="none", major="none"), lie)


def signature_lent(bodies: list[Line]) -> list[Line]:
    """The last event is said to be a further outcome of the step before it, which is signed."""
    return [*bodies[:-1], {**_unsigned(bodies[-1]), "command": bodies[-2]["command"]}]


def revoked_at_once(bodies: list[Line]) -> list[Line]:
    """Every key was revoked before it signed."""
    found = list[Line]()
    for each in bodies:
        found.append(each)
        if each["name"] == "key.confirmed.v1":
            data = {"reason": "x", "lost_on": None}
            leaf = {**each["leaf"], "name": "key.revoked.v1"}
            found.append({**each, "name": "key.revoked.v1", "data": data, "leaf": leaf})
    return found


def signature_reused(bodies: list[Line]) -> list[Line]:
    """The second signed act carries the signature of the first by the same key."""
    signed = [place for place, each in enumerate(bodies) if each["signatures"]]
    keys = {place: bodies[place]["leaf"]["key"] for place in signed}
    one, other = next((a, b) for a in signed for b in signed if a < b and keys[a] == keys[b])
    return [
        {**each, "signatures": bodies[one]["signatures"]} if place == other else each
        for place, each in enumerate(bodies)
    ]


def signature_altered(bodies: list[Line]) -> list[Line]:
    """One byte of the last signature is another."""
    last = max(place for place, each in enumerate(bodies) if each["signatures"])
    envelope = json.loads(bodies[last]["signatures"][0])
    value = bytearray(base64.b64decode(envelope["signatures"][0]["sig"]))
    value[-1] ^= 1
    envelope["signatures"][0]["sig"] = base64.b64encode(value).decode()
    altered = {**bodies[last], "signatures": [canonical(envelope).decode()]}
    return [*bodies[:last], altered, *bodies[last + 1 :]]


def client_saying(change: Callable[[bytes], bytes]) -> Lie:
    """The log ends with a step by passkey, signed again over client data that a browser wrote otherwise."""

    def lie(bodies: list[Line]) -> list[Line]:
        place = max(place for place, each in enumerate(bodies) if each["leaf"]["level"] == "passkey")
        key = bodies[place]["leaf"]["key"]
        enrolled = next(each["data"] for each in bodies if each["stream"] == key and each["name"] == "key.enrolled.v1")
        envelope = json.loads(bodies[place]["signatures"][0])
        signature = envelope["signatures"][0]
        client = change(base64.b64decode(signature["client_data"]))
        over = base64.b64decode(signature["authenticator_data"]) + sha256(client).digest()
        again = {"client_data": client, "sig": _passkey(enrolled).sign(over)}
        signature.update({name: base64.b64encode(value).decode() for name, value in again.items()})
        altered = {**bodies[place], "signatures": [canonical(envelope).decode()]}
        return [*bodies[:place], altered]

    return lie


def _passkey(enrolled: Line) -> Passkey:
    """The passkey in software that somebody of the district holds: it is made from whose it is."""
    made = (Passkey(enrolled["relying_party"], f"{code}/{post}".encode()) for code in POSTS for post in POSTS[code])
    return next(each for each in made if written(each.public_key) == enrolled["public_key"])


def time_set_back(bodies: list[Line]) -> list[Line]:
    """The last event is said to be older than all others."""
    leaf = {**bodies[-1]["leaf"], "rec": "2020-01-01T00:00:00.000000Z"}
    return [*bodies[:-1], {**bodies[-1], "leaf": leaf}]


def chain_cut(bodies: list[Line]) -> list[Line]:
    """The last event says that it follows on something else."""
    return [*bodies[:-1], {**bodies[-1], "prev": "00" * 32}]
