"""The evident log: the tree over all events, its signed heads, proofs and receipts."""
