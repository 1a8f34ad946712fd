-- name: covering
-- Of each position the first signed head that covers it, and the first one that a witness cosigned, with its witnesses.
SELECT p.position, c.size, c.signed_at, w.size, w.names
FROM unnest(%(positions)s::bigint[]) p (position)
CROSS JOIN LATERAL (
    SELECT c.size, c.signed_at
    FROM seal.checkpoints c
    WHERE c.size >= p.position
    ORDER BY c.size
    LIMIT 1
) c
LEFT JOIN LATERAL (
    SELECT s.size, array_agg(DISTINCT s.name ORDER BY s.name) AS names
    FROM seal.cosignatures s
    WHERE s.size = (SELECT min(n.size) FROM seal.cosignatures n WHERE n.size >= p.position)
    GROUP BY s.size
) w ON TRUE
