#!/usr/bin/env bash
# Generate both clients from the schema into clients/build, check their types and pack them: build.sh UV
set -euo pipefail
cd "$(dirname "$0")/.."
UV=$1 BUILD=clients/build
rm -rf "$BUILD" && mkdir -p "$BUILD/typescript"

.venv/bin/python manage.py spectacular --urlconf api.urls --format openapi-json --validate --fail-on-warn \
    --file "$BUILD/openapi.json"

.clients/bin/python clients/python/prepare.py "$BUILD/openapi.json" "$BUILD/openapi-python.json"
openapi-python-client generate --path "$BUILD/openapi-python.json" --config clients/python/generator.yml --meta uv \
    --output-path "$BUILD/python" --fail-on-warning
"$UV" build --quiet --wheel --out-dir "$BUILD" "$BUILD/python"
"$UV" pip install --quiet --reinstall-package newsroom-client --python .clients/bin/python "$BUILD"/*.whl
mypy --config-file= --strict "$BUILD/python/newsroom_client" clients/python/smoke.py

cp clients/typescript/* "$BUILD/typescript"
cd "$BUILD/typescript"
npm ci --silent
npm run --silent generate
npm run --silent build
npm pack --silent --pack-destination .. >/dev/null
echo "Built: clients/build/newsroom_client-1-py3-none-any.whl, clients/build/newsroom-client-1.0.0.tgz"
