"""Words that every stream shares: events, commands, refusals, circumstances, identity, evidence, place, quantities."""
