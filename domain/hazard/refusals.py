"""How no is said in the life of a hazard."""

from domain.kernel.refusals import Malformed, Refusal


class CategoryUnknown(Malformed):
    """No such code in the tree of categories."""

    sentence = "{where}: there is no category {code}."


class SourceMismatch(Malformed):
    """Public and pupil sources are sealed and name nobody; other sources are not sealed; a campaign has a name."""

    sentence = "{where}: this does not go with the source {source}."


class NothingGiven(Malformed):
    """At least one item is needed here."""

    sentence = "{where}: at least one is needed."


class NotADay(Malformed):
    """Days are written YYYY-MM-DD."""

    sentence = "{where}: {value} is not a day."


class StagesOutOfOrder(Malformed):
    """A plan runs forward."""

    sentence = "{where}: the stages of a plan must follow one another by date."


class AlreadyReported(Refusal):
    """The identifier belongs to another hazard."""

    sentence = "This hazard has already been reported."


class UnitNotThere(Refusal):
    """The unit is unknown or has been closed."""

    sentence = "This unit does not exist, or exists no longer."


class HappenedInTheFuture(Refusal):
    """Nothing can be said of what has not happened yet."""

    sentence = "{day} has not come yet; only what has happened can be recorded."
    field = "happened"


class AlreadyMerged(Refusal):
    """The hazard goes on under another entry."""

    sentence = "This hazard was merged with another one; everything further happens there."


class AlreadyVoided(Refusal):
    """The entry was voided."""

    sentence = "This entry was voided; it stays readable, and nothing further can happen to it."


class AlreadyClosedOut(Refusal):
    """It is off the open list."""

    sentence = "This hazard is closed out; if it came back, reopen it."


class NotClosedOut(Refusal):
    """Only what is closed out can be looked at again, delisted or reopened."""

    sentence = "This hazard is still open."


class AlreadyRectified(Refusal):
    """The rectifier has said that it is done."""

    sentence = "This hazard has been reported as rectified and waits for verification."


class NotRectified(Refusal):
    """Nobody has said, since the last rejection, that it is done."""

    sentence = "This hazard has not been reported as rectified."


class AwaitsCountersignature(Refusal):
    """Verified; the head of the supervising unit has the last word."""

    sentence = "This hazard is verified and waits for the countersignature of the supervising unit's head."


class NothingToCountersign(Refusal):
    """Only a verified major hazard is countersigned."""

    sentence = "There is no verification of a major hazard here that waits for a countersignature."


class HazardNotRegistered(Refusal):
    """It has no number yet."""

    sentence = "This hazard has not been registered yet."


class AlreadyRegistered(Refusal):
    """A number is given once."""

    sentence = "This hazard already has the number {number}."


class NumberOfAnotherUnit(Refusal):
    """Numbers are of the unit in which the hazard is."""

    sentence = "The number must be of the unit {unit_code}."
    field = "unit_code"


class NumberOfAnotherYear(Refusal):
    """Numbers are of the year of registration."""

    sentence = "The number must be of the year {year}."
    field = "year"


class GradeUnchanged(Refusal):
    """The decision stands already, with the same criteria."""

    sentence = "This grade has already been decided by the same criteria."
    field = "grade"


class LoweredOnlyFromAbove(Refusal):
    """Regraded downward only by a superior unit (house rule)."""

    sentence = "Only a superior unit can lower the grade of a major hazard."
    field = "grade"


class HazardIsListed(Refusal):
    """A listed hazard leaves supervision only by verification and delisting (house rule)."""

    sentence = "This hazard is under listed supervision; it has to be verified and delisted first."


class HazardNotGraded(Refusal):
    """Grading comes before assigning."""

    sentence = "Decide first whether this hazard is general or major."


class NothingCorrected(Refusal):
    """The value stands already."""

    sentence = "This is what the entry says already."
    field = "value"


class AssignedToNobody(Refusal):
    """Nobody holds this appointment today."""

    sentence = "{role}: nobody holds this post today."


class RectifierOfAnotherUnit(Refusal):
    """The rectifier belongs to the lead unit (house rule)."""

    sentence = "The rectifier must hold a post in the unit that leads."
    field = "rectifier"


class OverseerOfAnotherUnit(Refusal):
    """监管 is done inside the unit."""

    sentence = "The overseer must hold a post in the unit that leads."
    field = "overseer"


class SupervisorNotAbove(Refusal):
    """督办 is done from above."""

    sentence = "The supervisor must hold a post in a superior unit."
    field = "supervisor"


class SupervisorCannotDecide(Refusal):
    """Who follows it from above has to be able to decide on extensions (house rule)."""

    sentence = "The post {post} cannot decide on extensions, so nobody in it supervises."
    field = "supervisor"


