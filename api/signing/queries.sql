-- name: keep_prepared
-- Keep a step that waits for its signature. Nobody waits for the disk: what is lost is prepared again.
WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
INSERT INTO signing.prepared (id, account, session, sealed, prepared_at, expires_at)
SELECT %(id)s::uuid, %(account)s::uuid, %(session)s::bytea, %(sealed)s::bytea, %(prepared_at)s::timestamptz,
    %(expires_at)s::timestamptz
FROM quick

-- name: prepared
-- A step by its identifier, for the account that prepared it, signed and expired ones too.
SELECT p.sealed, p.expires_at, p.used_at
FROM signing.prepared p
WHERE p.id = %(id)s
AND p.account = %(account)s

-- name: waiting
-- Steps that an account can still sign, the newest first.
SELECT p.id, p.sealed, p.expires_at
FROM signing.prepared p
WHERE p.account = %(account)s
AND p.used_at IS NULL
AND p.expires_at > %(now)s
ORDER BY p.prepared_at DESC, p.id DESC
LIMIT %(limit)s

-- name: use_prepared
-- Take a step for signing: once, and in time. The log waits for the disk when the step is recorded, and with it for
-- this, which comes before.
WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
UPDATE signing.prepared
SET used_at = %(now)s
FROM quick
WHERE id = %(id)s
AND used_at IS NULL
AND expires_at > %(now)s

-- name: forget_prepared
-- Remove what can no longer be signed; what was signed is in the log.
DELETE FROM signing.prepared
WHERE expires_at < %(before)s

-- name: count_up
-- Remember a passkey's counter; no row where it did not go up. Authenticators without one say 0 for ever.
INSERT INTO signing.counters AS c (key, counter, seen_at)
VALUES (%(key)s, %(counter)s, %(now)s)
ON CONFLICT (key) DO UPDATE
SET counter = excluded.counter, seen_at = excluded.seen_at
WHERE excluded.counter > c.counter
OR (excluded.counter = 0 AND c.counter = 0)
RETURNING key

-- name: use_and_count
-- Take a step for signing, and remember the passkey's counter: whether the step was taken, and whether the counter went up.
WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true)),
used AS (
    UPDATE signing.prepared
    SET used_at = %(now)s
    FROM quick
    WHERE id = %(id)s
    AND used_at IS NULL
    AND expires_at > %(now)s
    RETURNING id
),
counted AS (
    INSERT INTO signing.counters AS c (key, counter, seen_at)
    SELECT %(key)s, %(counter)s, %(now)s
    FROM used
    ON CONFLICT (key) DO UPDATE
    SET counter = excluded.counter, seen_at = excluded.seen_at
    WHERE excluded.counter > c.counter
    OR (excluded.counter = 0 AND c.counter = 0)
    RETURNING c.key
)
SELECT EXISTS (SELECT FROM used), EXISTS (SELECT FROM counted)

-- name: make_challenge
-- A challenge for somebody who is about to make a passkey.
INSERT INTO signing.challenges (id, purpose, account, challenge, made_at, expires_at)
VALUES (%(id)s, 'enrol', %(account)s, %(challenge)s, %(now)s, %(expires_at)s)

-- name: use_challenge
-- Take it: once, in time, by the account that it was made for.
UPDATE signing.challenges
SET used_at = %(now)s
WHERE id = %(id)s
AND purpose = 'enrol'
AND account = %(account)s
AND used_at IS NULL
AND expires_at > %(now)s
RETURNING challenge

-- name: every_prepared
-- Every step that waits for its signature, or was signed lately.
SELECT p.id, p.sealed FROM signing.prepared p
