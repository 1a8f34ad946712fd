-- name: forget_units
-- Clear units that are written anew.
WITH u AS (DELETE FROM directory_units u WHERE u.unit = ANY(%(streams)s)),
    n AS (DELETE FROM directory_unit_names n WHERE n.unit = ANY(%(streams)s)),
    p AS (DELETE FROM directory_unit_placings p WHERE p.unit = ANY(%(streams)s))
DELETE FROM directory_relations r WHERE r.unit = ANY(%(streams)s)

-- name: forget_people
-- Clear people who are written anew.
DELETE FROM directory_people p WHERE p.person = ANY(%(streams)s)

-- name: forget_appointments
-- Clear appointments that are written anew.
DELETE FROM directory_appointments a WHERE a.appointment = ANY(%(streams)s)
