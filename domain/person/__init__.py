"""People, known to the record by identifier and commitment only."""
