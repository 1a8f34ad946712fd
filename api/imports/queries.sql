-- name: entries
-- The first event of hazards, as far as they exist.
SELECT e.stream, e.version, e.name, e.body
FROM log.events e
WHERE e.stream = ANY(%(streams)b)
AND e.version = 1

-- name: begin
-- A run that was asked for.
INSERT INTO imports.runs (id, unit, account, actor, door, file_sha256, kind, size, mapping, status, counts, seen,
    problem, asked_at, moved_at)
VALUES (%(id)s, %(unit)s, %(account)s, %(actor)s, %(door)s, %(file_sha256)s, %(kind)s, %(size)s, %(mapping)s,
    %(status)s, '{}', 0, %(problem)s, %(now)s, %(now)s)
ON CONFLICT (id) DO NOTHING

-- name: keep_key
-- The key of a run.
INSERT INTO imports.keys (run, key) VALUES (%(run)s, %(key)s) ON CONFLICT (run) DO NOTHING

-- name: key
-- The key of a run, if it was not destroyed.
SELECT k.key FROM imports.keys k WHERE k.run = %(run)s

-- name: keep_part
-- The file or its columns, encrypted.
INSERT INTO imports.files (run, part, sealed) VALUES (%(run)s, %(part)s, %(sealed)s)

-- name: part
-- The file or its columns, if they are still there.
SELECT f.sealed FROM imports.files f WHERE f.run = %(run)s AND f.part = %(part)s

-- name: drop_part
-- Remove the file or its columns.
DELETE FROM imports.files WHERE run = %(run)s AND part = %(part)s

-- name: run
-- One run.
SELECT r.id, r.unit, r.account, r.actor, r.door, r.file_sha256, r.kind, r.size, r.mapping, r.status, r.counts, r.seen,
    r.problem, r.asked_at, r.moved_at, r.finished_at, r.position, EXISTS (
        SELECT FROM imports.keys k WHERE k.run = r.id
    ) AS is_readable
FROM imports.runs r
WHERE r.id = %(id)s

-- name: runs
-- A page of runs under certain units, newest first.
SELECT r.id, r.unit, r.account, r.actor, r.door, r.file_sha256, r.kind, r.size, r.mapping, r.status, r.counts, r.seen,
    r.problem, r.asked_at, r.moved_at, r.finished_at, r.position, EXISTS (
        SELECT FROM imports.keys k WHERE k.run = r.id
    ) AS is_readable
FROM imports.runs r
WHERE r.unit = ANY(%(units)b)
AND r.id < %(before)s
ORDER BY r.id DESC
LIMIT %(limit)s

-- name: interrupted
-- The newest run of the console with this file under this unit that was never finished.
SELECT r.id
FROM imports.runs r
WHERE r.unit = %(unit)s
AND r.file_sha256 = %(file_sha256)s
AND r.door = 'console'
AND r.status = 'running'
AND r.actor = %(actor)s
ORDER BY r.id DESC
LIMIT 1

-- name: waiting
-- Runs asked for on pages that wait for a worker, or that one left unfinished; the oldest first.
SELECT r.id
FROM imports.runs r
WHERE r.finished_at IS NULL
AND r.door = 'page'
AND r.status IN ('reading', 'asked', 'running')
ORDER BY r.id

-- name: take_lock
-- Whether this connection may work on the run; it lets go of it when it ends, however it ends.
SELECT pg_try_advisory_lock(hashtextextended(concat('bihuan.imports.', %(id)s::text), 0)) AS taken

-- name: release_lock
-- Let go of the run.
SELECT pg_advisory_unlock(hashtextextended(concat('bihuan.imports.', %(id)s::text), 0)) AS released

-- name: move
-- From one of several states to another, as long as its columns are what they were; no row otherwise.
UPDATE imports.runs
SET status = %(status)s,
    problem = %(problem)s,
    moved_at = %(now)s,
    finished_at = CASE WHEN %(is_over)s THEN %(now)s::timestamptz END
