"""The catalogue of messages, English and Chinese side by side, one module a room."""
