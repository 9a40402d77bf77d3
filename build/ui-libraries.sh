#!/usr/bin/env bash
# Fetches the two libraries of the web pages, to be committed: the build of whoever runs the service
# needs no Node.js. From npm, because the WebJars lag behind the sanitiser's security fixes.
set -euo pipefail
cd "$(dirname "$0")/../src/main/resources/ui/assets/vendor"

fetch() { # package@version, module, licence, name here
  npm pack --silent --pack-destination "$work" "$1" >/dev/null
  tar -xzf "$work"/*.tgz -C "$work"
  # The source maps stay behind.
  sed '/^\/\/# sourceMappingURL/d' "$work/package/$2" >"$4.js"
  cp "$work/package/$3" "$4.LICENSE.txt"
  rm -r "$work"/*
}

work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
fetch marked@18.2.1 lib/marked.esm.js LICENSE marked
fetch dompurify@3.5.0 dist/purify.es.mjs LICENSE purify
