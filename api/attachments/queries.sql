-- name: keep
-- Keep an encrypted original with its key and the salt of its commitment.
WITH kept AS (
    INSERT INTO log.attachments
        (id, ciphertext_sha256, ciphertext, kind, size, commitment, added_at, added_by, unit)
    VALUES
        (%(id)s, %(ciphertext_sha256)s, %(ciphertext)b, %(kind)s, %(size)s, %(commitment)s,
        %(added_at)s, %(added_by)s, %(unit)s)
)
INSERT INTO log.attachment_keys (attachment, purpose, key, nonce, salt)
VALUES (%(id)s, 'original', %(key)b, %(nonce)b, %(salt)b)

-- name: keep_copy
-- Keep an encrypted copy for a purpose, with its key.
WITH kept AS (
    INSERT INTO log.attachment_copies (attachment, purpose, ciphertext_sha256, ciphertext, kind)
    VALUES (%(id)s, %(purpose)s, %(ciphertext_sha256)s, %(ciphertext)b, %(kind)s)
)
INSERT INTO log.attachment_keys (attachment, purpose, key, nonce)
VALUES (%(id)s, %(purpose)s, %(key)b, %(nonce)b)

-- name: original
-- An original with its key; the key is null once destroyed.
SELECT a.kind, a.ciphertext_sha256, a.ciphertext, k.key, k.nonce
FROM log.attachments a
LEFT JOIN log.attachment_keys k ON k.attachment = a.id AND k.purpose = 'original'
WHERE a.id = %(id)s

-- name: copy
-- The copy for a purpose with its key; the key is null once destroyed.
SELECT c.kind, c.ciphertext_sha256, c.ciphertext, k.key, k.nonce
FROM log.attachment_copies c
LEFT JOIN log.attachment_keys k ON k.attachment = c.attachment AND k.purpose = c.purpose
WHERE c.attachment = %(id)s
AND c.purpose = %(purpose)s

-- name: exists
-- Whether there is such an attachment.
SELECT EXISTS (SELECT FROM log.attachments a WHERE a.id = %(id)s)

-- name: evidence
-- What an event says of attachments, who added them, and whether they can still be read; oldest first.
SELECT a.id, a.ciphertext_sha256, a.size, a.kind, a.commitment, a.added_by, k.attachment IS NOT NULL AS is_readable
FROM log.attachments a
LEFT JOIN log.attachment_keys k ON k.attachment = a.id AND k.purpose = 'original'
WHERE a.id = ANY(%(ids)s)
ORDER BY a.id

-- name: destroy_keys
-- Destroy the keys of the original and of its copies; what is encrypted stays.
DELETE FROM log.attachment_keys k WHERE k.attachment = %(id)s

-- name: digest
-- The digest of an original's ciphertext as the store has it now, and as it was noted.
SELECT encode(sha256(a.ciphertext), 'hex') AS found, a.ciphertext_sha256 AS noted
FROM log.attachments a
WHERE a.id = %(id)s
