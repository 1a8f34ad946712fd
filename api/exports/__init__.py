"""Documents that leave the house: the ledger, the audit trail and a hazard's dossier as Excel and PDF."""
