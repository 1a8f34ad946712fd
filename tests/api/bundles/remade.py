"""A bundle taken apart and put together again, signed by the log's own key: what a log that lies could hand out."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from api.bundles.writing import MANIFEST, SIGNED, signed_text
from api.seal.keys import Signer
from domain.record import canonical
from domain.seal.archive import Entry, archived, read_archive
from domain.seal.notes import Note

Line = dict[str, Any]
APART = frozenset({MANIFEST, SIGNED})


@dataclass(frozen=True)
class Remade:
    """The files of a bundle by name, in their order, with the key that signs the manifest over them."""

    files: Mapping[str, bytes]
    signer: Signer

    @classmethod
    def of(cls, bundle: bytes, signer: Signer) -> "Remade":
        """The files of a bundle."""
        return cls({entry.name: entry.content for entry in read_archive(bundle)}, signer)

    def lines(self, name: str) -> list[Line]:
        """The lines of a file as plain data."""
        return [json.loads(line) for line in self.files[name].splitlines()]

    def with_file(self, name: str, content: bytes) -> "Remade":
        """Another file in the place of one."""
        return replace(self, files={**self.files, name: content})

    def with_lines(self, name: str, change: Callable[[list[Line]], list[Line]]) -> "Remade":
        """Other lines in a file."""
        return self.with_file(name, b"".join(canonical(each) + b"\n" for each in change(self.lines(name))))

    def without(self, place: int) -> "Remade":
        """An event left out, wherever lines go with it."""
        made = self
        for name in ("events.jsonl", "leaves.jsonl", "proofs.jsonl"):
            made = made.with_lines(name, lambda lines: [*lines[:place], *lines[place + 1 :]])
        return made

    def with_manifest(self, **changed: Any) -> "Remade":
        """Other words in the manifest."""
        return self.with_file(MANIFEST, canonical({**json.loads(self.files[MANIFEST]), **changed}))

    @property
    def told(self) -> list[Line]:
        """What a manifest says of these files."""
        others = ((name, content) for name, content in self.files.items() if name not in APART)
        return [{"name": name, "sha256": sha256(each).hexdigest(), "size": len(each)} for name, each in others]

    @property
    def whole(self) -> bytes:
        """The archive, with a manifest over the files as they are now, and the log's signature."""
        listed = self.with_manifest(files=self.told)
        text = signed_text(self.signer.key.name, listed.files[MANIFEST])
        note = Note(text, (self.signer.sign(text),)).written.encode()
        return listed.with_file(SIGNED, note).as_it_is

    @property
    def as_it_is(self) -> bytes:
        """The archive without looking at its manifest."""
        return b"".join(archived(Entry(name, content) for name, content in self.files.items()))