class OneForTwo(Refusal):
    """Rectifier, overseer and supervisor are three people (house rule)."""

    sentence = "Rectifier, overseer and supervisor must be three different people."


class UnitNotYoursToAssign(Refusal):
    """Across subtrees only bureaus and leading groups give responsibility (house rule); others hand over."""

    sentence = "You cannot assign to this unit; hand the matter over or report it upward."
    field = "lead_unit"


class DueDateMissing(Refusal):
    """A major hazard has the date of its plan."""

    sentence = "A major hazard needs a date by which it is to be rectified."
    field = "due_on"


class DueDateInThePast(Refusal):
    """A date that has passed binds nobody."""

    sentence = "The date {due_on} has already passed."
    field = "due_on"


class DueLaterThanLimit(Refusal):
    """A general hazard is rectified within its limit; more time has to be asked for."""

    sentence = "The date may not be later than {latest}; more time has to be asked for as an extension."
    field = "due_on"


class DueLaterThanBefore(Refusal):
    """The clock does not stop: only an extension moves a date back."""

    sentence = "The date stands at {due_on}; only an extension makes it later."
    field = "due_on"


class DeclineUndecided(Refusal):
    """The rectifier said it is not his, and waits for an answer."""

    sentence = "The assignment was declined; decide on that first."


class NotTheRectifier(Refusal):
    """This is for the one to whom it was assigned."""

    status = "forbidden"
    sentence = "Only the rectifier named in the assignment can do this."


class HazardNotAssigned(Refusal):
    """No appointment is responsible for it."""

    sentence = "This hazard is not assigned to anybody."


class AlreadyAccepted(Refusal):
    """The assignment was accepted, or insisted on."""

    sentence = "This assignment has been accepted, or the assigner has insisted."


class AlreadyDeclined(Refusal):
    """Declined once; the assigner decides."""

    sentence = "This assignment has already been declined and waits for a decision."


class NothingDeclined(Refusal):
    """There is no decline to decide on."""

    sentence = "Nobody has declined this assignment."


class NotTheAssigner(Refusal):
    """The assigner decides on a decline, or a unit above him."""

    status = "forbidden"
    sentence = "Whoever assigned it decides on the decline, or a superior unit."


class DeclineDecidedByDecliner(Refusal):
    """Nobody decides on his own decline."""

    sentence = "Whoever declined cannot decide on it."


class PlanBeyondDeadline(Refusal):
    """The last stage ends by the due date."""

    sentence = "The last stage must end by {due_on}."
    field = "stages"


class InterimAlreadyTaken(Refusal):
    """People are protected already: there is nothing to waive."""

    sentence = "An interim measure was already taken or waived."


class NoInterimMeasure(Refusal):
    """No deadline is extended without an interim measure or a signed waiver (house rule)."""

    sentence = "No extension without an interim measure, or a signed statement that none is needed."


class NobodyCompetentTold(Refusal):
    """No deadline is extended before whoever is competent was told (house rule): above, or a department."""

    sentence = "No extension before it was reported upward or handed over to the department that is competent."


class NotAbove(Refusal):
    """This is for, or goes to, a superior unit."""

    sentence = "This unit is not superior to the one where the hazard is."


class NotADepartment(Refusal):
    """A unit cannot hand a matter over to itself, or instruct itself."""

    sentence = "Name another unit, not the one where the hazard is or your own."
    field = "department"


class AlreadyHandedOver(Refusal):
    """The department's answer is awaited."""

    sentence = "This department has already been asked; its answer is awaited."
    field = "department"


class NoAnswerAwaited(Refusal):
    """The department was not asked, or has answered."""

    sentence = "No answer of this department is awaited."
    field = "department"


class NotTheDepartment(Refusal):
    """A department answers for itself."""

    status = "forbidden"
    sentence = "Only this department itself can answer."
    field = "department"


class AlreadyTakenUp(Refusal):
    """The same superior does it already."""

    sentence = "Your unit has already taken this hazard up."


class AlreadyInstructed(Refusal):
    """The department's report is awaited."""

    sentence = "This department has already been instructed; its report is awaited."
    field = "department"


class NotALeader(Refusal):
    """A case is taken by a leader."""

    sentence = "A stubborn hazard is given to a leader of a unit."
    field = "leader"


class ExtensionUndecided(Refusal):
    """One request at a time."""

    sentence = "An extension has already been asked for and waits for a decision."


class NoExtensionAsked(Refusal):
    """There is no request to decide on."""

    sentence = "Nobody has asked for an extension."


