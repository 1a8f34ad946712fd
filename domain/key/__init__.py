"""Keys with which people sign: enrolled by their holder, confirmed by a registrar, revoked for ever."""
