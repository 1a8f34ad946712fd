"""What forms say beyond the types of a command: which input, where choices come from, what is asked besides."""

from typing import Any

from api.web.forms.fields import Field, Widget
from domain.kernel.quantities import LINE

LINES = frozenset(
    {
        *("what", "document_no", "document", "case", "campaign", "unit_name", "code", "source", "limit"),
        *("issuer", "version", "article", "unit_code", "fingerprint"),
    }
)
"""Text fields of one line, by their own names; other text has room for several."""

UNASKED = frozenset({"latitude_e6", "longitude_e6"})
"""Values that nobody types."""

SOURCES = {"AppointmentId": "appointments", "UnitId": "units", "PersonId": "people", "HazardId": ""}
"""Where identifiers are chosen from unless a line below says otherwise; a hazard is named by its number."""

TELL_THE_DAY = frozenset(
    f"hazard.{each}"
    for each in (
        *("report", "report_rectified", "self_rectify", "verify", "reject", "countersign", "recheck"),
        *("report_recurrence", "verify_own", "check_from_above", "refuse_signature"),
    )
)
"""Steps of which the day may be another than today's."""

WHEN = Field(name="happened", widget=Widget.DAY, hint="Leave it at today unless it was on an earlier day.")

SAID: dict[str, dict[str, dict[str, Any]]] = {
    "hazard.report": {
        "unit": {"source": "units_to_report"},
        "place.text": {"widget": Widget.LINE, "most": LINE},
        "category": {"widget": Widget.PICK, "source": "categories"},
        "finder": {"source": "people_of_unit", "hint": "Leave it empty if you saw it yourself."},
        "sealed_source": {
            "widget": Widget.LINE,
            "hint": "Only for the public and pupils: kept sealed, shown to nobody in the ledger.",
        },
    },
    "hazard.grade": {"criteria": {"hint": "Without a criterion it is shown as not mapped, never as “not major”."}},
    "hazard.assign": {
        "rectifier": {"source": "people_of_lead"},
        "overseer": {"source": "people_of_lead", "hint": "Sees to it inside the unit; another person."},
        "supervisor": {"source": "people_above", "hint": "Follows it from above."},
        "lead_unit": {"source": "units_to_assign", "refreshes": "Show the people of this unit"},
        "co_responsible": {"source": "units_to_assign"},
        "funds_fen": {"hint": "In yuan. Nothing needed is 0; leave it empty if it is not known yet."},
        "due_on": {"hint": "Left empty, the limit for general hazards or the day that stands."},
    },
    "hazard.plan": {"stages": {"is_required": True}, "stages.responsible": {"source": "people_of_lead"}},
    "hazard.report_upward": {"to": {"source": "superiors"}},
    "hazard.report_inability": {"to": {"source": "superiors"}, "lacks": {"is_required": True}},
    "hazard.add_evidence": {"evidence": {"is_required": True}},
    "hazard.hand_over": {"department": {"source": "departments"}},
    "hazard.instruct": {"department": {"source": "departments"}},
    "hazard.answer_handover": {"department": {"source": "departments_awaited"}},
    "hazard.answer_instruction": {"department": {"source": "departments_awaited"}},
    "hazard.name_leader": {"leader": {"source": "leaders"}},
    "hazard.grant_extension": {"due_on": {"hint": "The day asked for, or an earlier one."}},
    "hazard.list_for_supervision": {"due_on": {"hint": "Never later than a day that stands."}},
    "hazard.note_supervision": {"due_on": {"hint": "Only a nearer day; later days are a matter of extensions."}},
    "hazard.refuse_signature": {
        "act": {"codes": (), "source": "acts_awaited"},
        "refuser": {"source": "people_who_could_sign"},
        "witness": {"source": "witnesses", "hint": "Who was there, and will say so: neither of the two."},
    },
    "hazard.witness_refusal": {"act": {"words": "command"}, "refuser": {"source": "people_who_could_sign"}},
    "hazard.propose_merge": {
        "survivor": {"hint": "Number of the entry that goes on for both, or the address of its page."}
    },
    "organisation.register_unit": {
        "code": {"hint": "Small letters, digits and _; it stands in every number and never changes."},
        "kind": {"source": "kinds_of_unit"},
    },
    "organisation.enrol_unit": {
        "code": {"hint": "Small letters, digits and _; it stands in every number and never changes."},
        "kind": {"source": "kinds_of_unit"},
        "parent": {"source": "units_of_registrar"},
    },
    "organisation.move_unit": {"parent": {"source": "units_of_registrar"}},
    "organisation.begin_supervision": {"by": {"source": "units_enrolled"}, "kind": {"words": "supervision"}},
    "organisation.end_supervision": {"kind": {"words": "supervision"}},
    "organisation.allow_own_verification": {"until_on": {"hint": "At most a year; then it is decided anew."}},
    "person.enrol": {"unit": {"source": "units_of_registrar"}},
    "appointment.make": {
        "unit": {"source": "units_of_registrar"},
        "person": {"source": "people_of_registrar"},
        "post": {"source": "posts"},
        "kind": {"codes": ("substantive", "acting"), "label": "field.appointment_kind", "is_required": True},
        "until_on": {"hint": "Left empty: until further notice."},
    },
    "appointment.delegate": {
        "person": {"source": "people_of_own_unit"},
        "only": {"source": "own_powers", "hint": "Nothing ticked: everything the post may do."},
    },
    "deadline.enter_calendar": {
        "holidays": {"hint": "One day a line, written as 2026-03-31: every day off that is not a weekend."},
        "makeup_workdays": {"hint": "One day a line: weekends on which people work."},
        "source": {"label": "field.basis_source"},
    },
    "deadline.set_limit": {
        "effective_on": {"hint": "What is running keeps the deadline it was given."},
        "unit": {"label": "field.limit_unit"},
        "source": {"label": "field.basis_source"},
    },
    "policy.set_signing_level": {"source": {"label": "field.basis_source"}},
}
"""By command and field: what differs from what the type says."""

LAST = {
    "hazard.assign": ("lead_unit", "co_responsible"),
    "hazard.grade": ("criteria",),
    "hazard.report": ("source", "finder", "sealed_source", "campaign"),
}
"""Fields that stand at the end, folded away until somebody needs them."""
