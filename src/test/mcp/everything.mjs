// Runs the reference server on the port that PORT names. It ends when its standard input does, so
// it cannot outlive the tests.
process.stdin.on("end", () => process.exit(0));
process.stdin.resume();

await import("@modelcontextprotocol/server-everything/dist/transports/streamableHttp.js");
