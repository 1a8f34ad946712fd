-- name: page
-- The next events after a position, in the order of the log.
SELECT e.position, e.recorded_at, e.stream, e.version, e.name, e.body
FROM log.events e
WHERE e.position > %(after)s
AND e.position <= %(until)s
ORDER BY e.position
LIMIT %(limit)s

-- name: cuts
-- The streams of the events at certain positions.
SELECT DISTINCT e.stream FROM log.events e
WHERE e.position = ANY(%(positions)s)
ORDER BY e.stream

-- name: share
-- Streams after one and up to another, as they are at a position.
SELECT e.position, e.recorded_at, e.stream, e.version, e.name, e.body
FROM log.events e
WHERE e.stream > %(after)s
AND e.stream <= %(last)s
AND e.position <= %(until)s
ORDER BY e.stream, e.version

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
