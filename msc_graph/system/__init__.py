"""Files written whole or not at all, packaged files, compressed ones, child processes."""
