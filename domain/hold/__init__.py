"""Legal holds: what nobody may erase or purge until somebody else, or a superior, says that it may go its way again."""
