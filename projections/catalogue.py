"""All read models there are."""

from projections.audit_trail.projection import AuditTrail
from projections.deadlines.projection import Deadlines
from projections.directory.projection import DirectoryModel
from projections.hazard_ledger.projection import HazardLedger
from projections.model import Model
from projections.search.projection import Search

MODELS: tuple[Model, ...] = (DirectoryModel(), HazardLedger(), Deadlines(), AuditTrail(), Search())
"""In the order in which they are brought up with a page: people look for who and where first."""
