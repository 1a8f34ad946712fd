"""What happened to the evident log itself: which key signs its heads, and where its history was parted in the open."""
