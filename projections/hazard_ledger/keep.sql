-- name: forget
-- Clear the present lines of hazards that go on, and who is involved.
WITH p AS (DELETE FROM hazard_ledger_involved i WHERE i.hazard = ANY(%(streams)s))
DELETE FROM hazard_ledger l WHERE l.hazard = ANY(%(streams)s) AND l.until_position IS NULL

-- name: of_units
-- Hazards of units.
SELECT l.hazard FROM hazard_ledger l WHERE l.unit = ANY(%(units)s) AND l.until_position IS NULL
