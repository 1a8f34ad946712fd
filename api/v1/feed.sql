-- name: units_of_hazards
-- The unit in which each of these hazards was found, by the first event of its stream.
SELECT e.stream, (convert_from(e.body, 'UTF8')::jsonb -> 'data' ->> 'unit')::uuid AS unit
FROM log.events e
WHERE e.stream = ANY(%(streams)s)
AND e.version = 1
ORDER BY e.stream
