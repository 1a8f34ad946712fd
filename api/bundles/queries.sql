-- name: streams
-- Whole streams as a checkpoint of this size covers them, in the order of the log.
SELECT e.position, e.recorded_at, e.stream, e.version, e.name, e.body
FROM log.events e
WHERE e.stream = ANY(%(streams)s)
AND e.position <= %(size)s
ORDER BY e.position

-- name: newest_of
-- The position of the newest event of these streams that a checkpoint of this size covers.
SELECT max(e.position)
FROM log.events e
WHERE e.stream = ANY(%(streams)s)
AND e.position <= %(size)s

-- name: disclosures
-- Personal values and shown texts that were not erased, in the order of their commitments.
SELECT d.commitment, d.salt, d.value
FROM log.disclosures d
WHERE d.commitment = ANY(%(commitments)s)
ORDER BY d.commitment

-- name: salts
-- The salts of attachments whose keys were not destroyed.
SELECT k.attachment, k.salt
FROM log.attachment_keys k
WHERE k.attachment = ANY(%(attachments)s)
AND k.purpose = 'original'

-- name: registered_in
-- Hazards that took their numbers in the register of a unit code, from one day to another by the log's clock.
SELECT e.stream
FROM log.events e
WHERE e.name IN ('hazard.registered.v1', 'hazard.taken_over.v1')
AND e.position <= %(size)s
AND e.recorded_at >= %(begin)s
AND e.recorded_at < %(end)s
AND convert_from(e.body, 'UTF8')::jsonb -> 'data' ->> 'unit_code' = %(code)s
ORDER BY e.position

-- name: acted_in
-- Streams in which a person acted.
SELECT DISTINCT e.stream
FROM log.events e
WHERE e.position <= %(size)s
AND e.name LIKE 'hazard.%%'
AND convert_from(e.body, 'UTF8')::jsonb -> 'actor' ->> 'person' = %(person)s
ORDER BY e.stream
