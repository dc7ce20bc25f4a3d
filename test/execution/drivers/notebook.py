"""Runs the Python cells of a notebook in one space, as a kernel does that starts in the notebook's folder."""
import json
import sys

space = {}
sys.path.insert(0, "")
with open(sys.argv[1], encoding="utf-8") as handle:
    for cell in json.load(handle)["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and not source.startswith("%%"):
            exec(source, space)