class NotLaterThanBefore(Refusal):
    """An extension is later than what stands."""

    sentence = "An extension must be later than {due_on}."
    field = "due_on"


class LongerThanAsked(Refusal):
    """Nobody gets more time than asked for."""

    sentence = "Not later than the date asked for, {due_on}."
    field = "due_on"


class ExtensionAskedTooLate(Refusal):
    """Of a listed hazard it is asked well before expiry (notice of listed supervision)."""

    sentence = "Of a listed hazard an extension had to be asked for by {latest}."


class ExtensionDecidedByAsker(Refusal):
    """Never by the asker."""

    sentence = "Whoever asked for an extension cannot decide on it."


class NotTheSupervisor(Refusal):
    """This is for the supervisor or the supervising unit."""

    status = "forbidden"
    sentence = "Only the supervisor, the supervising unit or a unit above it can do this."


class NotMajor(Refusal):
    """Only major hazards are listed."""

    sentence = "Only a hazard graded as major is listed for supervision."


class AlreadyListed(Refusal):
    """One listing at a time."""

    sentence = "This hazard is already listed for supervision under {document_no}."


class NotListed(Refusal):
    """There is nothing to take off."""

    sentence = "This hazard is not listed for supervision."


class NotTheLister(Refusal):
    """Whoever put its name to it takes it off."""

    status = "forbidden"
    sentence = "Only the unit that listed this hazard can do this."


class NotOnTheSpot(Refusal):
    """Without an assignment only on the day it was found (即查即改)."""

    sentence = "Without an assignment a hazard can only be put right on the day it was found ({found_on})."


class EvidenceMissing(Refusal):
    """A major hazard is not reported as rectified on words alone (house rule)."""

    sentence = "A major hazard needs a photo or paper showing that it was put right."
    field = "evidence"


class RectifiedBeforeFound(Refusal):
    """First it is found."""

    sentence = "It cannot have been rectified before it was found ({found_on})."
    field = "happened"


class RectifiedBeforeRejected(Refusal):
    """What was done before the rejection was rejected."""

    sentence = "It must have been rectified again after the rejection of {rejected_on}."
    field = "happened"


class VerifiedBeforeRectified(Refusal):
    """First it is put right."""

    sentence = "It cannot have been verified before it was rectified ({rectified_on})."
    field = "happened"


class VerifierIsRectifier(Refusal):
    """Somebody else goes to look: another person, and another post, through delegation too."""

    sentence = "Whoever rectified a hazard cannot verify it."


class NotTheSupervisingUnit(Refusal):
    """A major hazard is verified by the superior unit that supervises it."""

    status = "forbidden"
    sentence = "A major hazard is verified by the superior unit that supervises it."


class MajorNeverVerifiedByItself(Refusal):
    """The exception of small schools is for general hazards only (house rule)."""

    sentence = "A major hazard is never verified by whoever rectified it, not in the smallest school either."


class NoExceptionHere(Refusal):
    """Without a recorded exception somebody else verifies."""

    sentence = "This unit has no exception in force today; somebody else has to verify."


class NotYourOwnWork(Refusal):
    """Whoever did not rectify it verifies in the usual way."""

    sentence = "You did not rectify this; verify it in the usual way."


class SomebodyElseVerifies(Refusal):
    """The exception is for want of a second pair of eyes, and here is one."""

    sentence = "Somebody else of this unit can verify; then nobody verifies his or her own work."


class AwaitsCheckFromAbove(Refusal):
    """Verified under an exception; a superior unit has the last word."""

    sentence = "This hazard was verified under an exception and waits for the check from above."


class NothingToCheck(Refusal):
    """Only what was verified under an exception is checked from above."""

    sentence = "There is nothing here that was verified under an exception and waits for a check from above."


class CheckedByRectifier(Refusal):
    """The check is the second pair of eyes."""

    sentence = "Whoever rectified and verified it cannot check it from above."


class CheckedBeforeVerified(Refusal):
    """First it is verified."""

    sentence = "It cannot have been checked before it was verified ({verified_on})."
    field = "happened"


class HeadCountersigns(Refusal):
    """The head has the last word and therefore not the first one too (house rule)."""

    sentence = "The head countersigns the closing of a major hazard and cannot verify it too."


class NotItsHead(Refusal):
    """A major hazard closes at the signature of the supervising unit's head."""

    status = "forbidden"
    sentence = "Only the head of the supervising unit can countersign."


class CountersignedByVerifier(Refusal):
    """Two people close a major hazard."""

    sentence = "Whoever verified a major hazard cannot countersign its closing."


class CountersignedBeforeVerified(Refusal):
    """First it is verified."""

    sentence = "It cannot have been countersigned before it was verified ({verified_on})."
    field = "happened"


