-- name: forget
-- Clear the texts of hazards that are written anew.
DELETE FROM search s WHERE s.hazard = ANY(%(streams)s)

-- name: of_units
-- Hazards of units.
SELECT s.hazard FROM search s WHERE s.unit = ANY(%(units)s)
