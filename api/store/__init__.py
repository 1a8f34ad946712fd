"""The event store on PostgreSQL: one append function, gapless positions, canonical bodies."""
