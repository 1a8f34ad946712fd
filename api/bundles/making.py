"""Making a bundle: gathered, proved under the newest checkpoint, listed, signed, written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import BinaryIO

from psycopg import Connection
from psycopg.rows import TupleRow

from api.bundles.about import About
from api.bundles.attaching import Attached, attached
from api.bundles.choosing import head_for
from api.bundles.disclosing import disclosures_of
from api.bundles.extras import Making
from api.bundles.for_reading import extra_files
from api.bundles.gathering import Gathered, gathered
from api.bundles.words import words_file
from api.bundles.writing import Part, Progress, coded, lines, manifest_of, part, plainly, signed_text, write
from api.caller import Caller
from api.reading.masking import Masking
from api.seal.heads_kept import Known
from api.seal.history import History, history_of
from api.seal.keyring import keyring_of
from api.seal.policies import own_policy
from api.seal.proving import NotSealedYet, leaf_of
from api.seal.sealing import node_in
from api.services import Services
from api.workers.sealer import scheme_of
from domain.kernel.identity import Disclosure
from domain.kernel.refusals import Refusal
from domain.seal.archive import ArchiveWrong
from domain.seal.merkle import consistency_proof, inclusion_proof
from domain.seal.notes import Note

LARGEST_EVENTS = 200_000
"""Most events of one bundle: it is made and checked in memory."""


class BundleTooLarge(Refusal):
    """More than one file of this format holds."""

    sentence = "This is too much for one bundle. Ask for less at a time, or for digests in place of files."


class SizeNotSigned(Refusal):
    """A proof was asked for since a size that the log has not reached."""

    status = "malformed"
    sentence = "The log has no checkpoint of {size} events or more."


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How it is to be made."""

    masking: Masking
    since: tuple[int, ...] = ()
    """Sizes of earlier checkpoints that auditors hold: proofs of consistency from there come along."""
    with_files: bool = True
    """Photos and papers themselves, not their digests alone."""


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """A bundle ready to be written."""

    manifest: bytes
    note: str
    parts: tuple[Part, ...]
    events: int
    size: int
    """Of the checkpoint."""
    is_cosigned: bool
    """Whether witnesses cosigned it as the log's own policy asks."""

    def write(self, out: BinaryIO, progress: Progress = lambda _done, _of: None) -> int:
        """The archive; returns its bytes. Refuses `BundleTooLarge`."""
        try:
            return write(out, self.manifest, self.note, self.parts, progress)
        except ArchiveWrong as error:
            raise BundleTooLarge from error


def make(services: Services, caller: Caller, about: About, wanted: Wanted) -> Bundle:
    """A bundle of what may be seen; that it may be, and masking, are asked before.

    Refuses `NotSealedYet` where no checkpoint covers anything of it, `SizeNotSigned` and `BundleTooLarge`.
    """
    system = services.system
    directory = system.application.catch_up().directory
    head, is_cosigned = head_for(system, about, wanted.since)
    with system.pool.connection() as connection, services.heads.under(connection, head) as known:
        size = known.checkpoint.size
        bundle = gathered(connection, about, directory, size)
        if not any(bundle.of_subject) and about.subjects:
            raise NotSealedYet
        if len(bundle.events) > LARGEST_EVENTS:
            raise BundleTooLarge
        told = disclosures_of(connection, bundle, is_masked=wanted.masking.hides(about.unit))
        found = attached(connection, bundle, services.vault)
        proofs = [
            part("checkpoint.note", known.covering.note.written.encode()),
            part("policy.txt", _policy(services).encode()),
            *_proved(services, connection, bundle, known),
            part("consistency.jsonl", lines(_consistency(connection, wanted.since, size))),
            *_told(told, found, with_files=wanted.with_files),
        ]
    making = Making(services, caller, wanted.masking, known, bundle, told)
    parts = (*proofs, *_for_reading(making), *_files(found if wanted.with_files else ()))
    manifest = manifest_of(_said(services, caller, bundle, known, wanted), parts)
    return Bundle(
        manifest=manifest,
        note=_signed(services, manifest, size),
        parts=parts,
        events=len(bundle.events),
        size=size,
        is_cosigned=is_cosigned,
    )


