-- name: raise
-- What the reader of the next questions may see, until the end of the transaction.
SELECT set_config('bihuan.lows', %(lows)s::text[]::text, TRUE),
    set_config('bihuan.highs', %(highs)s::text[]::text, TRUE),
    set_config('bihuan.parties', %(parties)s::uuid[]::text, TRUE)
