-- name: within
-- Hazards of one subtree in whose text every word stands, newest first.
SELECT f.hazard, f.entered_position
FROM read.search_within(
    %(low)s, %(high)s, %(wanted)s::text[], %(patterns)s::text[], %(before)s::bigint, %(most)s::integer
) f
ORDER BY f.entered_position DESC

-- name: among
-- Those of certain hazards in whose text every word stands, newest first.
SELECT f.hazard, f.entered_position
FROM read.search_among(%(among)s::uuid[], %(patterns)s::text[], %(before)s::bigint, %(most)s::integer) f
ORDER BY f.entered_position DESC
