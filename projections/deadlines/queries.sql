-- name: of_hazard
-- All clocks of one hazard, in the order in which they were started.
SELECT d.hazard, d.clock, d.started_position, d.unit, d.unit_path, d.number, d.grade, d.place, d.parties,
    d.starts_at, d.warn_at, d.due_at, d.escalate_at, d.due_on, d.basis_limit, d.basis_version, d.basis_source,
    d.basis_amount, d.basis_unit, d.basis_calendar, d.stopped_at, d.stopped_position, d.stopped_by, d.is_replaced,
    d.warned_at, d.overdue_at, d.escalated_at, d.level, d.is_escalated
FROM read.deadlines d
WHERE d.hazard = %(hazard)s
ORDER BY d.started_position, d.clock

-- name: board
-- Running clocks of one subtree, or of what was given to certain appointments and units outside of others.
SELECT d.hazard, d.clock, d.started_position, d.unit, d.unit_path, d.number, d.grade, d.place, d.parties,
    d.starts_at, d.warn_at, d.due_at, d.escalate_at, d.due_on, d.basis_limit, d.basis_version, d.basis_source,
    d.basis_amount, d.basis_unit, d.basis_calendar, d.stopped_at, d.stopped_position, d.stopped_by, d.is_replaced,
    d.warned_at, d.overdue_at, d.escalated_at, d.level, d.is_escalated
FROM read.deadlines d
WHERE d.stopped_at IS NULL
AND (%(low)s::text IS NULL OR (d.unit_path >= %(low)s::text AND d.unit_path < %(high)s::text))
AND (%(parties)s::uuid[] IS NULL OR (
    d.parties && %(parties)s::uuid[]
    AND (%(among)s::uuid[] IS NULL OR d.hazard = ANY(%(among)s::uuid[]))
    AND NOT EXISTS (
        SELECT FROM unnest(%(lows)s::text[], %(highs)s::text[]) r (low, high)
        WHERE d.unit_path >= r.low AND d.unit_path < r.high
    )
))
AND (%(kinds)s::text[] IS NULL OR split_part(d.clock, '/', 1) = ANY(%(kinds)s::text[]))
AND (%(grades)s::text[] IS NULL OR d.grade = ANY(%(grades)s::text[]))
AND (%(due_before)s::timestamptz IS NULL OR d.due_at < %(due_before)s::timestamptz)
AND (%(after_due)s::timestamptz IS NULL OR (
    d.due_at >= %(after_due)s::timestamptz
    AND (d.due_at, d.hazard, d.clock) > (%(after_due)s::timestamptz, %(after_hazard)s::uuid, %(after_clock)s::text)
))
ORDER BY d.due_at, d.hazard, d.clock
LIMIT %(limit)s

-- name: given
-- Hazards with running clocks that were given to certain appointments and units, within some spans of paths; one comes
-- as often as it was given, for the limit to hold before all are seen.
SELECT i.hazard
FROM unnest(%(outside_lows)s::text[], %(outside_highs)s::text[]) o (low, high)
JOIN read.deadlines_involved i
    ON i.party = ANY(%(parties)s::uuid[]) AND i.unit_path >= o.low AND i.unit_path < o.high
WHERE %(low)s::text IS NULL OR (i.unit_path >= %(low)s::text AND i.unit_path < %(high)s::text)
LIMIT %(limit)s

-- name: load
-- How many running clocks of each kind there are, and how many have come how far at a moment.
SELECT split_part(d.clock, '/', 1) AS kind,
    count(*) AS running,
    count(*) FILTER (WHERE d.warn_at <= %(at)s AND d.due_at > %(at)s) AS warned,
    count(*) FILTER (WHERE d.due_at <= %(at)s) AS overdue,
    count(*) FILTER (WHERE d.escalate_at <= %(at)s) AS escalated
FROM read.deadlines d
WHERE d.stopped_at IS NULL
AND d.unit_path >= %(low)s
AND d.unit_path < %(high)s
GROUP BY 1
ORDER BY 1

-- name: due_for_action
-- Running clocks for which the policies have to do something by a moment, what waits longest first.
SELECT d.hazard, d.clock, d.started_position, d.unit, d.unit_path, d.number, d.grade, d.place, d.parties,
    d.starts_at, d.warn_at, d.due_at, d.escalate_at, d.due_on, d.basis_limit, d.basis_version, d.basis_source,
    d.basis_amount, d.basis_unit, d.basis_calendar, d.stopped_at, d.stopped_position, d.stopped_by, d.is_replaced,
    d.warned_at, d.overdue_at, d.escalated_at, d.level, d.is_escalated
FROM read.deadlines d
WHERE d.stopped_at IS NULL
AND d.act_at <= %(now)s
AND (%(after_hazard)s::uuid IS NULL
    OR (d.hazard, d.clock) > (%(after_hazard)s::uuid, %(after_clock)s::text))
ORDER BY d.hazard, d.clock
LIMIT %(limit)s
