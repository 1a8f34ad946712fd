-- name: within
-- Hazards of one subtree in whose text every word stands, newest first.
SELECT f.hazard, f.entered_position
FROM read.search_within(
    %(low)s, %(high)s, %(wanted)s::text[], %(patterns)s::text[], %(before)s::bigint, %(most)s::integer
) f
ORDER BY f.entered_position DESC

-- name: given
-- Hazards given to certain appointments and units from outside of their subtrees, in whose text every word stands.
SELECT s.hazard, s.entered_position
FROM read.search s
WHERE s.hazard = ANY(ARRAY(
    SELECT i.hazard FROM read.hazard_ledger_involved i WHERE i.party = ANY(%(parties)s::uuid[])
))
AND s.grams @> %(wanted)s::text[]
AND s.text LIKE ALL (%(patterns)s::text[])
AND s.entered_position < %(before)s::bigint
AND (%(low)s::text IS NULL OR (s.unit_path >= %(low)s::text AND s.unit_path < %(high)s::text))
AND NOT EXISTS (
    SELECT FROM unnest(%(lows)s::text[], %(highs)s::text[]) r (low, high)
    WHERE s.unit_path >= r.low AND s.unit_path < r.high
)
ORDER BY s.entered_position DESC
LIMIT %(most)s::integer
