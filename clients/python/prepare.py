"""The schema as the Python generator wants it: prepare.py SCHEMA PREPARED

It takes an operation for one that needs a token as soon as it names one. So where readers may ask without,
none is named, and such an operation takes either client. It sends and reads JSON and forms, no other media
types: what is offered in those besides is left out. Copy in other formats goes as a file in a form.
"""

import json
import sys
from pathlib import Path
from typing import Any

SENT = ("application/json", "multipart/form-data")
READ = ("application/json", "application/problem+json")


def only(media: dict[str, Any], known: tuple[str, ...]) -> dict[str, Any]:
    """Those of the media types that are known; all of them where none is. Of a form and a list the form."""
    kept = {name: each for name, each in media.items() if name in known} or media
    if "multipart/form-data" in kept and kept.get("application/json", {}).get("schema", {}).get("items"):
        del kept["application/json"]
    return kept


schema = json.loads(Path(sys.argv[1]).read_text())
for operations in schema["paths"].values():
    for operation in operations.values():
        if {} in operation["security"]:
            del operation["security"]
        if "requestBody" in operation:
            operation["requestBody"]["content"] = only(operation["requestBody"]["content"], SENT)
        for response in operation["responses"].values():
            if "content" in response:
                response["content"] = only(response["content"], READ)
Path(sys.argv[2]).write_text(json.dumps(schema))
