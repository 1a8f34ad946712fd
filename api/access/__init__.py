"""Who comes in: accounts, sign-in with its throttle, sessions, API tokens, and a record of these acts that stays."""
