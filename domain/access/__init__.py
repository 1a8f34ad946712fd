"""What was looked at beyond the least that is shown: each time an event with its reason (PIPL Art. 51)."""
