-- name: checkpoint_at
-- The signed head over so many events.
SELECT c.size, c.note, c.signed_at
FROM seal.checkpoints c
WHERE c.size = %(size)s

-- name: put_cosignature
-- What a witness said of a head; once a witness.
INSERT INTO seal.cosignatures (size, name, line, received_at)
SELECT %(size)s, %(name)s, %(line)s, %(now)s
WHERE NOT EXISTS (
    SELECT FROM seal.cosignatures c
    WHERE c.size = %(size)s
    AND c.name = %(name)s
    AND left(c.line, %(begins)s) = left(%(line)s, %(begins)s)
)
ON CONFLICT DO NOTHING

-- name: cosigned
-- Signed heads after a size that somebody cosigned, with all lines of each.
SELECT c.size, c.note, array_agg(s.line ORDER BY s.name, s.line)
FROM seal.checkpoints c
JOIN seal.cosignatures s ON s.size = c.size
WHERE c.size > %(after)s
GROUP BY c.size, c.note
ORDER BY c.size
LIMIT %(limit)s

-- name: newest_cosigned
-- The largest signed heads that somebody cosigned, with all lines of each.
SELECT c.size, c.note, array_agg(s.line ORDER BY s.name, s.line), c.signed_at
FROM seal.checkpoints c
JOIN seal.cosignatures s ON s.size = c.size
WHERE c.size IN (SELECT DISTINCT n.size FROM seal.cosignatures n ORDER BY n.size DESC LIMIT %(limit)s)
GROUP BY c.size, c.note, c.signed_at
ORDER BY c.size DESC

-- name: first_cosigned
-- The smallest head of so many events or more that somebody cosigned.
SELECT min(c.size)
FROM seal.cosignatures c
WHERE c.size >= %(size)s

-- name: witness
-- What came of asking a witness last.
SELECT w.size, w.asked_at, w.code, w.told
FROM seal.witnesses w
WHERE w.key = %(key)s

-- name: put_witness
-- A witness cosigned or did not; the size that it is known to have cosigned is the one it said last.
INSERT INTO seal.witnesses AS w (key, name, size, asked_at, code, told)
VALUES (%(key)s, %(name)s, %(size)s, %(now)s, %(code)s, %(told)s)
ON CONFLICT (key) DO UPDATE
SET size = excluded.size, asked_at = excluded.asked_at, code = excluded.code, told = excluded.told

-- name: newest_stamp
-- The newest time stamp.
SELECT s.size, s.stamped_at
FROM seal.stamps s
ORDER BY s.size DESC, s.stamped_at DESC
LIMIT 1

-- name: put_stamp
-- An authority said that it saw a head at a time.
INSERT INTO seal.stamps (size, stamped_at, response, received_at)
VALUES (%(size)s, %(stamped_at)s, %(response)s, %(now)s)
ON CONFLICT DO NOTHING

-- name: stamps
-- Time stamps after a size and a moment, with the heads they are over.
SELECT s.size, s.stamped_at, s.response, c.note
FROM seal.stamps s
JOIN seal.checkpoints c ON c.size = s.size
WHERE (s.size, s.stamped_at) > (%(after)s, %(since)s)
ORDER BY s.size, s.stamped_at
LIMIT %(limit)s
