"""The log's key in a device (PKCS #11): it signs there and never leaves; nobody who copies the machine has it.

`python-pkcs11` is an extra (`bihuan[pkcs11]`) and is loaded only where a device is configured. Each signature opens a
session of its own: one a second at most, and a device that was unplugged is found again by itself.
"""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from api.settings import Settings
from domain.kernel.refusals import Refusal
from domain.seal.notes import ED25519, NoteKey, NoteSignature

if TYPE_CHECKING:
    import pkcs11

OID_ED25519 = "1.3.101.112"
"""RFC 8410."""

PUBLIC_KEY = 32


class DeviceUnusable(Refusal):
    """The device, its token, or the way to it is not what the settings say."""

    sentence = "The device with the log's key cannot be used: {told}."


class Device(NamedTuple):
    """Where the key is: the device's library, its token, the label of keys, the file with the PIN."""

    module: Path
    token: str
    label: str
    pin_file: Path

    def signers(self, origin: str) -> list["DeviceSigner"]:
        """One for every key of the label, under the name of a history."""
        with self._session() as session:
            return [DeviceSigner(self, origin, point) for point in _points(session, self.label)]

    def make(self, origin: str, identifier: bytes) -> "DeviceSigner":
        """A further key, made inside and never let out."""
        import pkcs11
        from pkcs11.util.ec import encode_named_curve_parameters

        with self._session(rw=True) as session:
            curve = {pkcs11.Attribute.EC_PARAMS: encode_named_curve_parameters(OID_ED25519)}
            parameters = session.create_domain_parameters(pkcs11.KeyType.EC_EDWARDS, curve, local=True)
            public, _ = parameters.generate_keypair(
                id=identifier,
                label=self.label,
                store=True,
                mechanism=pkcs11.Mechanism.EC_EDWARDS_KEY_PAIR_GEN,
            )
            return DeviceSigner(self, origin, _point(public))

    def sign(self, public_key: bytes, message: bytes) -> bytes:
        """The signature of one of its keys."""
        import pkcs11

        with self._session() as session:
            wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PUBLIC_KEY, pkcs11.Attribute.LABEL: self.label}
            public: Any
            for public in list(session.get_objects(wanted)):
                if _point(public) == public_key:
                    wanted = {pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PRIVATE_KEY, pkcs11.Attribute.ID: public.id}
                    found: list[Any] = [*session.get_objects(wanted)]
                    return bytes(found[0].sign(message, mechanism=pkcs11.Mechanism.EDDSA))
        raise DeviceUnusable(told=f"no key {base64.b64encode(public_key).decode()}")

    @contextmanager
    def _session(self, *, rw: bool = False) -> Iterator["pkcs11.Session"]:
        """A session as the token's user; refuses `DeviceUnusable` with what the device said."""
        try:
            import pkcs11
        except ImportError as error:
            raise DeviceUnusable(told="python-pkcs11 is not installed (the extra `pkcs11`)") from error
        try:
            pin = self.pin_file.read_text("utf-8").strip()
            token = pkcs11.lib(str(self.module)).get_token(token_label=self.token)
            with token.open(user_pin=pin, rw=rw) as session:
                yield session
        except (pkcs11.PKCS11Error, pkcs11.NoSuchToken, pkcs11.MultipleTokensReturned, OSError, RuntimeError) as error:
            raise DeviceUnusable(told=f"{type(error).__name__} {error}".strip()) from error


class DeviceSigner:
    """A key in a device."""

    def __init__(self, device: Device, origin: str, public_key: bytes) -> None:
        self._device = device
        self.key = NoteKey(origin, ED25519, public_key)

    def sign(self, text: str) -> NoteSignature:
        """The log's signature line under a text."""
        return NoteSignature(self.key.name, self.key.id, self._device.sign(self.key.public_key, text.encode()))


def device_of(settings: Settings) -> Device | None:
    """The device of the settings, where they name one."""
    if settings.seal_module is None:
        return None
    assert settings.seal_token is not None
    assert settings.seal_pin_file is not None
    return Device(settings.seal_module, settings.seal_token, settings.seal_key, settings.seal_pin_file)


def _points(session: "pkcs11.Session", label: str) -> list[bytes]:
    import pkcs11

    wanted = {
        pkcs11.Attribute.CLASS: pkcs11.ObjectClass.PUBLIC_KEY,
        pkcs11.Attribute.LABEL: label,
        pkcs11.Attribute.KEY_TYPE: pkcs11.KeyType.EC_EDWARDS,
    }
    return [_point(each) for each in list(session.get_objects(wanted))]


def _point(public: "pkcs11.Object") -> bytes:
    """The key's 32 bytes; devices give them bare or as a DER octet string."""
    import pkcs11

    return bytes(public[pkcs11.Attribute.EC_POINT])[-PUBLIC_KEY:]
