-- name: destroy
-- Carry out what an event says.
SELECT disclosures, keys FROM log.destroy(%(at)s)

-- name: not_carried_out
-- Events that destroy something and were not carried out, in order.
SELECT e.position
FROM log.events e
WHERE e.name IN ('person.erased.v1', 'subject.erased.v1', 'retention.purged.v1')
AND NOT EXISTS (SELECT FROM log.destroyed d WHERE d.position = e.position)
ORDER BY e.position

-- name: ordered
-- Streams in which an erasure was ordered, with its event's name.
SELECT e.stream, e.name
FROM log.events e
WHERE e.name IN ('person.erasure_ordered.v1', 'subject.erasure_ordered.v1')
ORDER BY e.position

-- name: own_commitments
-- What stands for the names of a person and for the labels of his or her keys.
SELECT DISTINCT coalesce(said ->> 'person_name', said ->> 'label') AS commitment, said ? 'person_name' AS is_name
FROM log.events e
CROSS JOIN LATERAL (SELECT convert_from(e.body, 'UTF8')::jsonb -> 'data') d (said)
WHERE e.stream = ANY(%(streams)s)
AND (said ? 'person_name' OR said ? 'label')

-- name: values
-- Disclosed values by their commitments.
SELECT d.value FROM log.disclosures d WHERE d.commitment = ANY(%(commitments)s)

-- name: still_there
-- Those of some commitments that are disclosed.
SELECT d.commitment FROM log.disclosures d WHERE d.commitment = ANY(%(commitments)s) ORDER BY d.commitment

-- name: keys_still_there
-- Those of some attachments that can be read.
SELECT DISTINCT k.attachment FROM log.attachment_keys k WHERE k.attachment = ANY(%(attachments)s) ORDER BY k.attachment

-- name: naming
-- Whatever disclosed value holds one of these names.
SELECT d.commitment
FROM log.disclosures d
WHERE EXISTS (SELECT FROM unnest(%(names)s::text[]) n (name) WHERE strpos(d.value, n.name) > 0)

-- name: names_of_others
-- What stands for the names of everybody else.
SELECT DISTINCT convert_from(e.body, 'UTF8')::jsonb -> 'data' ->> 'person_name' AS commitment
FROM log.events e
WHERE split_part(e.name, '.', 1) IN ('organisation', 'person', 'appointment', 'deadline', 'key', 'policy', 'hold')
AND e.name IN ('person.enrolled.v1', 'person.named_in_ledger.v1', 'person.name_corrected.v1')
AND e.stream <> %(person)s

-- name: mentioning
-- Events that name one of these identifiers; the whole log is looked through.
SELECT e.stream, e.body
FROM log.events e
WHERE EXISTS (SELECT FROM unnest(%(ids)s::bytea[]) i (id) WHERE position(i.id IN e.body) > 0)

-- name: hazards_of_units
-- Hazards that were found in these units.
SELECT e.stream, (convert_from(e.body, 'UTF8')::jsonb -> 'data' ->> 'unit')::uuid AS unit
FROM log.events e
WHERE e.version = 1
AND e.name IN ('hazard.found.v1', 'hazard.taken_over.v1')
AND (convert_from(e.body, 'UTF8')::jsonb -> 'data' ->> 'unit')::uuid = ANY(%(units)s)

-- name: bodies
-- Everything that happened in some streams.
SELECT e.stream, e.body FROM log.events e WHERE e.stream = ANY(%(streams)s) ORDER BY e.stream, e.version

-- name: in_events
-- Positions of events in which a text stands, the first ones.
SELECT e.position
FROM log.events e
WHERE EXISTS (SELECT FROM unnest(%(texts)s::bytea[]) t (text) WHERE position(t.text IN e.body) > 0)
ORDER BY e.position
LIMIT %(limit)s

-- name: quiet_hazards
-- Hazards to which nothing happened since a moment, with their last event's time.
SELECT e.stream, max(e.recorded_at) AS last_at
FROM log.events e
WHERE e.name LIKE 'hazard.%%'
GROUP BY e.stream
HAVING max(e.recorded_at) < %(before)s
ORDER BY e.stream

-- name: drop_prepared
-- Let a step be prepared again.
DELETE FROM signing.prepared WHERE id = ANY(%(ids)s)

-- name: drop_held_forms
-- Let go of forms, files included.
DELETE FROM access.held_forms WHERE id = ANY(%(ids)s)

-- name: readable_runs
-- Imports of which the rows can still be read.
SELECT k.run FROM imports.keys k ORDER BY k.run

-- name: said_of_rows
-- What the rows of an import say.
SELECT v.place, v.said FROM imports.verdicts v WHERE v.run = %(run)s AND v.said IS NOT NULL

-- name: unsay_rows
-- Forget what these rows say; what became of them stays.
UPDATE imports.verdicts SET said = NULL WHERE run = %(run)s AND place = ANY(%(places)s)

-- name: drop_parts
-- Remove the file and the columns of an import.
DELETE FROM imports.files WHERE run = %(run)s
