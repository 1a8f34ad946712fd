-- name: hold
-- Keep a form. The same one held before, and the oldest beyond the most an account may have, make room.
WITH making_room AS (
    DELETE FROM access.held_forms h
    WHERE h.account = %(account)s
    AND (
        h.command = %(command)s
        OR h.id IN (
            SELECT o.id FROM access.held_forms o
            WHERE o.account = %(account)s AND o.command <> %(command)s
            ORDER BY o.id DESC
            OFFSET %(most)s::integer - 1
        )
    )
)
INSERT INTO access.held_forms
    (id, account, person, appointment, command, address, typed, left_out, held_at, held_until)
VALUES
    (%(id)s, %(account)s, %(person)s, %(appointment)s, %(command)s, %(address)s, %(typed)b, %(left_out)s,
    %(now)s, %(until)s)

-- name: hold_file
-- Keep one file of a form.
INSERT INTO access.held_files (form, number, content) VALUES (%(form)s, %(number)s, %(content)b)

-- name: held
-- A form that is kept for this account and still for this person.
SELECT h.id, h.address, h.appointment, h.command, h.held_at, h.held_until, h.left_out, h.typed
FROM access.held_forms h
WHERE h.id = %(id)s
AND h.account = %(account)s
AND h.person IS NOT DISTINCT FROM %(person)s
AND h.held_until > %(now)s

-- name: held_of
-- Everything that is kept for an account and its person, newest first.
SELECT h.id, h.address, h.appointment, h.command, h.held_at, h.held_until, h.left_out
FROM access.held_forms h
WHERE h.account = %(account)s
AND h.person IS NOT DISTINCT FROM %(person)s
AND h.held_until > %(now)s
ORDER BY h.id DESC

-- name: held_until
-- Until when a form is kept, whoever asks: the door says it before it knows who is there.
SELECT h.held_until FROM access.held_forms h WHERE h.id = %(id)s AND h.held_until > %(now)s

-- name: files
-- The files of a form, in the order in which they were chosen.
SELECT f.number, f.content, f.attachment
FROM access.held_files f
WHERE f.form = %(form)s
ORDER BY f.number

-- name: place_file
-- The vault has the file: its name stays in place of its bytes, and whoever names it first has named it.
UPDATE access.held_files
SET content = NULL,
    attachment = coalesce(attachment, %(attachment)s)
WHERE form = %(form)s
AND number = %(number)s
RETURNING attachment

-- name: drop_form
-- One form of an account, files included.
DELETE FROM access.held_forms WHERE id = %(id)s AND account = %(account)s

-- name: drop_answered
-- The form whose command was given.
DELETE FROM access.held_forms WHERE account = %(account)s AND command = %(command)s

-- name: forget
-- What was kept long enough.
DELETE FROM access.held_forms WHERE held_until <= %(now)s

-- name: every_form
-- Every form that waits, whosever it is.
SELECT h.id, h.account, h.typed FROM access.held_forms h
