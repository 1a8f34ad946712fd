-- name: lock
-- One sealer at a time; the lock goes with the connection.
SELECT pg_try_advisory_lock(hashtext('bihuan.sealer'))

-- name: state
-- How far the tree is.
SELECT s.size, s.roots
FROM seal.state s

-- name: set_state
-- The tree goes on.
INSERT INTO seal.state AS s (size, roots, integrated_at)
VALUES (%(size)s, %(roots)s, %(now)s)
ON CONFLICT (one) DO UPDATE
SET size = excluded.size, roots = excluded.roots, integrated_at = excluded.integrated_at
WHERE s.size = %(before)s

-- name: events
-- Events after a position, in order, with everything that a leaf binds.
SELECT e.position, e.recorded_at, e.stream, e.version, e.name, e.body
FROM log.events e
WHERE e.position > %(after)s
AND e.position <= %(until)s
ORDER BY e.position
LIMIT %(limit)s

-- name: stream
-- One stream's events up to a position, in order.
SELECT e.position, e.recorded_at, e.stream, e.version, e.name, e.body
FROM log.events e
WHERE e.stream = %(stream)s
AND e.position <= %(until)s
ORDER BY e.version

-- name: told_until
-- A page of what was recorded about keys, and under these names, up to a position, in order.
SELECT e.position, e.recorded_at, e.stream, e.version, e.name, e.body
FROM log.events e
WHERE (split_part(e.name, '.', 1) = 'key' OR e.name = ANY(%(names)s))
AND e.position > %(after)s
AND e.position <= %(until)s
ORDER BY e.position
LIMIT %(limit)s

-- name: stream_head
-- The newest event of a stream up to a position.
SELECT e.version, e.body
FROM log.events e
WHERE e.stream = %(stream)s
AND e.position <= %(until)s
ORDER BY e.version DESC
LIMIT 1

-- name: last_position
-- Up to where the log goes.
SELECT h.position
FROM log.head h

-- name: tile
-- The hashes of one tile, as far as it is filled.
SELECT t.hashes
FROM seal.tiles t
WHERE t.level = %(level)s
AND t.tile = %(tile)s

-- name: tiles
-- The hashes of several tiles, each as far as it is filled.
SELECT t.level, t.tile, t.hashes
FROM seal.tiles t
JOIN unnest(%(levels)s::smallint[], %(tiles)s::bigint[]) AS needed (level, tile)
ON needed.level = t.level AND needed.tile = t.tile

-- name: put_tile
-- A tile with more hashes than before, never fewer.
INSERT INTO seal.tiles AS t (level, tile, hashes)
VALUES (%(level)s, %(tile)s, %(hashes)s)
ON CONFLICT (level, tile) DO UPDATE
SET hashes = excluded.hashes
WHERE length(excluded.hashes) >= length(t.hashes)

-- name: heads
-- The newest event of every stream under the newest checkpoint, as far as it was not told before.
SELECT h.stream, h.version, h.digest
FROM seal.heads h
WHERE h.size > %(after)s
ORDER BY h.stream

-- name: heads_until
-- The newest event of every stream under an earlier checkpoint, as far as it was not told before.
SELECT h.stream, h.version, h.digest
FROM seal.heads h
WHERE h.size > %(after)s
AND h.size <= %(until)s
UNION ALL
SELECT e.stream, e.version, sha256(e.body)
FROM seal.heads h
CROSS JOIN LATERAL (
    SELECT e.stream, e.version, e.body
    FROM log.events e
    WHERE e.stream = h.stream
    AND e.position <= %(until)s
    ORDER BY e.version DESC
    LIMIT 1
) e
WHERE h.size > %(until)s

-- name: put_heads
-- Streams have newer events.
INSERT INTO seal.heads (stream, version, digest, size)
SELECT h.stream, h.version, h.digest, %(size)s
FROM unnest(%(streams)s::uuid[], %(versions)s::bigint[], %(digests)s::bytea[]) h (stream, version, digest)
ON CONFLICT (stream) DO UPDATE
SET version = excluded.version, digest = excluded.digest, size = excluded.size

-- name: put_checkpoint
-- A head that was signed.
INSERT INTO seal.checkpoints (size, note, signed_at)
VALUES (%(size)s, %(note)s, %(now)s)
ON CONFLICT (size) DO NOTHING

-- name: newest_checkpoint
-- The newest signed head.
SELECT c.size, c.note, c.signed_at
FROM seal.checkpoints c
ORDER BY c.size DESC
LIMIT 1

-- name: checkpoint_covering
-- The first signed head that covers so many events.
SELECT c.size, c.note, c.signed_at
FROM seal.checkpoints c
WHERE c.size >= %(size)s
ORDER BY c.size
LIMIT 1

-- name: checkpoints
-- Signed heads after a size, in order.
SELECT c.size, c.note, c.signed_at
FROM seal.checkpoints c
WHERE c.size > %(after)s
ORDER BY c.size
LIMIT %(limit)s

-- name: put_cosignature
-- What a witness said of a head; once.
INSERT INTO seal.cosignatures (size, name, line, received_at)
VALUES (%(size)s, %(name)s, %(line)s, %(now)s)
ON CONFLICT DO NOTHING

-- name: cosignatures
-- What witnesses said of a head.
SELECT c.line
FROM seal.cosignatures c
WHERE c.size = %(size)s
ORDER BY c.name, c.line
