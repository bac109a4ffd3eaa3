#!/bin/sh
# Compiles requirements/*.in into locks with hashes and without any address.
set -eu
cd "$(dirname "$0")/../requirements"
compile() {
  uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links \
    --python-version "$1" -o "$2.txt" "$2.in" ${3:-}
}
compile 3.10 bot --override=bot.overrides
compile 3.10 dev # constrained by bot.txt
compile 3.12 next
compile 3.10 clients
