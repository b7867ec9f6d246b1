"""Run KGX's own transform of TSV to N-Triples without a network, by an interpreter that has KGX.

KGX fetches the Biolink model and JSON-LD contexts when it starts. Here they come from the PyPI package
``biolink-model``, which holds the same model and prefixes, so that the transform itself is all that is timed.

    python -m venv kgx-venv && kgx-venv/bin/pip install kgx biolink-model
    kgx-venv/bin/python benchmarks/kgx_transform.py nodes.tsv edges.tsv out.nt [--stream]
"""

import functools
import json
import sys
from importlib.resources import files


def main() -> None:
    """Transform the files named on the command line."""
    import bmt
    import kgx.config

    model = files("biolink_model")
    context = json.loads(model.joinpath("prefixmaps/biolink_model_prefix_map.json").read_text("utf-8"))
    names = ("biolink", "monarch_context", "obo_context")
    kgx.config.jsonld_context_map.update(dict.fromkeys(names, context))
    bmt.Toolkit = bmt.toolkit.Toolkit = functools.partial(
        bmt.Toolkit,
        schema=str(model.joinpath("schema/biolink_model.yaml")),
        predicate_map={"predicate mappings": []},
    )
    from kgx.transformer import Transformer

    nodes, edges, out = sys.argv[1:4]
    Transformer(stream="--stream" in sys.argv).transform(
        input_args={"filename": [nodes, edges], "format": "tsv"},
        output_args={"filename": out, "format": "nt"},
    )


if __name__ == "__main__":
    main()
