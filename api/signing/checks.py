"""What a check says when it fails, before anybody knows whether it was a signature or a registration."""


class CheckFailed(Exception):
    """A check failed; `why` is its stable name, which the refusal made of it shows."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def require(holds: bool, why: str) -> None:
    """Raise `CheckFailed` unless it holds."""
    if not holds:
        raise CheckFailed(why)
