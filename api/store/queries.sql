-- name: load
-- Streams after a version each, and reference events after a position, in the order of the log;
-- an event may come twice.
SELECT e.position, e.recorded_at, e.stream, e.version, e.name, e.body
FROM unnest(%(streams)s::uuid[], %(versions)s::bigint[]) s (stream, version)
JOIN log.events e ON e.stream = s.stream AND e.version > s.version
UNION ALL
SELECT e.position, e.recorded_at, e.stream, e.version, e.name, e.body
FROM log.events e
WHERE split_part(e.name, '.', 1) IN ('organisation', 'person', 'appointment', 'deadline', 'key', 'policy', 'hold')
AND e.position > %(after)s::bigint
ORDER BY position

-- name: load_with_heads
-- The same, and the newest event of further streams.
SELECT e.position, e.recorded_at, e.stream, e.version, e.name, e.body
FROM unnest(%(streams)s::uuid[], %(versions)s::bigint[]) s (stream, version)
JOIN log.events e ON e.stream = s.stream AND e.version > s.version
UNION ALL
SELECT e.position, e.recorded_at, e.stream, e.version, e.name, e.body
FROM unnest(%(heads)s::uuid[]) h (stream)
CROSS JOIN LATERAL (
    SELECT * FROM log.events n WHERE n.stream = h.stream ORDER BY n.version DESC LIMIT 1
) e
UNION ALL
SELECT e.position, e.recorded_at, e.stream, e.version, e.name, e.body
FROM log.events e
WHERE split_part(e.name, '.', 1) IN ('organisation', 'person', 'appointment', 'deadline', 'key', 'policy', 'hold')
AND e.position > %(after)s::bigint
ORDER BY position

-- name: append
-- Append the events of several requests; one row a request says what became of it.
SELECT request, outcome, first_position, recorded_at
FROM log.append(
    %(streams)s, %(versions)s, %(names)s, %(bodies)s, %(requests)s, %(commands)s, %(digests)s,
    %(guard_requests)s, %(guard_streams)s, %(guard_versions)s,
    %(commitments)s, %(salts)s, %(disclosed)s, %(told_at)s::timestamptz
)

-- name: answered
-- The events that a command yielded, with the digest of what it asked.
SELECT c.digest, e.position, e.recorded_at, e.stream, e.version, e.name, e.body
FROM log.commands c
JOIN log.events e ON e.position BETWEEN c.first_position AND c.last_position
WHERE c.command = %(command)s
ORDER BY e.position

-- name: stream
-- Events of one stream after and up to a version, oldest first.
SELECT e.position, e.recorded_at, e.stream, e.version, e.name, e.body
FROM log.events e
WHERE e.stream = %(stream)s
AND e.version > %(gt)s
AND e.version <= %(lte)s
ORDER BY e.version
LIMIT %(limit)s

-- name: stream_backwards
-- Events of one stream after and up to a version, newest first.
SELECT e.position, e.recorded_at, e.stream, e.version, e.name, e.body
FROM log.events e
WHERE e.stream = %(stream)s
AND e.version > %(gt)s
AND e.version <= %(lte)s
ORDER BY e.version DESC
LIMIT %(limit)s

-- name: page
-- A page of the log from a position up to another.
SELECT e.position, e.recorded_at, e.stream, e.version, e.name, e.body
FROM log.events e
WHERE e.position >= %(start)s
AND e.position <= %(stop)s
ORDER BY e.position
LIMIT %(limit)s

-- name: page_of_names
-- A page of the log with only certain kinds of event.
SELECT e.position, e.recorded_at, e.stream, e.version, e.name, e.body
FROM log.events e
WHERE e.position >= %(start)s
AND e.position <= %(stop)s
AND e.name = ANY(%(names)s)
ORDER BY e.position
LIMIT %(limit)s

-- name: newest
-- The position of the newest event; no row in an empty log.
SELECT max(e.position) AS position FROM log.events e

-- name: identity
-- The log's name and whether it is a trial.
SELECT name, is_trial FROM log.identity
