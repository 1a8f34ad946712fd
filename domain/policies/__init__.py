"""What follows from what happened without a person deciding: facts in, commands out; no clock, no store."""
