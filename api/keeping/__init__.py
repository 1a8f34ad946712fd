"""What is destroyed and what is kept: legal holds, erasure, retention. Events are never among it."""