class RecheckedFromBelow(Refusal):
    """A major hazard is looked at again by the unit that supervised it, or one above (house rule)."""

    status = "forbidden"
    sentence = "A major hazard is rechecked by the superior unit that supervised it, or one above it."


class RecheckedByRectifier(Refusal):
    """Looking again is done by other eyes (house rule)."""

    sentence = "Whoever rectified a hazard cannot recheck it."


class BeforeItWasClosed(Refusal):
    """A recheck or recurrence lies after the closing."""

    sentence = "This cannot have happened before the hazard was closed out ({closed_on})."
    field = "happened"


class AlreadyCalled(Refusal):
    """A recheck is already awaited."""

    sentence = "A recheck of this hazard is already awaited."


class MergedWithItself(Refusal):
    """A duplicate is another entry."""

    sentence = "A hazard cannot be merged with itself."
    field = "survivor"


class ProposalUndecided(Refusal):
    """One proposal at a time."""

    sentence = "A proposal to merge or void this hazard waits for a second person."


class NothingProposed(Refusal):
    """There is no such proposal."""

    sentence = "Nobody has proposed this."


class SecondPersonNeeded(Refusal):
    """Merging and voiding need two different people."""

    sentence = "A second person has to agree; whoever proposed it cannot."


class AnotherSurvivor(Refusal):
    """What is confirmed is what was proposed."""

    sentence = "Another surviving entry was proposed."
    field = "survivor"


class SurvivorHasLeft(Refusal):
    """The surviving entry was itself merged or voided."""

    sentence = "The surviving entry was itself merged or voided."
    field = "survivor"


class SurvivorClosedOut(Refusal):
    """An open hazard does not vanish into a closed one (house rule): it came back."""

    sentence = "The surviving entry is closed out while this one is open; report a recurrence there instead."
    field = "survivor"


class SurvivorOfLowerGrade(Refusal):
    """A major hazard does not vanish into a general one (house rule)."""

    sentence = "The surviving entry must be graded as major too."
    field = "survivor"


class SurvivorElsewhere(Refusal):
    """Duplicates are of one unit, or of units below yours."""

    sentence = "The surviving entry is of another unit that is not below yours."
    field = "survivor"


class ConfirmedOnlyFromAbove(Refusal):
    """A major hazard leaves the ledger's open list only with a superior's signature (house rule)."""

    status = "forbidden"
    sentence = "That a major hazard is merged or voided is confirmed by a superior unit."


class NothingToSign(Refusal):
    """Nobody's signature is awaited that could be refused."""

    sentence = "No signature is awaited here that somebody could refuse."


class NotTheirsToSign(Refusal):
    """Only who could sign can refuse to."""

    sentence = "This signature is not awaited of the person named."
    field = "refuser"


class NobodyAskedYou(Refusal):
    """A refusal is recorded by whoever refuses, or by whoever asked for the signature."""

    status = "forbidden"
    sentence = "Only whoever refuses to sign, or whoever asked for the signature, can record the refusal."


class WitnessIsParty(Refusal):
    """The witness is a third person, through delegation too."""

    sentence = "The witness must be a third person: neither who refuses nor who records it, nor acting for them."
    field = "witness"


class WitnessElsewhere(Refusal):
    """A witness is somebody who may know of the hazard."""

    sentence = "The witness must hold a post in this unit or in one that supervises it."
    field = "witness"


class RefusalAwaitsWitness(Refusal):
    """One refusal at a time."""

    sentence = "Another refusal to sign waits for its witness; record this one afterwards."


class NothingToWitness(Refusal):
    """No refusal waits for a witness."""

    sentence = "No refusal to sign waits for a witness."


class NotTheWitness(Refusal):
    """A witness speaks in person."""

    status = "forbidden"
    sentence = "Only the witness who was named can say so."


class AnotherRefusal(Refusal):
    """What is witnessed is what was recorded."""

    sentence = "Another refusal waits for the witness now."


class ClockNotRunning(Refusal):
    """The clock was ended, or started anew, in the meantime."""

    sentence = "This clock is not running."


class NotYetTime(Refusal):
    """The moment has not come."""

    sentence = "It is not time for this before {moment}."


class AlreadyTold(Refusal):
    """This step of the escalation was made."""

    sentence = "This has already been said for this clock."


class RuleUnnamed(Refusal):
    """What no person decided names its rule and version."""

    sentence = "An act of a policy must name its rule."


class NotAClaim(Refusal):
    """What a ledger says is a claim of the paper."""

    sentence = "Rows of a ledger are taken over as claimed, not as witnessed."
