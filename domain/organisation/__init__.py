"""Units, their tree, their dated moves, and the supervision beside the tree."""
