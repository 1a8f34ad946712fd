"""Reading a school's own ledger: file bytes in, rows with verdicts out; no store and no clock."""
