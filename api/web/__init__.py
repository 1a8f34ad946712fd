"""The pages: plain HTML with forms and links that htmx makes quicker; Chinese first."""
