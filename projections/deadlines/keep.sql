-- name: forget
-- Clear the clocks of hazards that are written anew, and to whom they were given.
WITH i AS (DELETE FROM deadlines_involved i WHERE i.hazard = ANY(%(streams)s))
DELETE FROM deadlines d WHERE d.hazard = ANY(%(streams)s)

-- name: of_units
-- Hazards of units that ever had a clock.
SELECT DISTINCT d.hazard FROM deadlines d WHERE d.unit = ANY(%(units)s)
