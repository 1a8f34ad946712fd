"""How long things may take: limits with their sources, the working-day calendar, and the deadlines that follow."""
