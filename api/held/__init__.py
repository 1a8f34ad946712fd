"""Forms that came in after their session's time had run out: kept a day, encrypted, for the one who typed them."""
