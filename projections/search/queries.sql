-- name: within
-- Hazards of one subtree in whose text every word stands, newest first.
SELECT f.hazard, f.entered_position
FROM read.search_within(
    %(low)s, %(high)s, %(wanted)s::text[], %(patterns)s::text[], %(before)s::bigint, %(most)s::integer
) f
ORDER BY f.entered_position DESC

-- name: among
-- Those of certain hazards in whose text every word stands, newest first.
SELECT s.hazard, s.entered_position
FROM read.search s
WHERE s.hazard = ANY(%(among)s::uuid[])
AND s.text LIKE ALL (%(patterns)s::text[])
AND s.entered_position < %(before)s::bigint
ORDER BY s.entered_position DESC
LIMIT %(most)s::integer
