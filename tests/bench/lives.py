"""A hazard with a usual beginning, recorded by the commands people give."""

from api.system import System
from domain.appointment.posts import Post
from domain.hazard.commands import AssignHazard, GradeHazard, RegisterHazard, ReportHazard
from domain.hazard.grading import Grade
from domain.kernel.identity import HazardId
from domain.kernel.place import Place
from tests.support.district import acting, post_id, unit_id

OFFICER, REPORTER = acting("no3", Post.SAFETY_OFFICER), acting("no3", Post.STAFF)


def an_assigned_hazard(system: System) -> HazardId:
    """A hazard of five events, in the hands of its rectifier."""
    hazard, no3 = HazardId(system.new_id()), unit_id("no3")
    today = system.clock().astimezone(system.settings.zone).date()
    found = ReportHazard(
        hazard=hazard, unit=no3, place=Place(text="教学楼三层走廊"), category="building", description="护栏松动"
    )
    registered = RegisterHazard(hazard=hazard, unit_code="no3", year=today.year)
    graded = GradeHazard(hazard=hazard, grade=Grade.GENERAL, reason="局部松动")
    assigned = AssignHazard(
        hazard=hazard,
        rectifier=post_id("no3", Post.LOGISTICS),
        overseer=post_id("no3", Post.SAFETY_OFFICER),
        supervisor=post_id("dongcheng", Post.SAFETY_SECTION),
        measures="加固",
        due_on=today,
    )
    for command, actor in ((found, REPORTER), (registered, OFFICER), (graded, OFFICER), (assigned, OFFICER)):
        system.application.handle(command, system.asked(actor))
    return hazard
