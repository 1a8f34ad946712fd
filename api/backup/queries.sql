-- name: one_moment
-- Everything that is read is of one moment, and nothing is changed.
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY

-- name: as_owner
-- Read and write as the role that owns the log.
SET LOCAL ROLE bihuan_owner

-- name: steps
-- The schema that the copy is of, in the order of its steps.
SELECT s.step, s.digest
FROM public.bihuan_steps s
ORDER BY s.step COLLATE "C"

-- name: tables
-- Every table of the log's owner with its columns, generated ones left out, and about how large it is.
SELECT n.nspname, c.relname, array_agg(a.attname::text ORDER BY a.attnum), pg_table_size(c.oid)
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE c.relkind = 'r'
AND c.relowner = 'bihuan_owner'::regrole
GROUP BY n.nspname, c.relname, c.oid
ORDER BY n.nspname, c.relname

-- name: references
-- Which table points to which: what is pointed to is loaded first.
SELECT f.connamespace::regnamespace::text, t.relname, g.relnamespace::regnamespace::text, g.relname
FROM pg_constraint f
JOIN pg_class t ON t.oid = f.conrelid
JOIN pg_class g ON g.oid = f.confrelid
WHERE f.contype = 'f'
AND f.conrelid <> f.confrelid

-- name: counters
-- Columns that number themselves.
SELECT i.table_schema, i.table_name, i.column_name
FROM information_schema.columns i
WHERE i.is_identity = 'YES'
AND i.table_schema = ANY(%(schemas)s)

-- name: identity
-- Name of the log, and up to where it goes.
SELECT i.name, h.position
FROM log.identity i
CROSS JOIN log.head h

-- name: checkpoint
-- The newest signed head.
SELECT c.note
FROM seal.checkpoints c
ORDER BY c.size DESC
LIMIT 1

-- name: has_steps
-- Whether a database is one of ours.
SELECT to_regclass('public.bihuan_steps') IS NOT NULL

-- name: is_there
-- Whether the server has a database of this name.
SELECT EXISTS (SELECT FROM pg_database d WHERE d.datname = %(name)s)

-- name: one_restore
-- One restore at a time on a server; the lock goes with the connection.
SELECT pg_advisory_lock(hashtext('bihuan.restore'))

-- name: let_go
-- Nobody is connected to a database that is about to be renamed.
SELECT pg_terminate_backend(a.pid)
FROM pg_stat_activity a
WHERE a.datname = %(name)s
AND a.pid <> pg_backend_pid()

-- name: anything
-- A table of somebody else's in a database that is none of ours.
SELECT c.oid::regclass::text
FROM pg_class c
WHERE c.relkind IN ('r', 'p')
AND c.relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')
ORDER BY c.oid
LIMIT 1
