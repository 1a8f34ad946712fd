"""Read models: what people ask for, folded from the log and rebuilt from it at will."""
