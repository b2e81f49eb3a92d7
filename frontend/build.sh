#!/bin/sh
# Bundles the calendar page; without npm the page stays a plain list.
set -eu
cd "$(dirname "$0")"
if ! command -v npm >/dev/null; then
    echo "CALENDAR PAGE: npm is missing, so its bundle cannot be built." >&2
    exit 0
fi
if [ ! -d node_modules/esbuild ] || [ package-lock.json -nt node_modules ]; then
    npm ci --ignore-scripts --silent
    touch node_modules
fi
node build.mjs
