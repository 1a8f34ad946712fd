-- part: narrowed
-- The lines of one subtree, or given to certain appointments and units outside of others, that somebody asks for;
-- present, or as known at a moment.
WHERE (%(low)s::text IS NULL OR (l.unit_path >= %(low)s::text AND l.unit_path < %(high)s::text))
AND (%(parties)s::uuid[] IS NULL OR (
    l.hazard = ANY(ARRAY(
        SELECT i.hazard
        FROM unnest(%(outside_lows)s::text[], %(outside_highs)s::text[]) o (low, high)
        JOIN read.hazard_ledger_involved i
            ON i.party = ANY(%(parties)s::uuid[]) AND i.unit_path >= o.low AND i.unit_path < o.high
    ))
    AND NOT EXISTS (
        SELECT FROM unnest(%(lows)s::text[], %(highs)s::text[]) r (low, high)
        WHERE l.unit_path >= r.low AND l.unit_path < r.high
    )
))
AND ((%(known_at)s::timestamptz IS NULL AND l.until_position IS NULL) OR (
    l.known_from <= %(known_at)s::timestamptz
    AND (l.known_until IS NULL OR l.known_until > %(known_at)s::timestamptz)
))
AND (%(known_at)s::timestamptz IS NULL
    OR l.entered_position <= (SELECT read.ledger_position(%(known_at)s::timestamptz)))
AND (%(states)s::text[] IS NULL OR l.state = ANY(%(states)s::text[]))
AND (%(is_open)s::boolean IS NULL OR l.is_open = %(is_open)s::boolean)
AND (%(grades)s::text[] IS NULL OR l.grade = ANY(%(grades)s::text[]))
AND (%(category_low)s::text IS NULL OR (
    l.category >= %(category_low)s::text AND l.category < %(category_high)s::text
))
AND (%(sources)s::text[] IS NULL OR l.source = ANY(%(sources)s::text[]))
AND (%(campaign)s::text IS NULL OR l.campaign = %(campaign)s::text)
AND (%(found_from)s::date IS NULL OR l.found_on >= %(found_from)s::date)
AND (%(found_until)s::date IS NULL OR l.found_on <= %(found_until)s::date)
AND (%(registered_from)s::timestamptz IS NULL OR l.registered_at >= %(registered_from)s::timestamptz)
AND (%(registered_before)s::timestamptz IS NULL OR l.registered_at < %(registered_before)s::timestamptz)
AND (%(overdue_at)s::timestamptz IS NULL OR l.next_due_at <= %(overdue_at)s::timestamptz)
AND (%(unrectified_at)s::timestamptz IS NULL OR l.rectify_due_at <= %(unrectified_at)s::timestamptz)
AND (%(among)s::uuid[] IS NULL OR l.hazard = ANY(%(among)s::uuid[]) OR EXISTS (
    SELECT FROM unnest(%(among_lows)s::text[], %(among_highs)s::text[]) a (low, high)
    WHERE l.unit_path >= a.low AND l.unit_path < a.high
))

-- name: page
-- Lines that are narrowed to, in an order, from one line on.
SELECT l.row, l.unit_path, l.from_position, l.until_position, l.known_from, l.known_until,
    l.entered_position
FROM read.hazard_ledger l
-- here: narrowed
AND (%(after_due)s::timestamptz IS NULL OR (
    l.next_due_at >= %(after_due)s::timestamptz
    AND (l.next_due_at > %(after_due)s::timestamptz OR l.entered_position < %(after_entered)s::bigint)
))
AND (%(after_path)s::text IS NULL OR (
    l.unit_path >= %(after_path)s::text
    AND (l.unit_path > %(after_path)s::text OR l.entered_position < %(after_entered)s::bigint)
))
AND (%(after_number)s::text IS NULL OR (
    l.number >= %(after_number)s::text
    AND (l.number > %(after_number)s::text OR l.entered_position < %(after_entered)s::bigint)
))
AND (%(sort)s::text <> 'newest' OR %(after_entered)s::bigint IS NULL
    OR l.entered_position < %(after_entered)s::bigint)
