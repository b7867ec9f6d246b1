"""Run the command line with ``python -m msc_graph``."""

from msc_graph.cli.main import main

main()
