#!/bin/sh
# Runs the client scenarios of the MCP project's conformance suite that concern a client of tools
# against ConformanceClient. Run it by hand, at the project's root, after ./mvnw test-compile; it
# fetches the suite, and the Node.js 22 that the suite needs.
set -eu

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --no-save --prefix "$work" \
  node@22 @modelcontextprotocol/conformance@0.1.16
./mvnw -q dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$work/classpath"

cat > "$work/client.sh" <<EOF
#!/bin/sh
exec java -cp "$PWD/target/test-classes:$PWD/target/classes:$(cat "$work/classpath")" \
  io.imbi.assistant.tool.mcp.ConformanceClient "\$@"
EOF
chmod +x "$work/client.sh"

for scenario in initialize tools_call sse-retry auth/client-credentials-basic; do
  "$work/node_modules/node/bin/node" \
    "$work/node_modules/@modelcontextprotocol/conformance/dist/index.js" \
    client --command "$work/client.sh" --scenario "$scenario" --timeout 60000
done