def _proved(services: Services, connection: Connection[TupleRow], bundle: Gathered, known: Known) -> Iterator[Part]:
    """Bodies byte for byte, their leaves, their places in the tree, and the heads of their streams."""
    node, size = node_in(connection), known.checkpoint.size
    stored = [each.stored for each in bundle.events]
    yield part("events.jsonl", b"".join(each.body + b"\n" for each in stored))
    leaves = (leaf_of(each, lambda key: scheme_of(services.system, key)) + b"\n" for each in stored)
    yield part("leaves.jsonl", b"".join(leaves))
    proofs = ({"pos": each.position, "proof": coded(inclusion_proof(node, each.position - 1, size))} for each in stored)
    yield part("proofs.jsonl", lines(proofs))
    yield part("heads.jsonl", lines(_heads(bundle, known)))


def _heads(bundle: Gathered, known: Known) -> Iterator[dict[str, object]]:
    for stream in bundle.streams:
        head = known.heads.head(str(stream))
        proof = coded(known.heads.prove(str(stream)).beside)
        yield {"stream": head.stream, "ver": head.version, "digest": head.digest, "proof": proof}
    for stream in bundle.absent:
        absent = known.heads.prove_absent(str(stream))
        met = None
        if absent.met:
            met = {"stream": absent.met.stream, "ver": absent.met.version, "digest": absent.met.digest}
        yield {"stream": stream, "ver": 0, "met": met, "proof": coded(absent.beside)}


def _consistency(connection: Connection[TupleRow], since: Sequence[int], size: int) -> Iterator[dict[str, object]]:
    node = node_in(connection)
    for old in sorted(set(since)):
        if not 0 < old <= size:
            raise SizeNotSigned(size=old)
        yield {"size": old, "proof": coded(consistency_proof(node, old, size))}


def _told(told: Sequence[Disclosure], found: Sequence[Attached], *, with_files: bool) -> Iterator[Part]:
    disclosed = ({"commitment": each.commitment, "salt": each.salt, "value": each.value} for each in told)
    yield part("disclosures.jsonl", lines(disclosed))
    yield part("attachments.jsonl", lines(each.told(is_enclosed=with_files) for each in found))


def _for_reading(making: Making) -> Iterator[Part]:
    """What no proof needs: words, the verifier, how to check, and what else is put in for readers."""
    yield part("words.json", plainly(words_file()))
    yield part("verify.py", _shipped("verify.py"))
    yield part("READ-ME.txt", _shipped("READ-ME.txt"))
    yield from (part(name, content) for name, content in extra_files(making).items())


def _files(found: Sequence[Attached]) -> Iterator[Part]:
    """Each file once, by its digest."""
    for each in {each.file: each for each in found}.values():
        yield Part(each.file, each.sha256, each.size, each.content)


def _said(services: Services, caller: Caller, bundle: Gathered, known: Known, wanted: Wanted) -> dict[str, object]:
    actor = None if caller.is_console or caller.appointment is None else caller.appointment
    streams = [
        {"stream": stream, "role": "subject" if stream in bundle.subjects else "context", "versions": versions}
        for stream, versions in bundle.streams.items()
    ]
    return {
        "log": services.system.application.log_name,
        "origin": known.checkpoint.origin,
        "about": _about(bundle),
        "made_at": services.system.clock(),
        "made_by": {"person": actor.person, "appointment": actor.id} if actor else None,
        "names": wanted.masking.told,
        "size": known.checkpoint.size,
        "streams": streams,
    }


def _about(bundle: Gathered) -> dict[str, object]:
    """As it was asked, with the number that the checkpoint covers: one that was taken since is not told."""
    is_numbered = any("unit_code" in each.said["data"] for each in bundle.of_subject)
    return {**bundle.about.told, **({} if is_numbered else {"number": None})}


def _policy(services: Services) -> str:
    """What the log says of itself, as `bihuan log policy` prints it; trusted only where the auditor brings nothing."""
    history, settings = _history(services), services.system.settings
    keys = history.keys or (keyring_of(settings).for_era(history.newest).key,)
    return own_policy(settings, keys).written


def _signed(services: Services, manifest: bytes, size: int) -> str:
    """By the key that signed the checkpoint."""
    signer = keyring_of(services.system.settings).for_era(_history(services).at(size))
    text = signed_text(signer.key.name, manifest)
    return Note(text, (signer.sign(text),)).written


def _history(services: Services) -> History:
    """Which key signs the log's heads now, and which did before."""
    with services.system.pool.connection() as connection:
        return history_of(connection, services.system.application.log_name)


def _shipped(name: str) -> bytes:
    return files("api.bundles").joinpath(name).read_bytes()