WHERE id = %(id)s
AND status = ANY(%(was)s)
AND (%(mapping)s::jsonb IS NULL OR mapping = %(mapping)s::jsonb)

-- name: remap
-- Other columns were chosen: everything is read again.
UPDATE imports.runs
SET mapping = %(mapping)s,
    status = 'reading',
    problem = NULL,
    counts = '{}',
    seen = 0,
    moved_at = %(now)s
WHERE id = %(id)s
AND status IN ('unmapped', 'reading', 'ready')

-- name: count
-- How far the run is.
UPDATE imports.runs
SET counts = %(counts)s,
    seen = %(seen)s,
    position = greatest(position, %(position)s::bigint),
    moved_at = %(now)s
WHERE id = %(id)s

-- name: keep_verdicts
-- What became of rows; what was foreseen before is written over.
INSERT INTO imports.verdicts (run, place, sheet, row, verdict, is_flagged, said, hazard, number)
SELECT %(run)s, v.place, v.sheet, v.row, v.verdict, v.is_flagged = 1, v.said, v.hazard, nullif(v.number, '')
FROM unnest(
    %(places)b::bigint[], %(sheets)b::text[], %(rows)b::bigint[], %(verdicts)b::text[], %(flagged)b::bigint[],
    %(said)b::bytea[], %(hazards)b::uuid[], %(numbers)b::text[]
) v (place, sheet, row, verdict, is_flagged, said, hazard, number)
ON CONFLICT (run, place) DO UPDATE
SET sheet = excluded.sheet,
    row = excluded.row,
    verdict = excluded.verdict,
    is_flagged = excluded.is_flagged,
    said = excluded.said,
    hazard = excluded.hazard,
    number = excluded.number

-- name: clear_verdicts
-- Forget what was foreseen, from a place on.
DELETE FROM imports.verdicts WHERE run = %(run)s AND place >= %(place)s

-- name: verdicts
-- Rows of a run after one of them, refused ones first, then what differs, is known, is a duplicate, is taken over.
SELECT v.place, v.sheet, v.row, v.verdict, v.is_flagged, v.said, v.hazard, v.number, k.rank
FROM imports.verdicts v
CROSS JOIN LATERAL (
    SELECT array_position(ARRAY['refuse', 'differs', 'known', 'duplicate', 'import'], v.verdict) AS rank
) k
WHERE v.run = %(run)s
AND (%(verdict)s::text IS NULL OR v.verdict = %(verdict)s::text)
AND (NOT %(flagged)s OR v.is_flagged)
AND (k.rank, v.place) > (%(after_rank)s, %(after_place)s)
ORDER BY k.rank, v.place
LIMIT %(limit)s

-- name: report
-- Rows of a run after a place, in the order of the file.
SELECT v.place, v.sheet, v.row, v.verdict, v.is_flagged, v.said, v.hazard, v.number, 0 AS rank
FROM imports.verdicts v
WHERE v.run = %(run)s
AND v.place > %(after)s
AND (%(verdict)s::text IS NULL OR v.verdict = %(verdict)s::text)
ORDER BY v.place
LIMIT %(limit)s

-- name: abandoned
-- Runs of pages that were never asked for, untouched since a moment.
SELECT r.id
FROM imports.runs r
WHERE r.finished_at IS NULL
AND r.door = 'page'
AND r.status IN ('unmapped', 'ready')
AND r.moved_at < %(before)s
ORDER BY r.id

-- name: forget_keys
-- Destroy the keys of runs that were over before a moment, or that nobody has touched since.
DELETE FROM imports.keys k
USING imports.runs r
WHERE r.id = k.run
AND coalesce(r.finished_at, r.moved_at) < %(before)s

-- name: forget_parts
-- Remove what no key opens any more.
DELETE FROM imports.files f WHERE NOT EXISTS (SELECT FROM imports.keys k WHERE k.run = f.run)
