"""How each step of a hazard's life is asked for: what is given, what stands there already, what can be chosen."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from api.caller import Caller
from api.naming import hazard_named
from api.seeing import seen_hazard
from api.services import Services
from api.web.forms.asking import HAPPENED, Asking
from api.web.forms.choices import Choosing
from api.web.forms.fields import Field, Widget
from api.web.forms.shape import fields_of
from api.web.forms.table import LAST, TELL_THE_DAY, WHEN
from domain.catalogue import COMMANDS
from domain.hazard.state import Hazard
from domain.hazard.terms import Awaited, Correctable
from domain.kernel.identity import StreamId, UnitId
from domain.kernel.refusals import Malformed, NotKnown

NOBODY = UUID(int=0)
"""Stands where a proposal was withdrawn meanwhile: the version tells, and nothing is done."""

Presets = dict[str, tuple[str, ...]]

CORRECTED: dict[Correctable, dict[str, Any]] = {
    Correctable.PLACE: {"widget": Widget.LINE},
    Correctable.CATEGORY: {"widget": Widget.PICK, "source": "categories"},
    Correctable.DESCRIPTION: {"widget": Widget.TEXT},
    Correctable.FOUND_ON: {"widget": Widget.DAY},
    Correctable.CAMPAIGN: {"widget": Widget.LINE, "is_required": False},
}
"""How the new value of a corrected field is asked for."""


def step_asking(
    services: Services, caller: Caller, hazard_id: UUID, hazard: Hazard, command: str, query: Mapping[str, str]
) -> Asking:
    """The form of one step. `query` may say which field is corrected, and which unit leads."""
    given = {"hazard": str(hazard_id), **_given(command, hazard, caller, query)}
    presets = {**_presets(command, hazard, caller), **_corrected_now(given, hazard)}
    lead = _unit(query.get("lead_unit", "")) or (hazard.assignment.lead_unit if hazard.assignment else None)
    address = f"/hazards/{hazard_id}"
    return Asking(
        command=command,
        given=given,
        stream=StreamId(hazard_id),
        version=hazard.version,
        fields=tuple(_fields(command, given)),
        choices=Choosing(services=services, caller=caller, hazard=hazard, lead=lead),
        action=f"{address}/steps/{command.partition('.')[2]}{_kept_query(query)}",
        done=lambda receipt: f"{address}/receipts/{receipt.command}",
        presets=presets,
        mend=lambda values: _survivor_found(services, caller, values),
        template="steps/show.html",
    )


class NoSuchEntry(Malformed):
    """A number nobody has, or of a hazard this person may not know of."""

    sentence = "{where}: there is no such entry, or it is not for you to see."


def _survivor_found(services: Services, caller: Caller, values: dict[str, Any]) -> dict[str, Any]:
    """The surviving entry by its number, or by the address of its page."""
    named = values.get("survivor")
    if not named or str(named) == str(NOBODY):
        return values
    try:
        found = hazard_named(services, str(named).strip().rstrip("/").rpartition("/")[2])
        seen_hazard(services, caller, found)
    except NotKnown as refusal:
        raise NoSuchEntry(where="survivor") from refusal
    return {**values, "survivor": str(found)}


def later_fields(command: str) -> tuple[str, ...]:
    """Fields that are folded away at first."""
    return LAST.get(command, ())


def _fields(command: str, given: Mapping[str, Any]) -> Iterator[Field]:
    for field in fields_of(COMMANDS[command], given):
        if command == "hazard.correct" and field.name == "value":
            corrected = Correctable(given["field"])
            label = f"field.{'place.text' if corrected is Correctable.PLACE else corrected.value}"
            asked: dict[str, Any] = {"is_required": True, **CORRECTED[corrected], "label": label}
            yield replace(field, **asked)
        else:
            yield field
    if command in TELL_THE_DAY:
        yield WHEN


def _given(command: str, hazard: Hazard, caller: Caller, query: Mapping[str, str]) -> dict[str, Any]:
    """What nobody types, because only the house can know it or the address says it."""
    match command:
        case "hazard.register":
            unit = caller.directory.unit(hazard.unit) if hazard.unit else None
            return {"unit_code": unit.code if unit else "", "year": caller.today.year}
        case "hazard.confirm_merge":
            survivor = hazard.merge.survivor if hazard.merge else hazard.survivor
            return {"survivor": str(survivor or NOBODY)}
        case "hazard.witness_refusal":
            return _refused(hazard)
        case "hazard.correct":
            if query.get("field") not in {each.value for each in Correctable}:
                raise NotKnown
            return {"field": query["field"]}
    return {}


def _refused(hazard: Hazard) -> dict[str, Any]:
    """The refusal that waits for its witness; where none does, the step is refused anyway."""
    if not hazard.refusals:
        return {"act": Awaited.VERIFY.value, "refuser": str(NOBODY)}
    return {"act": hazard.refusals[-1].act.value, "refuser": str(hazard.refusals[-1].refuser)}


def _presets(command: str, hazard: Hazard, caller: Caller) -> Presets:
    """What stands there already, so that only what is new has to be typed."""
    today: Presets = {HAPPENED: (caller.today.isoformat(),)}
    match command:
        case "hazard.grade":
            return {"grade": (hazard.grade.value,)}
        case "hazard.assign":
            return _assigned_now(hazard)
        case "hazard.grant_extension" if hazard.extension:
            return {"due_on": (hazard.extension.due_on.isoformat(),)}
        case "hazard.delist" if hazard.listing:
            return {"document_no": (hazard.listing.document_no,)}
        case "hazard.self_rectify" if hazard.spot_on:
            return {HAPPENED: (hazard.spot_on.isoformat(),)}
        case "hazard.plan" if hazard.plan:
            return _planned_now(hazard)
    return today


def _corrected_now(given: Mapping[str, Any], hazard: Hazard) -> Presets:
    """Of a value that shall be corrected, what it says now."""
    return {"value": (hazard.entry.get(Correctable(given["field"])) or "",)} if "field" in given else {}


def _assigned_now(hazard: Hazard) -> Presets:
    lead: Presets = {"lead_unit": (str(hazard.lead_unit),)} if hazard.lead_unit else {}
    due: Presets = {"due_on": (hazard.due_on.isoformat(),)} if hazard.due_on else {}
    if (assigned := hazard.assignment) is None:
        return lead | due
    said = {name: getattr(assigned.implementations, name) for name in ("responsibility", "measures", "contingency")}
    return {
        **lead,
        **due,
        **{name: (value or "",) for name, value in said.items()},
        **{name: (str(getattr(assigned, name)),) for name in ("rectifier", "overseer", "supervisor")},
        "co_responsible": tuple(str(each) for each in assigned.co_responsible),
        "funds_fen": (_yuan(assigned.implementations.funds_fen),),
    }


def _planned_now(hazard: Hazard) -> Presets:
    assert hazard.plan is not None
    return {
        f"stages.{row}.{name}": (str(getattr(stage, name)),)
        for row, stage in enumerate(hazard.plan.stages)
        for name in ("what", "due_on", "responsible")
    }


def _yuan(fen: int | None) -> str:
    return "" if fen is None else f"{fen // 100}.{fen % 100:02d}".removesuffix(".00")


def _kept_query(query: Mapping[str, str]) -> str:
    if query.get("field") in {each.value for each in Correctable}:
        return f"?field={query['field']}"
    return "?then=self_rectify" if query.get("then") == "self_rectify" else ""


def _unit(text: str) -> UnitId | None:
    try:
        return UnitId(UUID(text))
    except ValueError:
        return None
