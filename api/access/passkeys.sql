-- name: make_challenge
-- A fresh challenge for whoever wants to come in.
INSERT INTO signing.challenges (id, purpose, challenge, made_at, expires_at)
VALUES (%(id)s, 'sign_in', %(challenge)s, %(now)s, %(expires_at)s)

-- name: take_challenge
-- Take a challenge: once, and in time.
UPDATE signing.challenges
SET used_at = %(now)s
WHERE id = %(id)s
AND purpose = 'sign_in'
AND used_at IS NULL
AND expires_at > %(now)s
RETURNING challenge

-- name: forget_challenges
-- Remove challenges that can no longer be answered, whatever they were for.
DELETE FROM signing.challenges WHERE expires_at < %(before)s
