#!/bin/sh
# Runs the scenarios of the MCP project's conformance suite that concern us: those of a client of
# tools against ConformanceClient, and those of a server of tools against ConformanceServer. Run it
# by hand, at the project's root, after ./mvnw test-compile and with Java 25 on the PATH; it fetches
# the suite, and the Node.js 22 that the suite needs. Ends with an error if a scenario fails.
#
# Left out of the client's: elicitation, and every way of authorization in which a person consents in
# a browser, or in which a client registers itself or signs assertions. Servers here are configured
# with a client id and a secret.
# Left out of the server's: logging, completion, prompts, resources, sampling, elicitation and
# progress, which it does not declare; audio and embedded resources, which no operation of the API
# gives; and polling of streams, of which it opens none.
set -eu

work=$(mktemp -d)
started=
trap 'test -z "$started" || kill $started; rm -rf "$work"' EXIT
npm install --silent --no-save --prefix "$work" \
  node@22 @modelcontextprotocol/conformance@0.1.16
./mvnw -q dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$work/classpath"
classpath="$PWD/target/test-classes:$PWD/target/classes:$(cat "$work/classpath")"
node=$work/node_modules/node/bin/node
failed=

suite() {
  echo "== $*"
  "$node" "$work/node_modules/@modelcontextprotocol/conformance/dist/index.js" "$@" ||
    failed="$failed $*;"
}

# The first line of a file that is being written, once it looks as it should.
line() {
  for _ in $(seq 60); do
    grep -m 1 -E "$1" "$2" && return
    sleep 1
  done
  echo "Nothing came up; see $2" >&2
  cat "$2" >&2
  return 1
}

cat > "$work/client.sh" <<END
#!/bin/sh
exec java -cp "$classpath" io.imbi.assistant.tool.mcp.ConformanceClient "\$@"
END
chmod +x "$work/client.sh"

for scenario in initialize tools_call sse-retry \
  auth/client-credentials-basic auth/pre-registration; do
  suite client --command "$work/client.sh" --scenario "$scenario" --timeout 60000
done

java -cp "$classpath" io.imbi.assistant.mcpserver.ConformanceServer > "$work/server" 2>&1 &
started=$!
ready=$(line '^[0-9]+ [^ ]+$' "$work/server")
"$node" src/test/mcp/bearer.mjs ${ready% *} ${ready#* } > "$work/bearer" 2>&1 &
started="$started $!"
port=$(line '^[0-9]+$' "$work/bearer")

for scenario in server-initialize ping tools-list tools-call-simple-text tools-call-image \
  tools-call-error json-schema-2020-12 dns-rebinding-protection; do
  suite server --url "http://localhost:$port/mcp" --scenario "$scenario"
done

if test -n "$failed"; then
  echo "Failed:$failed" >&2
  exit 1
fi