ORDER BY
    CASE WHEN %(sort)s::text = 'due' THEN l.next_due_at END,
    CASE WHEN %(sort)s::text = 'unit' THEN l.unit_path END,
    CASE WHEN %(sort)s::text = 'number' THEN l.number END,
    l.entered_position DESC
LIMIT %(limit)s

-- name: given
-- Present hazards given to certain appointments and units outside of some subtrees, newest first.
SELECT l.hazard
FROM read.hazard_ledger l
WHERE l.until_position IS NULL
AND l.hazard = ANY(ARRAY(
    SELECT i.hazard
    FROM unnest(%(outside_lows)s::text[], %(outside_highs)s::text[]) o (low, high)
    JOIN read.hazard_ledger_involved i
        ON i.party = ANY(%(parties)s::uuid[]) AND i.unit_path >= o.low AND i.unit_path < o.high
))
AND (%(low)s::text IS NULL OR (l.unit_path >= %(low)s::text AND l.unit_path < %(high)s::text))
AND NOT EXISTS (
    SELECT FROM unnest(%(lows)s::text[], %(highs)s::text[]) r (low, high)
    WHERE l.unit_path >= r.low AND l.unit_path < r.high
)
ORDER BY l.entered_position DESC
LIMIT %(limit)s::integer

-- name: tally
-- How many lines of each state, grade, category, source, campaign or next level of units there are, counted so far.
SELECT t.value, count(*) AS total, count(*) FILTER (WHERE t.is_open) AS open,
    count(*) FILTER (WHERE t.next_due_at <= %(at)s::timestamptz) AS overdue
FROM (
    SELECT l.is_open, l.next_due_at,
        CASE %(by)s::text
            WHEN 'all' THEN ''
            WHEN 'state' THEN l.state
            WHEN 'grade' THEN l.grade
            WHEN 'category' THEN split_part(l.category, '.', 1)
            WHEN 'source' THEN l.source
            WHEN 'campaign' THEN l.campaign
            WHEN 'unit' THEN array_to_string((string_to_array(l.unit_path, '.'))[:%(level)s::integer], '.')
        END AS value
    FROM read.hazard_ledger l
    -- here: narrowed
    LIMIT %(limit)s
) t
GROUP BY t.value
ORDER BY t.value

-- name: hazards
-- The line of each of some hazards, present or as known at a moment.
SELECT DISTINCT ON (l.hazard) l.row, l.unit_path, l.from_position, l.until_position, l.known_from, l.known_until,
    l.entered_position
FROM read.hazard_ledger l
WHERE l.hazard = ANY(%(hazards)s::uuid[])
AND ((%(known_at)s::timestamptz IS NULL AND l.until_position IS NULL) OR (
    l.known_from <= %(known_at)s::timestamptz
    AND (l.known_until IS NULL OR l.known_until > %(known_at)s::timestamptz)
))
ORDER BY l.hazard, l.from_position DESC

-- name: numbered
-- The hazard that has a number.
SELECT l.hazard FROM read.hazard_ledger l WHERE l.number = %(number)s AND l.until_position IS NULL

-- name: lines
-- All lines of one hazard, oldest first.
SELECT l.row, l.unit_path, l.from_position, l.until_position, l.known_from, l.known_until,
    l.entered_position
FROM read.hazard_ledger l
WHERE l.hazard = %(hazard)s
ORDER BY l.from_position

-- name: same_place
-- Other present hazards at the same place of a unit, newest first: what comes back is seen.
SELECT l.row, l.unit_path, l.from_position, l.until_position, l.known_from, l.known_until,
    l.entered_position
FROM read.hazard_ledger l
WHERE l.unit = %(unit)s
AND l.until_position IS NULL
AND l.hazard <> %(hazard)s
AND l.place_key = %(place_key)s
ORDER BY l.entered_position DESC
LIMIT %(limit)s
