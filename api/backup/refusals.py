"""How no is said when a copy is made or brought back."""

from domain.kernel.refusals import Refusal


class BackupExists(Refusal):
    """A copy never takes the place of another file."""

    sentence = "{path} exists already. A backup replaces nothing: name another file, or a folder."
    field = "out"


class NotABackup(Refusal):
    """The file is none of ours, or of a form of the future."""

    status = "malformed"
    sentence = "{path} is not a backup that this version can read."


class BackupDamaged(Refusal):
    """The file does not hold what its manifest says."""

    sentence = "The backup is damaged: {entry} is not what its manifest says. Nothing was changed."


class BackupOfANewerVersion(Refusal):
    """The copy was made with schema steps that this version does not have."""

    sentence = "The backup was made by a newer version (step {step}). Restore it with that version."


class RestoreOverSomething(Refusal):
    """What is there is not replaced."""

    sentence = (
        "The database {database} holds {found} already. Restore into a new home (--into), or rename that database."
    )


class RestoredNotWhole(Refusal):
    """The copy does not hold against its own seal: it is not put in place."""

    sentence = "The restored log does not hold: {fault} at event {position}. {told} It was not put in place."


class CheckpointOfAnotherLog(Refusal):
    """What was kept elsewhere is the head of some other log."""

    sentence = "This checkpoint is of the log {origin}, the backup of {log}."


class BackupNotWritten(Refusal):
    """The disk, or whoever guards it, said no."""

    sentence = "The backup could not be written: {told}. Nothing was left behind."


class LoginTooWeak(Refusal):
    """The login may not read everything, or make a database."""

    sentence = "This login to the database may not do that ({told}). Set BIHUAN_DATABASE_ADMIN_URL to one that may."
