// Apache AGE over the PostgreSQL wire protocol, for the tests: prints the port it listens on and
// lives until its standard input ends, so that it cannot outlive the JVM that started it.
import { PGlite } from '@electric-sql/pglite'
import { age } from '@electric-sql/pglite-age'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'

const db = await PGlite.create({ extensions: { age } })
await db.exec('CREATE EXTENSION IF NOT EXISTS age')

const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0, maxConnections: 16 })
await server.start()
console.log(server.getServerConn().split(':').pop())

process.stdin.on('end', () => process.exit(0))
process.stdin.resume()
