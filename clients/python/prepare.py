"""The schema as the Python generator wants it: prepare.py SCHEMA PREPARED

It takes an operation for one that needs a token as soon as it names one. So where readers may ask
without, none is named, and such an operation takes either client.
"""

import json
import sys
from pathlib import Path

schema = json.loads(Path(sys.argv[1]).read_text())
for operations in schema["paths"].values():
    for operation in operations.values():
        if {} in operation["security"]:
            del operation["security"]
Path(sys.argv[2]).write_text(json.dumps(schema))
