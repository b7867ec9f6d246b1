"""How things look in a browser: one style, and the templates of what notebooks, files and the server show."""
