-- name: newest_first
-- Acts of one subtree, narrowed as asked, newest first.
SELECT a.position, a.recorded_at, a.happened_on, a.happened_at, a.claimed_at, a.received_at, a.event, a.stream,
    a.version, a.kind, a.name, a.command, a.cause, a.hazard, a.unit, a.unit_path, a.person, a.appointment,
    a.actor_kind, a.actor_person, a.actor_appointment, a.actor_post, a.actor_unit, a.on_behalf_of, a.rule,
    a.rule_version, a.basis, a.device, a.signature_level, a.signature_key, a.signature_fingerprint,
    a.signature_meaning, a.flags, a.said
FROM read.audit_trail a
WHERE a.unit_path >= %(low)s
AND a.unit_path < %(high)s
AND (%(hazard)s::uuid IS NULL OR a.hazard = %(hazard)s::uuid)
AND (%(person)s::uuid IS NULL OR a.actor_person = %(person)s::uuid OR a.person = %(person)s::uuid)
AND (%(appointment)s::uuid IS NULL
    OR a.actor_appointment = %(appointment)s::uuid OR a.appointment = %(appointment)s::uuid)
AND (%(post)s::text IS NULL OR a.actor_post = %(post)s::text)
AND (%(kinds)s::text[] IS NULL OR a.kind = ANY(%(kinds)s::text[]))
AND (%(names)s::text[] IS NULL OR a.name = ANY(%(names)s::text[]))
AND (%(key)s::uuid IS NULL OR a.signature_key = %(key)s::uuid)
AND (%(levels)s::text[] IS NULL OR a.signature_level = ANY(%(levels)s::text[]))
AND (NOT %(is_flagged)s::boolean OR a.flags <> '{}')
AND (%(flag)s::text IS NULL OR a.flags @> ARRAY[%(flag)s::text])
AND (%(recorded_from)s::timestamptz IS NULL OR a.recorded_at >= %(recorded_from)s::timestamptz)
AND (%(recorded_before)s::timestamptz IS NULL
    OR a.position <= (SELECT read.trail_position(%(recorded_before)s::timestamptz)))
AND (%(before)s::bigint IS NULL OR a.position < %(before)s::bigint)
ORDER BY a.position DESC
LIMIT %(limit)s

-- name: of_hazard
-- Everything that happened to one hazard, as known at a moment, oldest first.
SELECT a.position, a.recorded_at, a.happened_on, a.happened_at, a.claimed_at, a.received_at, a.event, a.stream,
    a.version, a.kind, a.name, a.command, a.cause, a.hazard, a.unit, a.unit_path, a.person, a.appointment,
    a.actor_kind, a.actor_person, a.actor_appointment, a.actor_post, a.actor_unit, a.on_behalf_of, a.rule,
    a.rule_version, a.basis, a.device, a.signature_level, a.signature_key, a.signature_fingerprint,
    a.signature_meaning, a.flags, a.said
FROM read.audit_trail a
WHERE a.hazard = %(hazard)s
AND (%(known_at)s::timestamptz IS NULL OR a.recorded_at <= %(known_at)s::timestamptz)
ORDER BY a.position

-- name: act
-- One event by its position.
SELECT a.position, a.recorded_at, a.happened_on, a.happened_at, a.claimed_at, a.received_at, a.event, a.stream,
    a.version, a.kind, a.name, a.command, a.cause, a.hazard, a.unit, a.unit_path, a.person, a.appointment,
    a.actor_kind, a.actor_person, a.actor_appointment, a.actor_post, a.actor_unit, a.on_behalf_of, a.rule,
    a.rule_version, a.basis, a.device, a.signature_level, a.signature_key, a.signature_fingerprint,
    a.signature_meaning, a.flags, a.said
FROM read.audit_trail a
WHERE a.position = %(position)s

-- name: beside
-- The acts beside which an act is odd, by flag; what one may not see of them is left out.
SELECT 'many_at_once' AS flag, o.position
FROM read.audit_trail a
JOIN read.audit_trail o ON o.actor_person = a.actor_person
    AND o.recorded_at BETWEEN a.recorded_at - %(at_once)s::interval AND a.recorded_at + %(at_once)s::interval
WHERE a.position = %(position)s
AND a.flags @> ARRAY['many_at_once']
AND o.signature_key IS NOT NULL
AND o.position <> a.position
UNION ALL
SELECT 'elsewhere', o.position
FROM read.audit_trail a
JOIN read.audit_trail o ON o.actor_person = a.actor_person
    AND o.was_at BETWEEN a.was_at - %(near)s::interval AND a.was_at + %(near)s::interval
WHERE a.position = %(position)s
AND a.flags @> ARRAY['elsewhere']
AND NOT starts_with(o.unit_path || '.', a.unit_path || '.')
AND NOT starts_with(a.unit_path || '.', o.unit_path || '.')
UNION ALL
SELECT 'key_lost', k.position
FROM read.audit_trail a
JOIN read.audit_trail k ON k.stream = a.signature_key AND k.name = %(revoked)s
WHERE a.position = %(position)s
AND a.flags @> ARRAY['key_lost']
UNION ALL
SELECT 'post_not_held', e.position
FROM read.audit_trail a
CROSS JOIN LATERAL (
    VALUES (a.said ->> 'rectifier'), (a.said ->> 'overseer'), (a.said ->> 'supervisor')
) seat (id)
LEFT JOIN read.audit_trail m ON m.stream = seat.id::uuid AND m.name = %(made)s
JOIN read.audit_trail e ON (e.stream = seat.id::uuid AND e.name IN (%(made)s, %(ended)s))
    OR (e.stream IN (seat.id::uuid, (m.said ->> 'person')::uuid) AND e.name = %(left)s)
WHERE a.position = %(position)s
AND a.flags @> ARRAY['post_not_held']
ORDER BY flag, position
LIMIT 100
