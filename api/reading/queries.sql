-- name: at_positions
-- Events by their positions in the log, the newest first.
SELECT e.position, e.recorded_at, e.stream, e.version, e.name, e.body
FROM log.events e
WHERE e.position = ANY(%(positions)s::bigint[])
ORDER BY e.position DESC

-- name: around
-- Positions of the events before and after one of a stream.
SELECT (SELECT b.position FROM log.events b WHERE b.stream = %(stream)s AND b.version = %(version)s - 1) AS before,
    (SELECT a.position FROM log.events a WHERE a.stream = %(stream)s AND a.version = %(version)s + 1) AS after
