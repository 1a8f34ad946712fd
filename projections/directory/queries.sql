-- name: unit
-- One unit.
SELECT u.unit, u.code, u.kind, u.name, u.initials, u.path, u.parent, u.from_on, u.closed_on, u.is_enrolled, u.version
FROM read.directory_units u
WHERE u.unit = %(unit)s

-- name: unit_by_code
-- The unit of a code.
SELECT u.unit, u.code, u.kind, u.name, u.initials, u.path, u.parent, u.from_on, u.closed_on, u.is_enrolled, u.version
FROM read.directory_units u
WHERE u.code = %(code)s
ORDER BY u.is_enrolled DESC, u.unit
LIMIT 1

-- name: units
-- Units within a subtree by path, the whole of it or the next level only, closed ones on demand.
SELECT u.unit, u.code, u.kind, u.name, u.initials, u.path, u.parent, u.from_on, u.closed_on, u.is_enrolled, u.version
FROM read.directory_units u
WHERE u.path >= %(low)s
AND u.path < %(high)s
AND (%(kinds)s::text[] IS NULL OR u.kind = ANY(%(kinds)s::text[]))
AND (%(parent)s::uuid IS NULL OR u.parent = %(parent)s::uuid)
AND (%(open_on)s::date IS NULL OR u.closed_on IS NULL OR u.closed_on >= %(open_on)s::date)
ORDER BY u.path
LIMIT %(limit)s

-- name: units_called
-- Units within a subtree whose name has these characters, or whose code or initials begin so.
SELECT u.unit, u.code, u.kind, u.name, u.initials, u.path, u.parent, u.from_on, u.closed_on, u.is_enrolled, u.version
FROM read.directory_units u
WHERE u.path >= %(low)s
AND u.path < %(high)s
AND (
    strpos(u.name, %(text)s) > 0
    OR starts_with(u.code, lower(%(text)s))
    OR starts_with(u.initials, lower(%(text)s))
)
ORDER BY u.name <> %(text)s, u.path
LIMIT %(limit)s

-- name: people
-- People of a subtree with their names as far as they have not been erased, by unit.
SELECT p.person, d.value AS name, p.unit, u.name AS unit_name, p.is_enrolled, p.left_on, p.version
FROM read.directory_people p
JOIN read.directory_units u ON u.unit = p.unit
LEFT JOIN log.disclosures d ON d.commitment = p.commitment
WHERE u.path >= %(low)s
AND u.path < %(high)s
ORDER BY u.path, p.person

-- name: person
-- One person with the name as far as it has not been erased.
SELECT p.person, d.value AS name, p.unit, u.name AS unit_name, p.is_enrolled, p.left_on, p.version
FROM read.directory_people p
LEFT JOIN read.directory_units u ON u.unit = p.unit
LEFT JOIN log.disclosures d ON d.commitment = p.commitment
WHERE p.person = %(person)s

-- name: posts
-- Posts of one person, one unit, or by identifier; on a day or ever; longest held first.
SELECT a.appointment, a.person, d.value AS person_name, a.post, a.unit, u.name AS unit_name, u.path, a.kind,
    a.from_on, a.until_on, a.delegated_by, a.only_commands, a.document, a.version
FROM read.directory_appointments a
LEFT JOIN read.directory_units u ON u.unit = a.unit
LEFT JOIN read.directory_people p ON p.person = a.person
LEFT JOIN log.disclosures d ON d.commitment = p.commitment
WHERE (%(person)s::uuid IS NULL OR a.person = %(person)s::uuid)
AND (%(unit)s::uuid IS NULL OR a.unit = %(unit)s::uuid)
AND (%(appointment)s::uuid IS NULL OR a.appointment = %(appointment)s::uuid)
AND (%(on)s::date IS NULL OR (a.from_on <= %(on)s::date AND (a.until_on IS NULL OR a.until_on >= %(on)s::date)))
ORDER BY a.from_on, a.recorded_at, a.appointment

-- name: relations
-- Supervision beside the tree of a unit or by a unit; on a day or ever.
SELECT r.unit, u.name AS unit_name, r.kind, r.by, b.name AS by_name, r.from_on, r.until_on
FROM read.directory_relations r
LEFT JOIN read.directory_units u ON u.unit = r.unit
LEFT JOIN read.directory_units b ON b.unit = r.by
WHERE (%(unit)s::uuid IS NULL OR r.unit = %(unit)s::uuid)
AND (%(by)s::uuid IS NULL OR r.by = %(by)s::uuid)
AND (%(on)s::date IS NULL OR (r.from_on <= %(on)s::date AND (r.until_on IS NULL OR r.until_on >= %(on)s::date)))
ORDER BY r.from_on, r.unit, r.by, r.kind

-- name: names
-- What identifiers of units, people and appointments are called, units as on a day.
SELECT u.unit AS id, 'unit' AS kind, coalesce(n.name, u.name) AS text, NULL::text AS post, u.unit, u.name AS unit_name
FROM read.directory_units u
LEFT JOIN LATERAL (
    SELECT n.name
    FROM read.directory_unit_names n
    WHERE n.unit = u.unit
    AND n.from_on <= %(on)s::date
    ORDER BY n.from_on DESC
    LIMIT 1
) n ON TRUE
WHERE u.unit = ANY(%(ids)s)
UNION ALL
SELECT p.person, 'person', d.value, NULL, p.unit, u.name
FROM read.directory_people p
LEFT JOIN read.directory_units u ON u.unit = p.unit
LEFT JOIN log.disclosures d ON d.commitment = p.commitment
WHERE p.person = ANY(%(ids)s)
UNION ALL
SELECT a.appointment, 'appointment', d.value, a.post, a.unit, coalesce(n.name, u.name)
FROM read.directory_appointments a
LEFT JOIN read.directory_units u ON u.unit = a.unit
LEFT JOIN LATERAL (
    SELECT n.name
    FROM read.directory_unit_names n
    WHERE n.unit = a.unit
    AND n.from_on <= %(on)s::date
    ORDER BY n.from_on DESC
    LIMIT 1
) n ON TRUE
LEFT JOIN read.directory_people p ON p.person = a.person
LEFT JOIN log.disclosures d ON d.commitment = p.commitment
WHERE a.appointment = ANY(%(ids)s)

-- name: names_of_a_unit
-- All names of a unit with their first days.
SELECT n.from_on, n.name FROM read.directory_unit_names n WHERE n.unit = %(unit)s ORDER BY n.from_on

-- name: placings_of_a_unit
-- Under which units a unit stood, with the first days.
SELECT p.from_on, p.parent FROM read.directory_unit_placings p WHERE p.unit = %(unit)s ORDER BY p.from_on
