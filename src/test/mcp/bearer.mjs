// Puts a token on the requests of a client that has none, and changes nothing else of them: the
// conformance suite knows no servers that ask who is calling. Usage: bearer.mjs PORT TOKEN; prints
// the port that it listens on.
import { createServer, request } from 'node:http';

const [port, token] = process.argv.slice(2);

const server = createServer((incoming, answer) => {
  const outgoing = request(
    {
      host: '127.0.0.1',
      port,
      method: incoming.method,
      path: incoming.url,
      headers: { ...incoming.headers, authorization: `Bearer ${token}` },
    },
    (response) => {
      answer.writeHead(response.statusCode, response.headers);
      response.pipe(answer);
    },
  );
  outgoing.on('error', () => answer.destroy());
  incoming.pipe(outgoing);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
