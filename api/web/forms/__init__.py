"""Forms made from commands: what a command asks, field by field, as people fill it in and as it was typed."""
