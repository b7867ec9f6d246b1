"""What writes pages of the documentation and stored answers; no part of the package."""
