-- name: positions
-- How far each read model has come.
SELECT p.model, p.position, p.edition FROM read.positions p ORDER BY p.model

-- name: reached
-- The position that all of the named read models have come to; null while one of them is not there in its edition.
SELECT CASE WHEN count(*) = cardinality(%(models)s::text[]) THEN min(p.position) END AS position
FROM unnest(%(models)s::text[], %(editions)s::text[]) w (model, edition)
JOIN read.positions p ON p.model = w.model AND p.edition = w.edition

-- name: advance
-- Note how far a read model has come, in the transaction of its rows.
UPDATE read.positions SET position = %(position)s WHERE model = %(model)s

-- name: built
-- Note that a read model was built anew.
INSERT INTO read.positions (model, position, edition) VALUES (%(model)s, %(position)s, %(edition)s)
ON CONFLICT (model) DO UPDATE
SET position = excluded.position, edition = excluded.edition, built_at = clock_timestamp()

-- name: try_lock
-- Become the one who keeps a read model, for as long as the connection lasts; says whether it worked.
SELECT pg_try_advisory_lock(hashtext('bihuan.read'), hashtext(%(model)s))

-- name: lock_building
-- One rebuild at a time, for as long as the connection lasts or until it is unlocked.
SELECT pg_advisory_lock(hashtext('bihuan.read'), 0)

-- name: unlock_building
-- Let others rebuild.
SELECT pg_advisory_unlock(hashtext('bihuan.read'), 0)

-- name: work_next
-- Names without a schema mean the tables that are being filled.
SET search_path = read_next, pg_temp

-- name: work_now
-- Names without a schema mean the tables that people read.
SET search_path = read, pg_temp
