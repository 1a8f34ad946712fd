"""Finding hazards by words: Chinese words of two characters and more, numbers, initials of units."""
