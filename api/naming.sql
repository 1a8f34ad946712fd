-- name: numbered_since
-- The hazard that was given a number after a position.
SELECT e.stream
FROM log.events e
WHERE e.position > %(after)s
AND e.name IN ('hazard.registered.v1', 'hazard.taken_over.v1')
AND convert_from(e.body, 'UTF8')::jsonb -> 'data' ->> 'number' = %(number)s
ORDER BY e.position
LIMIT 1
