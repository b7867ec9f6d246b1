"""Run the command line: ``python -m msc_graph``, and what the script ``msc-graph`` calls."""


def main() -> None:
    """Run the command line; Ctrl-C while its parts are still being loaded ends it with 130, quietly."""
    try:
        from msc_graph.cli.main import main as run

        run()
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
