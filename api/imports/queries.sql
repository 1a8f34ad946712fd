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
SELECT pg_try_advisory_lock(hashtextextended('bihuan.imports', 0), hashtextextended(%(id)s::text, 1)) AS taken
