-- name: entries
-- The first event of hazards, as far as they exist.
SELECT e.stream, e.version, e.name, e.body
FROM log.events e
WHERE e.stream = ANY(%(streams)b)
AND e.version = 1
