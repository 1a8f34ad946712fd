"""`bihuan`: all nouns, and how a refusal becomes an exit status: 0 done, 1 refused or not verified, 2 misuse."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click
import structlog

from api.cli.helping import Group, misuse_told
from api.cli.stopping import end_as_told, leave_in_order
from api.cli.telling import refusal_told
from api.cli.told import Told
from api.engine import EngineRefusal
from api.engine.migrate import SchemaUnknown
from api.problems import EXIT_REFUSED, UNAVAILABLE, unavailable
from api.settings import SettingUnusable
from api.words import LANGUAGES, speaking
from domain.kernel.refusals import Refusal

EXIT_MISUSE, EXIT_INTERRUPTED = 2, 130


NOUNS = {
    "db": "api.cli.db:group",
    "serve": "api.cli.serve:serve",
    "web": "api.cli.serve:web",
    "follow": "api.cli.serve:follow",
    "work": "api.cli.serve:work",
    "doctor": "api.cli.doctor:doctor",
    "account": "api.cli.account:group",
    "appointment": "api.cli.directory:appointment",
    "audit": "api.cli.audit:group",
    "backup": "api.cli.backup:backup",
    "bundle": "api.cli.bundle:group",
    "calendar": "api.cli.directory:calendar",
    "hazard": "api.cli.hazard:group",
    "hold": "api.cli.keeping:hold",
    "key": "api.cli.key:group",
    "ledger": "api.cli.ledger:group",
    "limit": "api.cli.directory:limit",
    "log": "api.cli.log:group",
    "person": "api.cli.directory:person",
    "restore": "api.cli.backup:restore",
    "retention": "api.cli.keeping:retention",
    "seal": "api.cli.serve:seal",
    "sign": "api.cli.signing:sign",
    "signature": "api.cli.signing:signature",
    "signing": "api.cli.signing:signing",
    "subject": "api.cli.keeping:subject",
    "trial": "api.cli.trial:group",
    "unit": "api.cli.directory:unit",
    "witness": "api.cli.witness:group",
}
"""Where each noun is defined; only the one that is asked for is loaded."""


class Nouns(Group):
    """All nouns, loaded when they are asked for."""

    def list_commands(self, context: click.Context) -> list[str]:
        """In the order of the alphabet."""
        return sorted(NOUNS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The noun, or None where there is no such."""
        if name not in NOUNS:
            return None
        module, _, attribute = NOUNS[name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.group(cls=Nouns, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--json", is_flag=True, expose_value=False, help="Answer in JSON; may stand anywhere on the line.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Language of the answers; default: BIHUAN_LANGUAGE.")
@click.pass_context
def bihuan(context: click.Context, language: str | None) -> None:
    """Bihuan (闭环): every hazard found, assigned, rectified, verified, and who signed."""
    context.with_resource(speaking(language or context.obj.settings.language))


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and leave with the exit status."""
    leave_in_order()
    _log_to_stderr()
    status = run(arguments)
    end_as_told(status)
    sys.exit(status)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run; refusals and faults of the surroundings are told on stderr. `--json` may stand anywhere on the line."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    words, as_json = [each for each in given if each != "--json"], "--json" in given
    with speaking(_language(words)):
        return _run(words, as_json)


def _language(words: Sequence[str]) -> str:
    """Of help and of what is not understood as well: what is typed first counts, then the setting."""
    option, _, value = words[0].partition("=") if words else ("", "", "")
    if option == "--language":
        return value or "".join(words[1:2])
    return os.environ.get("BIHUAN_LANGUAGE", LANGUAGES[0])


def _run(words: list[str], as_json: bool) -> int:
    try:
        bihuan.main(args=words, obj=Told.from_environment(os.environ, as_json=as_json), standalone_mode=False)
    except click.exceptions.Abort:
        return EXIT_INTERRUPTED
    except click.ClickException as error:
        misuse_told(error)
        return EXIT_MISUSE
    except SettingUnusable as error:
        click.echo(str(error), err=True)
        return EXIT_MISUSE
    except (Refusal, EngineRefusal, SchemaUnknown) as refusal:
        refusal_told(refusal, as_json=as_json)
        return EXIT_REFUSED
    except UNAVAILABLE as error:
        click.echo(f"{unavailable().title} ({type(error).__name__}: {error})", err=True)
        return EXIT_REFUSED
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else EXIT_REFUSED
    return 0


def _log_to_stderr() -> None:
    """One line an entry; of faults the traceback without values, so that no name of a person is logged."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
