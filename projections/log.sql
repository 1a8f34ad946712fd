-- name: page
-- The next events after a position, in the order of the log.
SELECT e.position, e.recorded_at, e.stream, e.version, e.name, e.body
FROM log.events e
WHERE e.position > %(after)s
AND e.position <= %(until)s
ORDER BY e.position
LIMIT %(limit)s

-- name: streams
-- Events up to a position, stream by stream, after the last one seen.
SELECT e.position, e.recorded_at, e.stream, e.version, e.name, e.body
FROM log.events e
WHERE (e.stream, e.version) > (%(stream)s, %(version)s)
AND e.position <= %(until)s
ORDER BY e.stream, e.version
LIMIT %(limit)s

-- name: whole
-- Certain streams from their beginning up to a position.
SELECT e.position, e.recorded_at, e.stream, e.version, e.name, e.body
FROM log.events e
WHERE e.stream = ANY(%(streams)s)
AND e.position <= %(until)s
ORDER BY e.stream, e.version

-- name: units
-- What happened to units up to a position, in the order of the log.
SELECT e.position, e.recorded_at, e.stream, e.version, e.name, e.body
FROM log.events e
WHERE split_part(e.name, '.', 1) IN ('organisation', 'person', 'appointment', 'deadline')
AND split_part(e.name, '.', 1) = 'organisation'
AND e.position <= %(until)s
ORDER BY e.position

-- name: recorded_at
-- When the event at a position was recorded.
SELECT e.recorded_at FROM log.events e WHERE e.position = %(position)s

-- name: head
-- The position of the newest event; 0 in an empty log.
SELECT h.position FROM log.head h
