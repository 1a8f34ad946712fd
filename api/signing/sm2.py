"""The place kept for certificates of a licensed authority with SM2 (GB/T 32918.2, GM/T 0009): not built in.

Whoever builds it in writes these two functions: `check_key` makes sure of a public key at enrolment, and `verify`
holds an envelope against the enrolment, both by what the enrolment event says and by nothing else. The signature is
over `envelope.signed`, digested with SM3 after the signer's identifier (GB/T 32918.2, 5.5).
"""

from typing import NoReturn

from domain.key.events import KeyEnrolled
from domain.key.refusals import SchemeNotBuiltIn
from domain.key.terms import Scheme
from domain.seal.dsse import Envelope


def check_key(_public_key: str) -> NoReturn:
    """Refuse every key: there is nothing here that could tell a good one."""
    raise SchemeNotBuiltIn(scheme=Scheme.X509_SM2.value)


def verify(_envelope: Envelope, enrolment: KeyEnrolled) -> NoReturn:
    """Refuse every signature, valid or not: none is verified by guessing."""
    raise SchemeNotBuiltIn(scheme=enrolment.scheme.value)
