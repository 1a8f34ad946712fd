-- name: enrolments
-- Scheme and public key of keys: what a signature by them says does not stand in the event that carries it.
SELECT e.stream, b.body -> 'data' ->> 'scheme' AS scheme, b.body -> 'data' ->> 'public_key' AS public_key
FROM log.events e
CROSS JOIN LATERAL (SELECT convert_from(e.body, 'UTF8')::jsonb) b (body)
WHERE e.stream = ANY(%(keys)s)
AND e.version = 1
AND e.name LIKE 'key.%%'

-- name: flag_many_at_once
-- Sign-offs of which many by one hand lie close together, as far as one of them came after a position.
WITH fresh AS (
    SELECT a.actor_person, min(a.recorded_at) AS since
    FROM audit_trail a
    WHERE a.position > %(after)s
    AND a.signature_key IS NOT NULL
    AND a.actor_person IS NOT NULL
    GROUP BY a.actor_person
),
counted AS (
    SELECT a.position, a.actor_person, a.recorded_at,
        count(*) OVER (
            PARTITION BY a.actor_person ORDER BY a.recorded_at
            RANGE BETWEEN CURRENT ROW AND %(at_once)s::interval FOLLOWING
        ) >= %(many)s::bigint AS begins
    FROM fresh f
    JOIN audit_trail a ON a.actor_person = f.actor_person
    WHERE a.signature_key IS NOT NULL
    AND a.recorded_at >= f.since - %(at_once)s::interval
),
many AS (
    SELECT c.position,
        bool_or(c.begins) OVER (
            PARTITION BY c.actor_person ORDER BY c.recorded_at
            RANGE BETWEEN %(at_once)s::interval PRECEDING AND CURRENT ROW
        ) AS is_among
    FROM counted c
)
UPDATE audit_trail a
SET flags = ARRAY(SELECT DISTINCT unnest(a.flags || ARRAY['many_at_once']) ORDER BY 1)
FROM many m
WHERE m.position = a.position
AND m.is_among
AND NOT a.flags @> ARRAY['many_at_once']

-- name: flag_elsewhere
-- Acts of going to look by somebody whom another act puts at another place at about that time. A place is a unit with
-- everything below and above it.
WITH asked AS (
    SELECT v.position, v.actor_person, v.was_at, v.unit_path
    FROM audit_trail v
    WHERE v.position > %(after)s
    AND v.name = ANY(%(verifying)s)
    AND v.was_at IS NOT NULL
    AND v.actor_person IS NOT NULL
    UNION
    SELECT v.position, v.actor_person, v.was_at, v.unit_path
    FROM audit_trail n
    JOIN audit_trail v ON v.actor_person = n.actor_person
        AND v.was_at BETWEEN n.was_at - %(near)s::interval AND n.was_at + %(near)s::interval
    WHERE NOT %(is_fresh)s::boolean
    AND n.position > %(after)s
    AND n.was_at IS NOT NULL
    AND v.name = ANY(%(verifying)s)
)
UPDATE audit_trail a
SET flags = ARRAY(SELECT DISTINCT unnest(a.flags || ARRAY['elsewhere']) ORDER BY 1)
FROM asked v
CROSS JOIN LATERAL (
    SELECT o.position
    FROM audit_trail o
    WHERE o.actor_person = v.actor_person
    AND o.was_at BETWEEN v.was_at - %(near)s::interval AND v.was_at + %(near)s::interval
    AND NOT starts_with(o.unit_path || '.', v.unit_path || '.')
    AND NOT starts_with(v.unit_path || '.', o.unit_path || '.')
    LIMIT 1
) elsewhere
WHERE a.position = v.position
AND NOT a.flags @> ARRAY['elsewhere']

-- name: flag_key_lost
-- Sign-offs by keys that were later said to have been lost by that day.
UPDATE audit_trail a
SET flags = ARRAY(SELECT DISTINCT unnest(a.flags || ARRAY['key_lost']) ORDER BY 1)
FROM audit_trail k
WHERE k.position > %(after)s
AND k.name = %(revoked)s
AND k.said ->> 'lost_on' IS NOT NULL
AND a.signature_key = k.stream
AND a.recorded_on >= (k.said ->> 'lost_on')::date
AND NOT a.flags @> ARRAY['key_lost']

-- name: flag_post_not_held
-- Assignments to posts that, by all that is known now, nobody held on that day: the term did not reach it, or the person
-- had left. Rows of ledgers name people and no posts: there it is somebody who had left.
WITH late AS (
    SELECT e.stream, (e.said ->> 'on')::date AS last_on
    FROM audit_trail e
    WHERE e.position > %(after)s
    AND e.name IN (%(ended)s, %(left)s)
    AND (e.said ->> 'on')::date < e.recorded_on
),
assigned AS (
    SELECT a.position, a.recorded_on, a.said
    FROM audit_trail a
    WHERE a.name = %(assigned)s
    AND a.position > %(after)s
    UNION ALL
    SELECT a.position, a.recorded_on, a.said
    FROM audit_trail a
    WHERE a.name = %(assigned)s
    AND %(looks_back)s::boolean
    AND a.position <= %(after)s
    AND a.recorded_on > (SELECT min(l.last_on) FROM late l)
),
taken_over AS (
    SELECT a.position, a.happened_on, a.said
    FROM audit_trail a
    WHERE a.name = %(taken_over)s
    AND a.position > %(after)s
    UNION ALL
    SELECT a.position, a.happened_on, a.said
    FROM audit_trail a
    WHERE a.name = %(taken_over)s
    AND %(looks_back)s::boolean
    AND a.position <= %(after)s
    AND a.happened_on > (SELECT min(l.last_on) FROM late l)
),
named AS (
    SELECT a.position, a.recorded_on AS on_day, seat.id::uuid AS seat, NULL::uuid AS person
    FROM assigned a
    CROSS JOIN LATERAL (
        VALUES (a.said ->> 'rectifier'), (a.said ->> 'overseer'), (a.said ->> 'supervisor')
    ) seat (id)
    UNION ALL
    SELECT t.position, t.happened_on, NULL, (t.said ->> 'rectifier')::uuid
    FROM taken_over t
    WHERE t.said ->> 'rectifier' IS NOT NULL
),
held AS (
    SELECT n.position, n.on_day, coalesce(n.person, (m.said ->> 'person')::uuid) AS person,
        m.position IS NOT NULL AND (
            (m.said ->> 'from_on')::date > n.on_day
            OR (m.said ->> 'until_on')::date < n.on_day
            OR EXISTS (
                SELECT FROM audit_trail e
                WHERE e.stream = n.seat
                AND e.name = %(ended)s
                AND (e.said ->> 'on')::date < n.on_day
            )
        ) AS is_out_of_term
    FROM named n
    LEFT JOIN audit_trail m ON m.stream = n.seat AND m.name = %(made)s
)
UPDATE audit_trail a
SET flags = ARRAY(SELECT DISTINCT unnest(a.flags || ARRAY['post_not_held']) ORDER BY 1)
FROM held h
WHERE h.position = a.position
AND NOT a.flags @> ARRAY['post_not_held']
AND (h.is_out_of_term OR EXISTS (
    SELECT FROM audit_trail l
    WHERE l.stream = h.person
    AND l.name = %(left)s
    AND (l.said ->> 'on')::date < h.on_day
    AND NOT EXISTS (
        SELECT FROM audit_trail e
        WHERE e.stream = h.person
        AND e.name = %(enrolled)s
        AND e.position > l.position
        AND e.position < h.position
    )
))
