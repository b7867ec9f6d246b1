"""A child process that has no memory left."""

if __name__ == "__main__":
    raise MemoryError
