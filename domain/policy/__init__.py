"""What the house has decided and may decide otherwise: each change an event with its day and its source."""
