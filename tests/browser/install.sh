#!/bin/sh
# Brings what the browser tests need: axe-core by npm, and Chromium by apt where it is missing.
set -eu
cd "$(dirname "$0")"
if command -v npm >/dev/null; then
    if [ ! -d node_modules/axe-core ]; then npm ci --ignore-scripts --silent; fi
else
    echo "BROWSER TESTS: npm is missing, so axe-core cannot be installed." >&2
fi
if [ -n "${CHROMIUM:-}" ] || command -v chromium chromium-browser google-chrome >/dev/null; then
    exit 0
fi
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    echo "Installing Chromium for the browser tests."
    { apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium; } >/dev/null 2>&1 ||
        echo "BROWSER TESTS: apt could not install Chromium." >&2
else
    echo "BROWSER TESTS: Chromium is missing; set CHROMIUM=/path/to/it or install it." >&2
fi
