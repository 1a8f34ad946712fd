"""Where a witness keeps its key, and of each log the last head it cosigned and what it found against it.

A head is on the disk before the cosignature over it leaves: whatever happens, nothing smaller is cosigned afterwards.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.clock import Random, system_random
from api.signing import raw
from domain.kernel.refusals import Refusal
from domain.seal.notes import COSIGNATURE, Note, NoteKey, NoteSignature, cosignature, cosigned, read_note
from domain.seal.policy import Policy, PolicyWrong, read_policy

KEY, NAME, POLICY = "witness.pem", "witness.name", "policy"
LAST, LOCK, EVIDENCE = "cosigned", "lock", "evidence"

MOST_EVIDENCE = 1000
"""Files kept against one log (house rule): whoever sends wrong proofs cannot fill the disk."""


class WitnessNotSetUp(Refusal):
    """There is no key yet, or no policy."""

    sentence = "{home}: {what} is missing. Make a key with `bihuan witness key NAME` and write a policy file."


class WitnessNameWrong(Refusal):
    """A key's name is one word without a plus sign; it stays as it is."""

    status = "malformed"
    sentence = "{name}: expected one word such as witness.example.edu/bureau; once made, the name stays."


class WitnessKey:
    """The key that cosigns (Ed25519), with its name."""

    def __init__(self, name: str, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.key = NoteKey(name, COSIGNATURE, private.public_key().public_bytes_raw())

    def cosign(self, text: str, at: int) -> NoteSignature:
        """The line that says: at this time, in seconds since 1970, this was the largest head that was seen."""
        return cosignature(self.key, at, self._private.sign(cosigned(text, at)))


class WitnessHome:
    """A folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make_key(self, name: str, random: Random = system_random) -> WitnessKey:
        """The key of this name, made at first use in a file that only its owner can read; one home, one name."""
        if not name or any(each in "+" or each.isspace() or not each.isprintable() for each in name):
            raise WitnessNameWrong(name=name)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (self.folder / KEY).exists():
            write_durably(self.folder / NAME, f"{name}\n".encode())
            write_durably(self.folder / KEY, raw.file_of(raw.new_private_key(random(32))))
        made = self.key()
        if made.key.name != name:
            raise WitnessNameWrong(name=made.key.name)
        return made

    def key(self) -> WitnessKey:
        """The key; refuses `WitnessNotSetUp`."""
        try:
            name = (self.folder / NAME).read_text("utf-8").strip()
            return WitnessKey(name, raw.read_file((self.folder / KEY).read_bytes()))
        except FileNotFoundError as error:
            raise WitnessNotSetUp(home=self.folder, what=KEY) from error

    def policy(self, path: Path | None = None) -> Policy:
        """The logs that are witnessed; refuses `WitnessNotSetUp` and `PolicyWrong`."""
        try:
            return read_policy((path or self.folder / POLICY).read_text("utf-8"), needs_quorum=False)
        except FileNotFoundError as error:
            raise WitnessNotSetUp(home=self.folder, what=path or POLICY) from error
        except UnicodeDecodeError as error:
            raise PolicyWrong(0, "not UTF-8") from error

    @contextmanager
    def holding(self, origin: str) -> Iterator["LogKept"]:
        """What is kept of a log, for one at a time: threads and processes wait for each other."""
        folder = self.folder / "logs" / hashlib.sha256(origin.encode()).hexdigest()[:32]
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield LogKept(folder)
        finally:
            os.close(descriptor)

    def kept(self) -> Iterator["LogKept"]:
        """Every log of which something is kept."""
        return (LogKept(each) for each in sorted((self.folder / "logs").glob("*")))


class LogKept:
    """The folder of one log."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def last(self) -> Note | None:
        """The last head that was cosigned, with the log's signature and the witness's."""
        path = self._folder / LAST
        return read_note(path.read_text("utf-8")) if path.exists() else None

    def put(self, note: Note) -> None:
        """Keep a head; it is on the disk when this returns."""
        write_durably(self._folder / LAST, note.written.encode())

    @property
    def evidence(self) -> list[Path]:
        """Files with what was found against the log, the oldest name first."""
        return sorted((self._folder / EVIDENCE).glob("*.txt"))

    def put_evidence(self, code: str, size: int, said: str) -> Path | None:
        """Keep two heads that do not go together, once; None where there is no room for more."""
        folder = self._folder / EVIDENCE
        path = folder / f"{code}-{size}-{hashlib.sha256(said.encode()).hexdigest()[:16]}.txt"
        if not path.exists():
            if len(self.evidence) >= MOST_EVIDENCE:
                return None
            folder.mkdir(exist_ok=True, mode=0o700)
            write_durably(path, said.encode())
        return path


def write_durably(path: Path, content: bytes) -> None:
    """Replace a file whole; content and name are on the disk when this returns."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{id(content):x}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    finally:
        with suppress(FileNotFoundError):
            fresh.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
