"""`bihuan serve` and the processes under it: the web server, the follower of the read models, the worker."""

import socket
import sys
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

import click
import uvicorn
from starlette.types import ASGIApp

from api.app import make_app
from api.cli.db import initialise, introduced
from api.cli.doctor import doctor
from api.cli.helping import Command
from api.cli.stopping import stop_on_signals
from api.cli.telling import tell
from api.cli.told import Told
from api.engine import open_engine
from api.engine.keeping import kept_up
from api.services import services_of
from api.setting_up import Root
from api.settings import Settings
from api.supervision import Child, supervise
from api.system import open_database, open_system, require_ready
from api.trial.district import ROOT
from api.words import say
from api.workers.clock import run_clock
from api.workers.cosigning import run_cosigning
from api.workers.following import run_follower
from api.workers.housekeeping import run_housekeeping
from api.workers.jobs import run_jobs
from api.workers.sealer import run_sealer
from api.workers.stamping import run_stamping
from domain.kernel.refusals import Refusal

LAST_ANSWERS_S = 10
"""How long requests that are under way are waited for at the end; event streams never end by themselves."""

PARTS = ("web", "follow", "work", "seal")


class AddressTaken(Refusal):
    """Something listens there already, perhaps this very server."""

    sentence = (
        "Nothing can be served at {host}:{port} ({told}). End what listens there, or choose another port: "
        "BIHUAN_PORT=8001."
    )


@click.command(cls=Command)
@click.option("--set-up", is_flag=True, help="Set up first what is missing, asking nothing.")
@click.option("--trial", is_flag=True, help="With --set-up: a trial log with a made-up district and a made-up year.")
@click.pass_obj
def serve(told: Told, set_up: bool, trial: bool) -> None:
    """Serve people: pages and API on loopback, read models kept up, clocks watched. Ctrl+C stops everything."""
    require_free(told.settings.host, told.settings.port)
    with open_database(told.settings) as database, _engine_kept_up(told.settings):
        if set_up:
            root = ROOT if trial else Root()
            name, people = initialise(told, trial=trial, log=None, root=root, registrar=say("Registrar"))
            click.echo(introduced(name, people))
        if trial:
            load_trial(told)
        require_ready(database)
        click.echo(say("Bihuan is at {origin}", origin=told.settings.public_origin))
        click.echo(say("Stop with Ctrl+C."))
        raise SystemExit(supervise([Child(part, _command(part)) for part in PARTS], stop_on_signals()))


def _engine_kept_up(settings: Settings) -> AbstractContextManager[None]:
    """An embedded engine is started again when it died; one elsewhere is somebody else's to keep."""
    return nullcontext() if settings.database_url else kept_up(open_engine(settings.home, settings.pg_bin))


def require_free(host: str, port: int) -> None:
    """Refuse with `AddressTaken` where the server could not listen: better before minutes of setting up than after."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            raise AddressTaken(host=host, port=port, told=error.strerror or str(error)) from error


def load_trial(told: Told) -> None:
    """Load the made-up district, with progress; what is there already is passed over."""
    from api.trial.load import load

    load(told.settings, click.echo)


@click.command(cls=Command)
@click.pass_obj
def web(told: Told) -> None:
    """The web server alone."""
    stop = stop_on_signals()
    with open_system(told.settings, connections=24) as system:
        if not stop.is_set():
            uvicorn.Server(configuration(make_app(services_of(system)), told.settings)).run()


def configuration(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """How the pages are served; where people come from, only the proxies of the settings say."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        server_header=False,
        timeout_graceful_shutdown=LAST_ANSWERS_S,
    )


@click.command(cls=Command)
@click.option("--once", is_flag=True, help="Catch up and leave.")
@click.option("--rebuild", is_flag=True, help="Fill every read model anew beside the old one, then swap.")
@click.pass_obj
def follow(told: Told, once: bool, rebuild: bool) -> None:
    """Keep the read models up with the log."""
    with open_system(told.settings, connections=2) as system:
        run_follower(system, stop_on_signals(), once=once, rebuild=rebuild, tell=click.echo)


@click.command(cls=Command)
@click.option("--once", is_flag=True, help="Do what is due now and leave.")
@click.pass_obj
def work(told: Told, once: bool) -> None:
    """Watch the clocks, do the jobs asked for on pages, keep house; ask witnesses and the time-stamping authority."""
    stop = stop_on_signals()
    with open_system(told.settings, connections=6) as system:
        if once:
            tell({"acts": run_clock(system, stop, once=True)}, as_json=told.as_json)
            run_jobs(services_of(system), stop, once=True)
            run_housekeeping(services_of(system), stop, once=True)
            run_cosigning(system, stop, once=True)
            run_stamping(system, stop, once=True)
            return
        beside = [
            threading.Thread(target=run, args=(services_of(system), stop), daemon=True)
            for run in (run_jobs, run_housekeeping)
        ]
        beside += [
            threading.Thread(target=run, args=(system, stop), daemon=True) for run in (run_cosigning, run_stamping)
        ]
        for each in beside:
            each.start()
        run_clock(system, stop)
        for each in beside:
            each.join(timeout=30)


@click.command(cls=Command)
@click.option("--once", is_flag=True, help="Seal what is there and leave.")
@click.pass_obj
def seal(told: Told, once: bool) -> None:
    """Seal the log: take events into the tree and sign its head."""
    with open_system(told.settings, connections=2) as system:
        taken = run_sealer(system, stop_on_signals(), once=once)
    if once:
        tell({"events": taken}, as_json=told.as_json)


def _command(part: str) -> Sequence[str]:
    return [sys.executable, "-m", "api.cli", part]


__all__ = ["doctor", "follow", "seal", "serve", "web", "work"]
